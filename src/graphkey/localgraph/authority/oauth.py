"""
The authority: discovery, keys and the token endpoint of any tenant, with client secret or certificate assertion.

Called by `service` for every path outside `/beta`, `/v1.0` and `/-`. Answers in the shapes of Entra's v2.0 endpoints.

Rule: only client credentials are granted here; there are no users to sign in.
Rule: nothing of a request's secret or assertion comes back in an answer.
Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow;
OpenID Connect Discovery 1.0; RFC 6749 sections 2.3.1, 4.4 and 5.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl, unquote, unquote_plus

from graphkey.localgraph.address import same_place
from graphkey.localgraph.authority.assertion import check_assertion
from graphkey.localgraph.authority.refusal import SignInRefused, refused
from graphkey.localgraph.authority.registry import App, Registry
from graphkey.localgraph.authority.tokens import GRAPH, GRAPH_APP_ID, TOKEN_LIFE_S, Tokens, issuer
from graphkey.wire import Document, Request, Response, json_response

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MAX_FORM_FIELDS = 50
_VAULTS = frozenset({"https://vault.azure.net", "https://vault.usgovcloudapi.net", "https://vault.azure.cn"})
"""
Key Vault, which every tenant knows, for vaults of others' that trust this authority; none is served here.

Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers
"""


class Authority:
    """Answer the sign-in endpoints."""

    def __init__(
        self, registry: Registry, tokens: Tokens, *, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._registry = registry
        self._tokens = tokens
        self._now = now
        self._new_id = new_id

    def answer(self, request: Request, origin: str, path: str, query: str) -> Response | None:
        """
        Answer a request to an endpoint of a tenant; None when the path is none.

        Args:
            origin: scheme and host that the request names.
            path, query: as sent, percent-encoded.
        """
        tenant, _, endpoint = unquote(path).strip("/").partition("/")
        handler = _ENDPOINTS.get((request.method, endpoint.lower()))
        if handler is None:
            return None
        try:
            if tenant == "common" and endpoint == "discovery/instance":
                return self.instance(request, origin, query)
            if not self._registry.has_tenant(tenant):
                raise refused(90002, f"Tenant '{tenant[:100]}' not found.")
            return handler(self, request, origin, tenant.lower())
        except SignInRefused as error:
            return self._refusal(error, request)

    def instance(self, request: Request, origin: str, query: str) -> Response:
        """Say where a tenant's discovery document is, for clients that ask about the host first."""
        asked = dict(parse_qsl(query)).get("authorization_endpoint", "")
        tenant = same_place(asked, origin) or "common"
        document = {
            "tenant_discovery_endpoint": f"{origin}/{tenant}/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [],
        }
        return json_response(200, document)

    def configuration(self, request: Request, origin: str, tenant: str) -> Response:
        """Return the OpenID discovery document."""
        root = f"{origin}/{tenant}"
        document = {
            "issuer": issuer(origin, tenant),
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
            "jwks_uri": f"{root}/discovery/v2.0/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "private_key_jwt"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "grant_types_supported": ["client_credentials"],
            "tenant_region_scope": None,
        }
        return json_response(200, document)

    def keys(self, request: Request, origin: str, tenant: str) -> Response:
        """Return the public keys that tokens are signed with."""
        return json_response(200, self._tokens.jwks())

    def token(self, request: Request, origin: str, tenant: str) -> Response:
        """Grant an access token for client credentials."""
        form = _form(request)
        if _needed(form, "grant_type") != "client_credentials":
            raise refused(70003, "The grant type is not supported; this authority grants client_credentials.")
        client_id, client_secret = _client(request, form)
        app = self._registry.app(tenant, client_id)
        if app is None:
            raise refused(700016, f"Application '{client_id[:100]}' was not found in the directory '{tenant}'.")
        self._authenticate(app, form, client_secret, origin)
        audience = _audience(_needed(form, "scope"), origin)
        document: Document = {
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFE_S,
            "ext_expires_in": TOKEN_LIFE_S,
            "access_token": self._tokens.issue(app, audience=audience, origin=origin),
        }
        return json_response(200, document, cache_control="no-store", pragma="no-cache")

    def _authenticate(self, app: App, form: Mapping[str, str], client_secret: str, origin: str) -> None:
        assertion = form.get("client_assertion", "")
        if assertion:
            if form.get("client_assertion_type") != _ASSERTION_TYPE:
                raise refused(900144, f"'client_assertion_type' must be '{_ASSERTION_TYPE}'.")
            root = f"{origin}/{app.tenant_id}"
            endpoints = (f"{root}/oauth2/v2.0/token", issuer(origin, app.tenant_id), root)
            check_assertion(assertion, app, self._registry, endpoints=endpoints, now=self._now().timestamp())
        elif not client_secret:
            raise refused(7000216, "'client_assertion' or 'client_secret' is required for client_credentials.")
        elif not self._registry.knows_secret(app.tenant_id, app.client_id, client_secret):
            raise refused(7000215, f"Invalid client secret provided for app '{app.client_id}'.")

    def _refusal(self, error: SignInRefused, request: Request) -> Response:
        correlation = request.headers.get("client-request-id", "")
        document = error.document(
            trace_id=self._new_id(),
            correlation_id=correlation if 0 < len(correlation) <= 128 else self._new_id(),
            timestamp=self._now().strftime("%Y-%m-%d %H:%M:%SZ"),
        )
        return json_response(error.status, document, cache_control="no-store")


_Handler = Callable[[Authority, Request, str, str], Response]
_ENDPOINTS: Mapping[tuple[str, str], _Handler] = {
    ("GET", "discovery/instance"): Authority.instance,
    ("GET", "v2.0/.well-known/openid-configuration"): Authority.configuration,
    ("GET", ".well-known/openid-configuration"): Authority.configuration,
    ("GET", "discovery/v2.0/keys"): Authority.keys,
    ("GET", "discovery/keys"): Authority.keys,
    ("POST", "oauth2/v2.0/token"): Authority.token,
}


def _form(request: Request) -> dict[str, str]:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        raise refused(90014, "The body must be of type application/x-www-form-urlencoded.")
    try:
        pairs = parse_qsl(
            request.body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FORM_FIELDS
        )
    except ValueError as error:
        raise refused(90014, "The body is no form of UTF-8 text.") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise refused(90014, "A parameter is given more than once.")
    return form


def _needed(form: Mapping[str, str], name: str) -> str:
    if not form.get(name):
        raise refused(900144, f"The request body must contain the following parameter: '{name}'.")
    return form[name]


def _client(request: Request, form: Mapping[str, str]) -> tuple[str, str]:
    """Return client id and secret, from the Authorization header (RFC 6749 section 2.3.1) or from the form."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return _needed(form, "client_id"), form.get("client_secret", "")
    try:
        client_id, colon, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError as error:
        raise refused(90014, "The Authorization header is no Basic credential.") from error
    if not colon or form.get("client_secret"):
        raise refused(90014, "Give the client secret once, in the header or in the body.")
    return unquote_plus(client_id), unquote_plus(secret)


def _audience(scope: str, origin: str) -> str:
    """Return the resource that a `…/.default` scope names, as tokens name it."""
    resource, default, rest = scope.strip().partition("/.default")
    if not default or rest or " " in resource:
        raise refused(
            70011, f"The scope '{scope[:200]}' is not valid; client credentials need one of '<resource>/.default'."
        )
    if resource.rstrip("/") == GRAPH or resource == GRAPH_APP_ID:
        return GRAPH
    if same_place(resource, origin) is not None:
        return origin
    if resource.rstrip("/") in _VAULTS:
        return resource.rstrip("/")
    raise refused(500011, f"The resource '{resource[:200]}' was not found in the tenant.")

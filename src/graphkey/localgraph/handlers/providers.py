"""
What the service says of identity providers, custom authentication extensions and web application firewalls without being
asked to keep anything: availableProviderTypes, validateAuthenticationConfiguration; and verify, which keeps its result.

Source: https://learn.microsoft.com/graph/api/identityproviderbase-availableprovidertypes,
identityprovider-list-availableprovidertypes, customauthenticationextension-validateauthenticationconfiguration,
webapplicationfirewallprovider-verify
"""

import re
from urllib.parse import urlsplit

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.bound import (
    binding_document,
    binding_place,
    parameters,
    required,
    required_text,
    value_response,
    values_response,
)
from graphkey.localgraph.odata.answers import MAX_TOP
from graphkey.localgraph.odata.gather import MAX_SKIP
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.entities import date_text, shown
from graphkey.localgraph.storage.store import item_path
from graphkey.wire import Document, Response

# Both lists are the pages': of a directory of employees, and of the older interface.
PROVIDER_TYPES = ("MicrosoftAccount", "EmailOTP", "Facebook", "Google")
OLD_PROVIDER_TYPES = (
    "Amazon", "OpenIDConnect", "Facebook", "GitHub", "Google", "LinkedIn", "Microsoft", "QQ", "Twitter", "WeChat", "Weibo",
)  # fmt: skip
RECEIVE = "CustomAuthenticationExtension.Receive.Payload"
_EXTENSIONS = "/identity/customAuthenticationExtensions"
_FIREWALLS = "/identity/riskPrevention/webApplicationFirewallProviders"
_VERIFICATIONS = "/identity/riskPrevention/webApplicationFirewallVerifications"
_VERIFICATION = "webApplicationFirewallVerificationModel"
_RESOURCE_ID = re.compile(r"api://([^/\s]+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}\Z)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+[a-z]{2,63}", re.IGNORECASE)
_FIREWALL_KINDS = {
    "akamaiWebApplicationFirewallProvider": ("akamai", "akamaiVerifiedDetailsModel"),
    "cloudFlareWebApplicationFirewallProvider": ("cloudflare", "cloudFlareVerifiedDetailsModel"),
}


def list_types(call: Call) -> Response:
    """Answer the kinds of identity provider that can be set up."""
    return _page(call, PROVIDER_TYPES)


def list_old_types(call: Call) -> Response:
    """Answer the kinds of identity provider of the older interface."""
    return _page(call, OLD_PROVIDER_TYPES)


def _page(call: Call, kinds: tuple[str, ...]) -> Response:
    """Answer texts, which have no properties: what could be asked of properties is refused."""
    call.options.allow("count", "skip", "top")
    first = call.options.number("skip", MAX_SKIP) or 0
    top = call.options.number("top", MAX_TOP)
    page = kinds[first:] if top is None else kinds[first : first + top]
    return values_response(call, "Edm.String", list(page), count=len(kinds) if call.options.flag("count") else None)


def validate_new(call: Call) -> Response:
    """Say what is wrong with a configuration that is not kept yet."""
    given = parameters(call)
    for name in ("endpointConfiguration", "authenticationConfiguration"):
        if not given.get(name):
            raise required(name)
    return _validated(call, given)


def validate_existing(call: Call) -> Response:
    """Say what is wrong with the configuration of an extension."""
    return _validated(call, binding_document(call, call.store, binding_place(call, call.store)))


def verify(call: Call) -> Response:
    """Keep and answer that a host is behind a firewall, as far as its name tells."""
    host = required_text(parameters(call), "hostName")
    if not _HOST.fullmatch(host):
        raise bad_request("The parameter 'hostName' is no name of a host.")
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        provider = binding_document(call, writer, place)
        document = _verification(call, provider, host)
        path = item_path(_VERIFICATIONS, document["id"])
        writer.insert(path, document)
        writer.link(f"{path}/provider", place.path)
    template = f"{_VERIFICATIONS}/{{{_VERIFICATION}-id}}"
    return value_response(call, _VERIFICATION, shown(call.version, template, call.type_named(_VERIFICATION), document))


def _verification(call: Call, provider: Document, host: str) -> Document:
    kind = str(provider.get("@odata.type", "")).rpartition(".")[2]
    if kind not in _FIREWALL_KINDS:
        raise bad_request("The provider's '@odata.type' does not say which firewall it is.")
    provider_type, details = _FIREWALL_KINDS[kind]
    told = {name: provider[name] for name in ("zoneId",) if provider.get(name) is not None}
    return {
        "id": call.parts.new_id(),
        "verifiedHost": host,
        "providerType": provider_type,
        "verificationResult": {
            "status": "success",
            "verifiedOnDateTime": date_text(call.now),
            "errors": [],
            "warnings": [],
        },
        "verifiedDetails": {"@odata.type": f"#microsoft.graph.{details}", **told},
    }


def _validated(call: Call, given: Document) -> Response:
    endpoint = given.get("endpointConfiguration") or {}
    resource_id = str((given.get("authenticationConfiguration") or {}).get("resourceId") or "")
    errors, warnings = _findings(call, str(endpoint.get("targetUrl") or ""), resource_id)
    return value_response(call, "authenticationConfigurationValidation", {"errors": errors, "warnings": warnings})


def _findings(call: Call, target_url: str, resource_id: str) -> tuple[list[Document], list[Document]]:
    """Return errors and warnings, by the codes that the page shows."""
    errors, warnings = [], []
    found = _RESOURCE_ID.fullmatch(resource_id)
    if found is None:
        errors.append(_told("IncorrectResourceIdFormat", "A resourceId is written 'api://{domain name}/{appId}'."))
    domain = found[1] if found else resource_id.removeprefix("api://").partition("/")[0]
    if domain.lower() != _host(target_url):
        errors.append(
            _told("DomainNameDoesNotMatch", "The domain name of the resourceId is not that of the targetUrl.")
        )
    app = None if found is None else call.parts.registry.app(call.store.tenant, found[2])
    if app is None:
        errors.append(
            _told("ServicePrincipalNotFound", "The tenant has no service principal of the resourceId's appId.")
        )
    if app is None or RECEIVE not in app.permissions:
        warnings.append(
            _told("PermissionNotGrantedToServicePrincipal", f"{RECEIVE} is not granted to the service principal.")
        )
    return errors, warnings


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # brackets without an address in them
        return ""


def _told(code: str, message: str) -> Document:
    return {"code": code, "message": message}


HANDLERS: Handlers = {
    ("GET", "/identity/identityProviders/availableProviderTypes()"): list_types,
    ("GET", "/identityProviders/availableProviderTypes()"): list_old_types,
    ("POST", f"{_EXTENSIONS}/validateAuthenticationConfiguration"): validate_new,
    (
        "POST",
        f"{_EXTENSIONS}/{{customAuthenticationExtension-id}}/validateAuthenticationConfiguration",
    ): validate_existing,
    ("POST", f"{_FIREWALLS}/{{webApplicationFirewallProvider-id}}/verify"): verify,
}

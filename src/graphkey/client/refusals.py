"""
What the refusals of an authority mean: from its message, or the sign-in library's, to one sentence and a thing to try.

Called by `client/credentials` with whatever signing in raised.

Rule: a secret that the message repeats is masked; trace ids and essays are cut off.
Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
"""

import re
from collections.abc import Iterable, Mapping

from graphkey.config.contexts import Context
from graphkey.errors import SignInError
from graphkey.secret import MASK, Secret

HINTS: Mapping[str, str] = {
    "7000215": "The client secret is wrong: it is the secret's value, not its id.",
    "7000222": "The client secret has expired: make a new one in the app registration.",
    "7000112": "The application is disabled in this tenant.",
    "700016": "The tenant does not know the application: check tenant and client_id.",
    "700024": "The assertion's time is off: check this machine's clock.",
    "700027": "The certificate is not registered with the application, or is another one.",
    "700213": "No federated credential of the application matches the token's subject.",
    "700211": "No federated credential of the application matches the token's issuer.",
    "90002": "There is no such tenant at this authority: check tenant and cloud.",
    "900023": "There is no such tenant at this authority: check tenant and cloud.",
    "500011": "The Graph of this context is not known in the tenant: check the cloud.",
    "65001": "Nobody has consented to the application's permissions: grant them in the app registration.",
    "50105": "The user is not assigned to the application.",
    "50076": "More proof of identity is needed: sign in with device-code or browser.",
    "50079": "More proof of identity is needed: sign in with device-code or browser.",
    "53003": "A conditional access policy of the tenant forbids this sign-in.",
    "7000218": "The application is no public client: allow public client flows in the app registration.",
}
"""What to do about the commonest errors of the authority, by AADSTS number."""


def sign_in_error(error: Exception, context: Context, secrets: Iterable[Secret]) -> SignInError:
    """
    Make our error of one that signing in raised.

    Args:
        secrets: those that were handed over, which no message may show.
    """
    text = _first_sentence(str(getattr(error, "message", None) or error))
    for secret in secrets:
        if len(secret.reveal()) > 3:
            text = text.replace(secret.reveal(), MASK)
    number = re.search(r"AADSTS(\d+)", text)
    return SignInError(
        f"signing in to {context.cloud.authority} with context {context.name} ({context.credential}) failed: {text}",
        hint=HINTS.get(number[1] if number else "", "") or _general_hint(text, context),
    )


def _first_sentence(text: str) -> str:
    """Cut an authority's message before its trace ids and a library's before its essay."""
    text = text.removeprefix("Authentication failed: ")
    text = re.split(
        r"\s+(?:Authority would|Trace ID|Correlation ID|Timestamp|To mitigate|Content)\b|[\r\n]", text, maxsplit=1
    )[0]
    return text.strip()[:300] or "no reason was given"


def _general_hint(text: str, context: Context) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "Set SSL_CERT_FILE (or REQUESTS_CA_BUNDLE) to a PEM file with the authority that signed its certificate."
    if "authority configuration" in text:
        return HINTS["90002"]
    if context.credential == "azure-cli":
        return "Run az login, and az account show to see who is signed in."
    if context.credential == "certificate":
        return "The certificate needs its RSA key, as PFX or PEM, and the right certificate_password."
    return "See graphkey context show, and docs/how-to/sign-in.md."

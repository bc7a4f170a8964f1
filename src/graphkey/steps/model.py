"""
The table of the steps of a user flow at which an API connector is called, and the time that the API gets.

Facts only, each with its source; `bodies`, `rules` and `run` read them. Adding a step is adding a row.

Sources: ENTRA https://learn.microsoft.com/entra/external-id/self-service-sign-up-add-api-connector (workforce tenants,
the two sign-up steps); B2C https://learn.microsoft.com/azure/active-directory-b2c/add-api-connector and
https://learn.microsoft.com/azure/active-directory-b2c/add-api-connector-token-enrichment (all three).
"""

from typing import Literal, NamedTuple

from graphkey.errors import UsageError

Action = Literal["Continue", "ShowBlockPage", "ValidationError"]

ENTRA = "https://learn.microsoft.com/entra/external-id/self-service-sign-up-add-api-connector"
B2C = "https://learn.microsoft.com/azure/active-directory-b2c/add-api-connector"
B2C_TOKEN = "https://learn.microsoft.com/azure/active-directory-b2c/add-api-connector-token-enrichment"  # noqa: S105
B2C_OVERVIEW = "https://learn.microsoft.com/azure/active-directory-b2c/api-connectors-overview"


class Step(NamedTuple):
    """
    Describe one step.

    Args:
        slot: its name in `apiConnectorConfiguration` of a user flow.
        wire: the value of `step` in the body that the API gets.
        when: when the service makes the call.
        actions: what the API may answer.
        fields: claims of the documented example, in its order; only those with a value are sent.
        effect: what becomes of the claims that the API returns.
        source: the page that says so.
    """

    slot: str
    wire: str
    when: str
    actions: tuple[Action, ...]
    fields: tuple[str, ...]
    effect: str
    source: str


_IDENTITY = ("email", "identities", "displayName", "givenName", "surname")
_ADDRESS = ("jobTitle", "streetAddress", "city", "postalCode", "state", "country")

# The B2C sign-up page spells the third step `PreTokenApplicationClaims` with `clientId` in one example, against its own
# prose; the token enrichment page has `PreTokenIssuance` and `client_id` throughout, and that is what is sent here.
# See https://github.com/MicrosoftDocs/azure-docs/issues/83172.
STEPS: tuple[Step, ...] = (
    Step(
        slot="postFederationSignup",
        wire="PostFederationSignup",
        when="after a sign-up through an identity provider, before the page that collects attributes",
        actions=("Continue", "ShowBlockPage"),
        fields=_IDENTITY,
        effect="returned claims fill in the form",
        source=ENTRA,
    ),
    Step(
        slot="postAttributeCollection",
        wire="PostAttributeCollection",
        when="after the page that collects attributes, before the user is created",
        actions=("Continue", "ShowBlockPage", "ValidationError"),
        fields=(*_IDENTITY, *_ADDRESS),
        effect="returned claims replace what the user typed",
        source=ENTRA,
    ),
    Step(
        slot="preTokenIssuance",
        wire="PreTokenIssuance",
        when="before a token is issued, at sign-up and sign-in (a preview of Azure AD B2C)",
        actions=("Continue",),
        fields=("email", "identities", "displayName", "objectId"),
        effect="returned claims go into the token, not into the directory",
        source=B2C_TOKEN,
    ),
)


def find_step(name: str) -> Step:
    """
    Find a step by the name of its slot or its wire name, ignoring case.

    Raises:
        UsageError: there is no such step.
    """
    wanted = name.lower()
    for step in STEPS:
        if wanted in (step.slot.lower(), step.wire.lower()):
            return step
    raise UsageError(f"there is no step {name!r}", hint="Steps: " + ", ".join(step.slot for step in STEPS))


class Budget(NamedTuple):
    """
    Say how long the service waits for the API and how often it calls.

    Args:
        seconds: for one attempt, from connecting to the last byte of the answer.
        attempts: at most so many calls; only a call without an answer is repeated.
    """

    name: str
    seconds: float
    attempts: int
    source: str


BUDGETS: tuple[Budget, ...] = (
    # User flows had 20 s in older texts and have 5 s since April 2025 (azure-docs pull requests 126324 and 126864).
    Budget("b2c", 5.0, 2, B2C_OVERVIEW),
    Budget("workforce", 20.0, 2, ENTRA),
)
B2C_BUDGET, WORKFORCE_BUDGET = BUDGETS

# Parts of an answer that steer the flow; every other property is a claim. Source: the response tables of ENTRA and B2C.
CONTROL_PROPERTIES = frozenset({"version", "action", "status", "userMessage"})
# Parts of a request that the service adds by itself.
SERVICE_PROPERTIES = ("step", "client_id", "ui_locales")

"""
Which conditional access policies apply to a sign-in: the what-if evaluation, as a function of policies and facts.

Called by `handlers.conditional_access`. Knows documents as Graph writes them; reads no store and asks no clock.

Rule: a policy applies when nothing speaks against it; every reason that does is told, in the order of Graph's enumeration.
Rule: a condition that a policy has and the request says nothing of gives `notEnoughInformation`, never a guess.
Source: https://learn.microsoft.com/graph/api/conditionalaccessroot-evaluate and the resource pages of its parameters;
what they leave open is in docs/explanation/fidelity.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from graphkey.wire import Document

# Applications that `Office365` stands for; the pages show that it covers the second. The rest of the suite is a local choice.
OFFICE_365 = frozenset(["00000002-0000-0ff1-ce00-000000000000", "00000003-0000-0ff1-ce00-000000000000"])
USER_ACTIONS = {
    "registerSecurityInformation": "urn:user:registersecurityinfo",
    "registerOrJoinDevices": "urn:user:registerdevice",
}
_ORDER = (
    "notEnoughInformation", "users", "workloadIdentities", "application", "userActions", "authenticationContext",
    "devicePlatform", "devices", "clientApps", "location", "signInRisk", "emptyPolicy", "policyNotEnabled", "userRisk",
    "insiderRisk", "authenticationFlow",
)  # fmt: skip


class Identity(NamedTuple):
    """
    Say who signs in.

    Args:
        kind: `user` or `workload`.
        id: object id.
        groups, roles: ids that a user belongs to.
        guest: the user is a guest or external.
    """

    kind: str
    id: str
    groups: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    guest: bool = False


class SignIn(NamedTuple):
    """
    Hold all that is known of a sign-in.

    Args:
        context: `signInContext` of the request.
        conditions: `signInConditions` of the request.
        locations: the tenant's named locations, by id.
    """

    identity: Identity
    context: Document
    conditions: Document
    locations: Mapping[str, Document]


def analyse(policy: Document, sign_in: SignIn) -> list[str]:
    """Return the reasons why a policy does not apply; none when it does."""
    conditions = policy.get("conditions") or {}
    found = {reason for check in _CHECKS for reason in check(conditions, sign_in)}
    if policy.get("state") == "disabled":
        found.add("policyNotEnabled")
    if not policy.get("grantControls") and not policy.get("sessionControls"):
        found.add("emptyPolicy")
    return [reason for reason in _ORDER if reason in found]


def _identity(conditions: Document, sign_in: SignIn) -> Iterable[str]:
    who = sign_in.identity
    if who.kind == "workload":
        principals = conditions.get("clientApplications") or {}
        included = {one.lower() for one in principals.get("includeServicePrincipals") or ()}
        excluded = {one.lower() for one in principals.get("excludeServicePrincipals") or ()}
        if not included & {who.id.lower(), "serviceprincipalsinmytenant"} or who.id.lower() in excluded:
            yield "workloadIdentities"
        elif principals.get("servicePrincipalFilter"):
            yield "notEnoughInformation"
    elif not _covers(conditions.get("users") or {}, "include", who) or _covers(
        conditions.get("users") or {}, "exclude", who
    ):
        yield "users"


def _covers(users: Document, side: str, who: Identity) -> bool:
    named = {one.lower() for one in users.get(f"{side}Users") or ()}
    groups = {one.lower() for one in users.get(f"{side}Groups") or ()}
    roles = {one.lower() for one in users.get(f"{side}Roles") or ()}
    guests = "guestsorexternalusers" in named or bool(users.get(f"{side}GuestsOrExternalUsers"))
    return bool(named & {who.id.lower(), "all"} or groups & who.groups or roles & who.roles or (guests and who.guest))


def _target(conditions: Document, sign_in: SignIn) -> Iterable[str]:
    applications = conditions.get("applications") or {}
    included = {one.lower() for one in applications.get("includeApplications") or ()}
    kind = str(sign_in.context.get("@odata.type", "")).rpartition(".")[2]
    if kind == "userActionContext":
        action = USER_ACTIONS.get(str(sign_in.context.get("userAction")), "")
        if "all" not in included and action not in (applications.get("includeUserActions") or ()):
            yield "userActions"
    elif kind == "authContext":
        value = sign_in.context.get("authenticationContextValue")
        if value not in (applications.get("includeAuthenticationContextClassReferences") or ()):
            yield "authenticationContext"
    else:
        excluded = {one.lower() for one in applications.get("excludeApplications") or ()}
        wanted = [one.lower() for one in sign_in.context.get("includeApplications") or ()]
        if not any(_names(included, one) and not _names(excluded, one) for one in wanted):
            yield "application"


def _names(listed: set[str], application: str) -> bool:
    return bool(listed & {application, "all"}) or ("office365" in listed and application in OFFICE_365)


def _platform(conditions: Document, sign_in: SignIn) -> Iterable[str]:
    platforms = conditions.get("platforms")
    if platforms:
        yield from _sided(platforms, "Platforms", sign_in.conditions.get("devicePlatform"), "devicePlatform")


def _sided(both: Document, noun: str, given: Any, reason: str) -> Iterable[str]:
    if given is None:
        yield "notEnoughInformation"
        return
    included, excluded = _lowered(both.get(f"include{noun}")), _lowered(both.get(f"exclude{noun}"))
    if not included & {str(given).lower(), "all"} or excluded & {str(given).lower(), "all"}:
        yield reason


def _devices(conditions: Document, sign_in: SignIn) -> Iterable[str]:
    """Rules of a device filter are a language of their own, which no page of this action describes."""
    if (conditions.get("devices") or {}).get("deviceFilter"):
        yield "notEnoughInformation"


def _client(conditions: Document, sign_in: SignIn) -> Iterable[str]:
    listed = _lowered(conditions.get("clientAppTypes")) - {"all"}
    if listed and "all" not in _lowered(conditions.get("clientAppTypes")):
        yield from _listed(listed, sign_in.conditions.get("clientAppType"), "clientApps")


def _location(conditions: Document, sign_in: SignIn) -> Iterable[str]:
    wanted = conditions.get("locations")
    if not wanted:
        return
    included, excluded = wanted.get("includeLocations") or (), wanted.get("excludeLocations") or ()
    if sign_in.conditions.get("ipAddress") is None and sign_in.conditions.get("country") is None:
        if excluded or "All" not in included:
            yield "notEnoughInformation"
    elif not any(_is_at(one, sign_in) for one in included) or any(_is_at(one, sign_in) for one in excluded):
        yield "location"


def _is_at(name: str, sign_in: SignIn) -> bool:
    if name.lower() == "all":
        return True
    if name.lower() == "alltrusted":
        return any(one.get("isTrusted") and _within(one, sign_in.conditions) for one in sign_in.locations.values())
    found = sign_in.locations.get(name.lower())
    return found is not None and _within(found, sign_in.conditions)


def _within(location: Document, conditions: Document) -> bool:
    country, address = conditions.get("country"), conditions.get("ipAddress")
    if "countriesAndRegions" in location:
        if country is None:
            return bool(location.get("includeUnknownCountriesAndRegions"))
        return str(country).upper() in {str(one).upper() for one in location["countriesAndRegions"]}
    ranges = [one.get("cidrAddress") for one in location.get("ipRanges") or ()]
    return address is not None and any(_in_range(str(address), str(one)) for one in ranges)


def _in_range(address: str, cidr: str) -> bool:
    from ipaddress import ip_address, ip_network

    try:
        return ip_address(address) in ip_network(cidr, strict=False)
    except ValueError:  # an address range of another form holds nothing
        return False


def _risk(name: str, given: str, reason: str) -> Callable[[Document, SignIn], Iterable[str]]:
    def check(conditions: Document, sign_in: SignIn) -> Iterable[str]:
        listed = _lowered(conditions.get(name))
        if listed:
            yield from _listed(listed, sign_in.conditions.get(given), reason)

    return check


def _flow(conditions: Document, sign_in: SignIn) -> Iterable[str]:
    listed = _lowered((conditions.get("authenticationFlows") or {}).get("transferMethods")) - {"none"}
    if listed:
        given = (sign_in.conditions.get("authenticationFlow") or {}).get("transferMethod")
        yield from _listed(listed, given, "authenticationFlow")


def _listed(listed: set[str], given: Any, reason: str) -> Iterable[str]:
    if given is None:
        yield "notEnoughInformation"
    elif not listed & _lowered(given):
        yield reason


def _lowered(values: Any) -> set[str]:
    """Read a list, or flags in one text, as a set."""
    listed: Sequence[Any] = values.split(",") if isinstance(values, str) else values or ()
    return {str(one).strip().lower() for one in listed}


_CHECKS: Sequence[Callable[[Document, SignIn], Iterable[str]]] = (
    _identity,
    _target,
    _platform,
    _devices,
    _client,
    _location,
    _risk("signInRiskLevels", "signInRiskLevel", "signInRisk"),
    _risk("userRiskLevels", "userRiskLevel", "userRisk"),
    _risk("servicePrincipalRiskLevels", "servicePrincipalRiskLevel", "workloadIdentities"),
    _risk("insiderRiskLevels", "insiderRiskLevel", "insiderRisk"),
    _flow,
)

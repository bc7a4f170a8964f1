"""
Profiles: how much each finding counts for whom, as data with a source for every rule.

`cli/cert` calls it. The shipped profiles are `profiles.toml`; people add their own in a file of the same form. `connector` is
what an upload is held to, so it changes no severity of the table in `finding`.

Rule: a rule without a source is refused; so is a finding, a bound or a key that nobody knows, with the place where it stands.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

from graphkey.certs.checks import DEFAULT_BOUNDS, Bounds
from graphkey.certs.finding import KNOWN, Finding, Severity
from graphkey.errors import ConfigError

DEFAULT = "connector"
_SHIPPED = Path(__file__).with_name("profiles.toml")
_OFF = "off"
_FORMS = frozenset({"pkcs12", "pem"})
_KEYS = frozenset({"about", "based_on", "accepts", "bounds", "rules"})


class Rule(NamedTuple):
    """Say how much a finding counts, and who says so; `severity` is `off` where it does not count at all."""

    severity: str
    source: str


class Profile(NamedTuple):
    """
    Hold a profile with all that it is based on.

    Args:
        accepts: forms of file that are taken: `pkcs12`, `pem`.
        bounds: where findings begin.
        rules: by finding.
    """

    name: str
    about: str
    accepts: frozenset[str]
    bounds: Bounds
    rules: Mapping[str, Rule]

    def weigh(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Give findings the severity that they have here; those that do not count are left out."""
        weighed = (one._replace(severity=self.rules[one.id].severity) for one in findings)  # type: ignore[arg-type]
        return tuple(one for one in weighed if one.severity != _OFF)


def load_profiles(own: Path | None = None) -> dict[str, Profile]:
    """
    Read the shipped profiles, and a file of one's own.

    Args:
        own: its profiles may be based on shipped ones, and may not take their names.
    Raises: ConfigError that names the file and the place in it.
    """
    profiles: dict[str, Profile] = {}
    for file in (_SHIPPED, *([own] if own else [])):
        tables = _Place(file, "profile").table(_read(file).get("profile", {}))
        waiting = dict(tables)
        while waiting:
            ready = [name for name, table in waiting.items() if _base_of(table) in (None, *profiles)]
            if not ready:
                raise ConfigError(
                    f"{file}: profile.{next(iter(waiting))} is based on a profile that does not exist, or on itself",
                    hint=f"There is {', '.join(profiles)}.",
                )
            for name in ready:
                profiles[name] = _profile(_Place(file, f"profile.{name}"), name, waiting.pop(name), profiles)
    return profiles


def find_profile(name: str, own: Path | None = None) -> Profile:
    """Return the profile of that name; raises ConfigError when there is none."""
    profiles = load_profiles(own)
    if name not in profiles:
        raise ConfigError(f"there is no profile {name!r}", hint=f"There is {', '.join(profiles)}.")
    return profiles[name]


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or "the name cannot be that of a file"
        raise ConfigError(
            f"the policy file {file} cannot be read: {reason}", hint="Check the path and who may read it."
        ) from None
    except ValueError as error:
        raise ConfigError(f"the policy file {file} cannot be read: {error}", hint="It is TOML, in UTF-8.") from None


def _base_of(table: Any) -> Any:
    base = table.get("based_on") if isinstance(table, dict) else None
    return base if isinstance(base, str | None) else ""


class _Place(NamedTuple):
    """Stand for a place in a file, to say what is wrong there."""

    file: Path
    path: str

    def refuse(self, what: str, hint: str) -> ConfigError:
        return ConfigError(f"{self.file}: {self.path} {what}", hint=hint)

    def table(self, value: Any, keys: Iterable[str] | None = None) -> dict[str, Any]:
        """Return a table that has no key but those."""
        if not isinstance(value, dict):
            raise self.refuse("is no table", "See docs/reference/findings.md for the form.")
        unknown = sorted(set(value) - set(keys)) if keys is not None else []
        if unknown:
            raise self.refuse(f"has {unknown[0]!r}, which is unknown", f"There is {', '.join(sorted(keys or ()))}.")
        return value


def _profile(place: _Place, name: str, table: Any, known: Mapping[str, Profile]) -> Profile:
    if name in known:
        raise place.refuse("takes the name of another profile", "Give it a name of its own, with based_on.")
    place.table(table, _KEYS)
    base = known.get(table.get("based_on", ""))
    accepts = table.get("accepts", sorted(base.accepts) if base else ["pkcs12"])
    if not isinstance(accepts, list) or not accepts or not set(map(str, accepts)) <= _FORMS:
        raise place.refuse("accepts something that is no form", f"A list of {', '.join(sorted(_FORMS))}.")
    return Profile(
        name,
        str(table.get("about", "")),
        frozenset(map(str, accepts)),
        _bounds(place, table.get("bounds", {}), base),
        _rules(place, table.get("rules", {}), base),
    )


def _bounds(place: _Place, given: Any, base: Profile | None) -> Bounds:
    inner = place._replace(path=f"{place.path}.bounds")
    for key, value in inner.table(given, Bounds._fields).items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise inner.refuse(f"has a {key} that is no number above zero", "For example rsa_bits = 3072.")
    return (base.bounds if base else DEFAULT_BOUNDS)._replace(**given)


def _rules(place: _Place, given: Any, base: Profile | None) -> dict[str, Rule]:
    rules = dict(base.rules) if base else {key: Rule(KNOWN[key][0], "the table of findings") for key in KNOWN}
    for key, value in place._replace(path=f"{place.path}.rules").table(given, KNOWN).items():
        inner = place._replace(path=f"{place.path}.rules.{key}")
        severity = inner.table(value, Rule._fields).get("severity", rules[key].severity)
        if severity not in (*get_args(Severity), _OFF):
            raise inner.refuse("has an unknown severity", "error, warning, info or off.")
        source = value.get("source")
        if not isinstance(source, str) or not source.strip():
            raise inner.refuse("has no source", 'Say who says so: source = "our policy, section 3".')
        rules[key] = Rule(severity, source)
    return rules

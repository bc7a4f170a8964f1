"""
The rules of a proof: what an API must do before the service can call it with a client certificate, and what it must not.

Pure: from what was seen to a verdict a rule. `RULES` is the table, in the order of the call; adding a rule is adding a row, and
docs/reference/proof.md is made from it. The judges are in `proof/wire` and `proof/callers`; the answer's shape is judged by
`steps.rules`.

Rule: `failed` and `undecided` both fail a proof: what could not be seen is not taken for good.
Rule: a rule whose question did not come up, because an earlier one failed, is `not-tried` and says so.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from graphkey.lifecycle.proof.callers import accepts, distrusts_headers, in_time, refuses
from graphkey.lifecycle.proof.seen import Found, Result, Seen, reaction
from graphkey.lifecycle.proof.wire import (
    SERVER_DAYS,
    asks,
    connected,
    in_force,
    is_active,
    names_the_issuer,
    server_lasts,
    server_trusted,
    speaks_tls_1_2,
)
from graphkey.steps.model import B2C_BUDGET, B2C_OVERVIEW, ENTRA, WORKFORCE_BUDGET
from graphkey.steps.rules import judge
from graphkey.steps.run import SECURE_API, TLS_RULES

APP_SERVICE = "https://docs.microsoft.com/azure/app-service/app-service-web-configure-tls-mutual-auth"
# What .NET's client does when the server names authorities: the certificate is left out when its issuer is not among them.
ISSUERS_OF_DOTNET = "https://github.com/dotnet/corefx/pull/8631"


class Rule(NamedTuple):
    """
    Describe one rule.

    Args:
        id: stable, listed in docs/reference/proof.md.
        title: what holds when it passes.
        remedy: for the API's developer when it does not.
        source: where the rule comes from.
        judge: from what was seen to a result and a sentence of evidence.
    """

    id: str
    title: str
    remedy: str
    source: str
    judge: Callable[[Seen], Found]


class Meaning(NamedTuple):
    """Say what a result means, and whether it fails a proof."""

    name: Result
    says: str
    fails: bool


RESULTS = (
    Meaning("passed", "it was tried, and it holds", False),
    Meaning("failed", "it was tried, and it does not hold", True),
    Meaning("undecided", "it was tried, or should have been, and what came allows no verdict", True),
    Meaning("warning", "it works today; somebody should look at it", False),
    Meaning("not-tried", "the question did not come up, for instance because an earlier rule failed", False),
)
_FAILING = frozenset(one.name for one in RESULTS if one.fails)


class Verdict(NamedTuple):
    """Tell how one rule came out; `remedy` is empty when there is nothing to do."""

    id: str
    title: str
    result: Result
    sentence: str
    remedy: str
    source: str

    @property
    def speaks_against(self) -> bool:
        """Tell whether it fails the proof."""
        return self.result in _FAILING


def verdicts(seen: Seen) -> Iterator[Verdict]:
    """Give the verdict of every rule, and after them the shape of the answer at each step."""
    for rule in RULES:
        result, sentence = rule.judge(seen)
        yield _verdict(rule, result, sentence)
    yield from _answers(seen)


def _verdict(rule: Rule, result: Result, sentence: str) -> Verdict:
    remedy = "" if result in ("passed", "not-tried") else rule.remedy
    return Verdict(rule.id, rule.title, result, sentence, remedy, rule.source)


def _answers(seen: Seen) -> Iterator[Verdict]:
    """Judge the first answer of each step, rule by rule, and whether the others were of the same kind; refusals are none."""
    for step in dict.fromkeys(one.step for one in seen.calls):
        answered = [one.attempt for one in seen.calls if one.step is step and one.attempt.status is not None]
        if all(reaction(one) == "refused" for one in answered):
            continue
        judged = [judge(step, one.status or 0, one.headers.get("content-type"), one.body) for one in answered]
        for one in judged[0].verdicts:
            result: Result = "passed" if one.ok else "failed"
            yield Verdict(
                f"answer/{step.slot}/{one.id}", f"Answer at {step.slot}", result, one.sentence, "", one.source
            )
        others = sorted({one.outcome for one in judged} - {judged[0].outcome})
        if others:
            sentence = f"The same call was answered with {judged[0].outcome}, then with {', '.join(others)}."
            yield Verdict(f"answer/{step.slot}/steady", f"Answer at {step.slot}", "failed", sentence, "", step.source)


_DEMAND = "Demand a client certificate in the handshake, and answer 401 or 403 to whoever shows another than the expected one."

RULES: tuple[Rule, ...] = (
    Rule(
        "connected", "The API can be reached",
        "See that targetUrl names a public host and port, and that a firewall lets Azure's addresses through.",
        TLS_RULES, connected,
    ),
    Rule(
        "server-trusted", "The server's own certificate is trusted and for this host",
        "Let the server show its whole chain, intermediates included, from a public authority, with the host in subjectAltName.",
        TLS_RULES, server_trusted,
    ),
    Rule(
        "server-lasts", f"The server's own chain is valid for {SERVER_DAYS} days more",
        "Renew the server's certificate.", TLS_RULES, server_lasts,
    ),
    Rule(
        "tls-1.2", "TLS 1.2 is spoken with a suite of the service's",
        "Turn on TLS 1.2, besides 1.3, with at least one of the ECDHE suites of AES-GCM that the service documents.",
        TLS_RULES, speaks_tls_1_2,
    ),
    Rule(
        "certificate-in-force", "The certificate is valid now",
        "Make a new certificate; one whose time has not come cannot be proved.", SECURE_API, in_force,
    ),
    Rule(
        "certificate-active", "The certificate is the one that the service shows now",
        "Upload it when the API accepts it, or prove the one that is active.", SECURE_API, is_active,
    ),
    Rule(
        "certificate-asked", "The server asks for a client certificate",
        "Turn on client certificates for the whole host: ssl_verify_client in nginx, Require without exclusions in App Service.",
        SECURE_API, asks,
    ),
    Rule(
        "authorities", "The certificate's issuer is among the authorities that the server asks for",
        "Add the issuer to the authorities that the server names, or let it name none: a client may send no certificate else.",
        ISSUERS_OF_DOTNET, names_the_issuer,
    ),
    Rule(
        "no-certificate-refused", "A caller without a certificate is refused", _DEMAND, SECURE_API, refuses("none"),
    ),
    Rule(
        "stranger-refused", "A caller with an unknown certificate is refused", _DEMAND, SECURE_API, refuses("stranger"),
    ),
    Rule(
        "look-alike-refused", "A certificate with the same names and another key is refused",
        "Compare the thumbprint, or verify the chain to an authority of your own: anybody can write a subject and an issuer.",
        SECURE_API, refuses("look-alike"),
    ),
    Rule(
        "header-not-trusted", "A header of a front end is not believed from callers",
        "Let the front end overwrite or remove the header on every request, and let nobody reach the API past it.",
        APP_SERVICE, distrusts_headers,
    ),
    Rule(
        "certificate-accepted", "The API accepts the certificate",
        "Add this certificate to those that the API lets in; the API's own log says why it did not.",
        SECURE_API, accepts,
    ),
    Rule(
        "time-b2c", f"Every answer comes within the {B2C_BUDGET.seconds:g} s of Azure AD B2C's user flows",
        "Answer faster: keep functions warm, move work behind the answer.", B2C_OVERVIEW, in_time(B2C_BUDGET),
    ),
    Rule(
        "time-workforce", f"Every answer comes within the {WORKFORCE_BUDGET.seconds:g} s of workforce tenants",
        "Answer faster: keep functions warm, move work behind the answer.", ENTRA, in_time(WORKFORCE_BUDGET),
    ),
)  # fmt: skip
"""All rules but those of the answer's shape, which are listed in docs/reference/steps.md."""

"""What looking finds: times without a certificate, who takes over, what is shared, what could not be read."""

from datetime import UTC, datetime, timedelta

import pytest

from graphkey.errors import TransportError
from graphkey.lifecycle.activity import END_OF_TIME, Certificate
from graphkey.lifecycle.model import Connector, Inventory, Unread, Use
from graphkey.lifecycle.watching.findings import FINDINGS, Look, Policy, findings, worst

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
USE = (Use("B2X", "B2X_1_a", "preTokenIssuance"),)


def held(name, start, end, active=False):
    return Certificate(name, AT + timedelta(days=start), AT + timedelta(days=end), active)


def connector(*certificates, url="https://one.example/x", authentication="certificate", **named):
    given = {"slots": USE, **named}
    return Connector(f"id {url}", "One", url, authentication, certificates, **given)


def look(*connectors, context="contoso", unread=()):
    return Look(context, AT, Inventory(connectors, (), tuple(unread), "beta", AT))


def seen(*looks, **policy):
    return [(one.id, one.severity) for one in findings(looks, Policy(**policy))]


def test_nothing_is_found_when_a_certificate_lasts_longer_than_the_warning():
    assert seen(look(connector(held("A", -10, 31)))) == []


@pytest.mark.parametrize(("days", "severity"), [(30, "warning"), (8, "warning"), (7, "critical"), (0.1, "critical")])
def test_end_is_found_when_it_is_near(days, severity):
    assert seen(look(connector(held("A", -10, days - 1e-4)))) == [("ends", severity)]


def test_nothing_is_found_when_the_one_that_ends_is_followed():
    assert seen(look(connector(held("A", -10, 3), held("B", 2, 300)))) == []


def test_gap_is_found_when_it_is_far_off():
    assert seen(look(connector(held("A", -10, 100), held("B", 110, 900)))) == [("gap", "warning")]


def test_gap_is_critical_when_it_is_near():
    found = findings([look(connector(held("A", -10, 3), held("B", 5, 900)))], Policy())
    assert [(one.id, one.severity) for one in found] == [("gap", "critical")]
    assert "from 2026-06-04 12:00 to 2026-06-06 12:00 UTC" in found[0].sentence


@pytest.mark.parametrize("certificates", [(), (held("A", -10, -1),), (held("A", 1, 10),)])
def test_no_certificate_is_critical_when_none_is_valid_now(certificates):
    assert ("no-certificate", "critical") in seen(look(connector(*certificates)))


def test_older_one_takes_over_when_the_last_upload_ends_first():
    found = look(connector(held("OLD", -100, 300), held("NEW", -1, 20)))
    assert seen(found) == [("older-takes-over", "warning")]
    assert seen(found, warning_days=10) == [("older-takes-over", "info")]


def test_nothing_ends_when_a_certificate_has_no_end():
    assert seen(look(connector(Certificate("A", AT, END_OF_TIME)))) == []


def test_basic_authentication_is_found():
    assert seen(look(connector(authentication="basic"))) == [("basic-authentication", "warning")]
    assert seen(look(connector(authentication="basic")), ignored=frozenset({"basic-authentication"})) == []


@pytest.mark.parametrize("kind", ["none", "unknown"])
def test_no_authentication_is_found(kind):
    assert seen(look(connector(authentication=kind))) == [("no-authentication", "warning")]


def test_unexplained_activity_is_found():
    assert seen(look(connector(held("A", -1, 300), explained=False))) == [("unexplained", "warning")]


def test_shared_certificate_is_found_over_contexts_when_the_apis_differ():
    one = look(connector(held("A", -1, 300)))
    two = look(connector(held("A", -1, 300), url="https://two.example"), context="fabrikam")
    assert seen(one, two) == [("shared-certificate", "warning")] * 2
    assert seen(one, one) == []
    ended = look(connector(held("A", -100, -1), held("B", -1, 300), url="https://two.example"))
    assert seen(one, ended) == []


def test_shared_api_is_told_when_connectors_bring_it_different_certificates():
    one = connector(held("A", -1, 300), url="https://one.example/x?code=canary-7")
    two = connector(held("B", -1, 300), url="https://ONE.example/x/?code=other")
    found = findings([look(one, two)], Policy())
    assert [(f.id, f.severity) for f in found] == [("shared-api", "info")] * 2
    assert "canary" not in str(found[0].sentence)


def test_unused_is_told_only_when_every_flow_could_be_read():
    alone = connector(held("A", -1, 300), slots=())
    assert seen(look(alone)) == [("unused", "info")]
    unread = Unread("flows", "B2C user flows", TransportError("no answer"))
    assert seen(look(alone, unread=[unread])) == [("unread", "unread")]


def test_unread_context_is_a_finding_and_cannot_be_ignored():
    failed = Look("contoso", AT, error=TransportError("no answer"))
    found = findings([failed, look(connector(held("A", -1, 300)))], Policy(ignored=frozenset(FINDINGS)))
    assert [(one.id, one.context) for one in found] == [("unread", "contoso")]
    assert worst(found) == "unread"


def test_gravest_comes_first_and_info_is_nothing_grave():
    found = findings([look(connector(authentication="basic", slots=()), connector(held("A", -9, -1)))], Policy())
    assert [one.severity for one in found] == ["critical", "warning", "info"]
    assert worst(found) == "critical"
    assert worst(found[2:]) is None


def test_address_that_cannot_be_read_breaks_nothing():
    odd = connector(held("A", -1, 300), url="https://[::1")
    assert seen(look(odd, connector(held("A", -1, 300)))) == [("shared-certificate", "warning")] * 2


def test_every_finding_that_is_made_is_in_the_table():
    every = look(
        connector(held("A", -1, 3), held("B", 5, 90)), connector(authentication="basic", slots=()),
        connector(), connector(authentication="none"), connector(held("A", -1, 5), url="https://x", explained=False),
        connector(held("C", -1, 300), held("D", -1, 30)), unread=[Unread("connectors", "one", TransportError("x"))],
    )  # fmt: skip
    assert {one.id for one in findings([every], Policy())} <= set(FINDINGS)


def test_certificate_of_a_thousand_hosts_names_a_few_of_them():
    many = [connector(held("A", -1, 300), url=f"https://api{number}.example/") for number in range(1000)]
    shared = [one for one in findings([look(*many)], Policy()) if one.id == "shared-certificate"]
    assert len(shared) == 1000
    assert shared[0].sentence.endswith(" and 994 more as well")
    assert max(len(one.sentence) for one in shared) < 200

"""What is planned, and what is refused: for each reason one plan that has it, beside one that has not."""

import hashlib
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import PlanError, TransportError
from graphkey.lifecycle.activity import Certificate, active_at, gaps
from graphkey.lifecycle.model import Connector, Inventory, Unread, Use
from graphkey.lifecycle.rotation.model import Facts, plan_of, retire_at
from graphkey.lifecycle.rotation.plan import Known, Wish, make_plan, strength
from tests.lifecycle.material import NOW

DAY = timedelta(days=1)
A, B, C = "A" * 40, "B" * 40, "C" * 40
ROOT = "https://graph.microsoft.com"


def held(thumbprint: str = A, start: float = -30, end: float = 60, active: bool = True) -> Certificate:
    return Certificate(thumbprint, NOW + start * DAY, NOW + end * DAY, active)


def facts(
    thumbprint: str = B, start: float = -1, end: float = 365, key: str = "RSA-2048", spki: str = "b" * 64
) -> Facts:
    return Facts(thumbprint, "CN=api", key, spki, NOW + start * DAY, NOW + end * DAY)


def connector(*certificates: Certificate, **changed: object) -> Connector:
    slots = (Use("B2X", "B2X_1_signup", "preTokenIssuance"),)
    found = Connector("id-1", "Claims", "https://api.example/x", "certificate", certificates or (held(),), slots)
    return found._replace(**changed)  # type: ignore[arg-type]


def tenant(*connectors: Connector, unread: tuple[Unread, ...] = ()) -> Inventory:
    return Inventory(connectors, (), unread, "beta", NOW)


def planned(wish: Wish = Wish(), known: Known = Known(), one: Connector | None = None, *others: Connector):  # noqa: B008
    chosen = one or connector()
    return make_plan(tenant(chosen, *others), chosen, ROOT, wish, known)


def refusal(*arguments, **named) -> str:
    with pytest.raises(PlanError) as caught:
        planned(*arguments, **named)
    return str(caught.value)


OLD = facts(A, -30, 60, spki="a" * 64)
CLOCK = Wish(by_clock_at=NOW + 3 * DAY, confirmed="Ada")


def test_plan_makes_the_old_subject_and_kind_of_key_when_they_are_known():
    plan = planned(known=Known(OLD._replace(subject="CN=api,O=Contoso", key="RSA-3072"), True))
    assert (plan.order.subject, plan.order.key, plan.method) == ("CN=api,O=Contoso", "RSA-3072", "upload")


def test_plan_names_the_api_when_the_old_subject_is_not_known():
    assert planned().order.subject == "CN=api.example"


def test_plan_says_that_there_is_no_way_back_when_the_old_bundle_is_not_at_hand():
    assert any("no way back" in one for one in planned().notes)
    assert not any("no way back" in one for one in planned(known=Known(OLD, True)).notes)


def test_plan_says_that_it_is_late_when_the_old_certificate_ends_soon():
    assert any("late" in one for one in planned(one=connector(held(end=3))).notes)
    assert not any("late" in one for one in planned(one=connector(held(start=-1, end=89))).notes)


def test_connector_on_basic_authentication_is_refused():
    assert "does not authenticate by certificate" in refusal(one=connector(authentication="basic"))


def test_shorter_life_is_refused_unless_accepted():
    wish = Wish(given=facts(end=59))
    assert f"before an older one, {A}" in refusal(wish)
    assert "the old one is to end" in planned(wish._replace(accepted="the old one is to end")).accepted
    assert planned(Wish(given=facts(end=61))).risks == ()


def test_shorter_life_counts_certificates_behind_the_active_one():
    behind = held(C, end=500, active=False)
    assert f"an older one, {C}" in refusal(one=connector(behind, held()))


def test_weaker_key_is_refused_unless_accepted():
    assert "weaker" in refusal(Wish(key="RSA-2048"), Known(OLD._replace(key="RSA-4096")))
    assert planned(Wish(key="RSA-4096"), Known(OLD)).risks == ()


def test_the_same_key_again_is_refused():
    assert "it has the old key" in refusal(Wish(given=facts(spki="a" * 64)), Known(OLD, True))


def test_the_active_certificate_is_no_new_one():
    assert "is the active one" in refusal(Wish(given=OLD))


def test_unusable_bundle_is_refused_even_when_accepted():
    assert "clientAuth" in refusal(Wish(given=facts(), faults=("no clientAuth",), accepted="so what"))


def test_ended_certificate_is_refused():
    assert "has ended" in refusal(Wish(given=facts(start=-9, end=-1), accepted="so what"))


def test_one_certificate_for_two_apis_is_refused():
    other = connector(held(B), id="id-2", name="Other", target_url="https://elsewhere.example/x")
    assert "shows it to another API (elsewhere.example)" in refusal(Wish(given=facts()), Known(), None, other)
    same_api = other._replace(target_url="https://api.example/y")
    assert planned(Wish(given=facts()), Known(), None, same_api).risks == ()


def test_given_bundle_is_a_risk_when_other_connectors_could_not_be_read():
    one = connector()
    unread = (Unread("connectors", "connector 9", TransportError("no answer")),)
    with pytest.raises(PlanError, match="cannot be told"):
        make_plan(tenant(one, unread=unread), one, ROOT, Wish(given=facts()), Known())
    assert make_plan(tenant(one, unread=unread), one, ROOT, Wish(), Known()).risks == ()


def test_what_the_rule_does_not_explain_is_a_risk():
    assert "nothing about the future is sure" in refusal(one=connector(explained=False))


def test_every_reason_is_told_at_once():
    said = refusal(Wish(given=facts(end=59, spki="a" * 64)), Known(OLD, True))
    assert "before an older one" in said and "it has the old key" in said


# -- by clock ------------------------------------------------------------------------------------------------------------


def test_switch_by_clock_needs_the_word_of_the_api_side():
    assert "needs the word" in refusal(CLOCK._replace(confirmed=" "))
    assert planned(CLOCK).method == "clock"


def test_switch_by_clock_is_refused_when_it_leaves_a_gap():
    assert "there would be a gap" in refusal(CLOCK, one=connector(held(end=2)))


def test_switch_by_clock_is_refused_when_the_old_one_ends_within_a_day_after_it():
    assert "there would be a gap" in refusal(CLOCK, one=connector(held(end=3.5)))
    assert planned(CLOCK, one=connector(held(end=4.1))).method == "clock"


def test_given_certificate_that_is_not_valid_yet_is_switched_by_clock():
    assert planned(Wish(given=facts(start=2), confirmed="Ada")).method == "clock"


@given(start=st.integers(1, 200), end=st.integers(1, 200), life=st.integers(1, 400))
def test_planned_switch_by_clock_never_leaves_a_gap(start: int, end: int, life: int) -> None:
    one = connector(held(end=end))
    try:
        plan = planned(CLOCK._replace(by_clock_at=NOW + start * DAY, days=life, accepted="tried"), one=one)
    except PlanError:
        return
    after = (*one.certificates, Certificate(B, plan.order.not_before, plan.order.not_after))
    assert gaps(after, NOW, plan.order.not_after) == []
    shown = active_at(after, plan.order.not_before)
    assert shown is not None and shown.thumbprint == B


# -- keys that others know -----------------------------------------------------------------------------------------------


def test_compromised_certificate_at_the_connector_makes_a_replacement():
    plan = planned(Wish(compromised=(A.lower(),)))
    assert (plan.method, plan.distrust, plan.overlap_days) == ("replace", (A,), 0)


def test_compromised_certificate_elsewhere_makes_no_replacement():
    assert planned(Wish(compromised=(C,))).method == "upload"


def test_certificate_that_was_compromised_before_makes_a_replacement():
    assert planned(known=Known(compromised=(A,))).method == "replace"


def test_compromised_certificate_and_key_are_never_planned():
    assert "known to others" in refusal(Wish(given=facts(), compromised=(B,)))
    assert "known to others" in refusal(Wish(given=facts()), Known(compromised=(B,)))
    assert "known to others" in refusal(Wish(given=facts(), accepted="so what"), Known(compromised_keys=("b" * 64,)))


def test_replacement_is_refused_when_the_new_one_is_not_valid_yet():
    assert "not valid yet" in refusal(CLOCK._replace(compromised=(A,)))


# -- the value -----------------------------------------------------------------------------------------------------------


def test_plan_reads_back_what_it_wrote():
    plan = planned(Wish(compromised=(A,), accepted="x", confirmed="Ada"))
    assert plan_of(json.loads(json.dumps(plan.document()))) == plan


@pytest.mark.parametrize(
    "key", ["connector_id", "api", "api_sha256", "root", "overlap_days", "method", "order", "distrust", "keep"]
)
def test_plan_that_was_changed_is_refused(key):
    document = planned().document()
    changed = {"overlap_days": 1, "method": "clock", "keep": True, "distrust": [C]}
    document[key] = {**document["order"], "key": "RSA-1024"} if key == "order" else changed.get(key, "other")
    with pytest.raises(PlanError, match="was changed"):
        plan_of(document)


@pytest.mark.parametrize(
    "document", [None, [], {}, {"plan_format": 2}, {"plan_format": 1}, {"plan_format": 1, "order": {}}]
)
def test_what_is_no_plan_is_refused(document):
    with pytest.raises(PlanError):
        plan_of(document)


def test_overlap_ends_with_the_old_certificate():
    plan = planned(Wish(overlap_days=200))
    assert retire_at(plan, NOW) == NOW + 60 * DAY
    assert retire_at(planned(), NOW) == NOW + 7 * DAY


def test_strength_follows_the_table():
    found = [strength(one) for one in ("RSA-1024", "RSA-2048", "RSA-3072", "RSA-4096", "EC-P-256", "EC-P-384", "what")]
    assert found == [80, 112, 128, 128, 128, 192, 0]


def test_compromised_certificate_that_is_not_there_is_told():
    assert any(f"{C} is not at the connector" in one for one in planned(Wish(compromised=(C,))).notes)
    assert not any("is not at the connector" in one for one in planned(Wish(compromised=(A,))).notes)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("overlap_days", 10**12),
        ("overlap_days", -1),
        ("overlap_days", True),
        ("name", 5),
        ("keep", "yes"),
        ("before", [5]),
    ],
)
def test_plan_of_other_kinds_is_refused_although_its_sum_is_right(key, value):
    fields = {**json.loads(json.dumps(planned().document())), key: value}
    fields.pop("checksum")
    sealed = {name: one for name, one in fields.items() if name != "plan_format"}
    canonical = json.dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with pytest.raises(PlanError, match="cannot be read"):
        plan_of({**fields, "checksum": hashlib.sha256(canonical.encode()).hexdigest()})

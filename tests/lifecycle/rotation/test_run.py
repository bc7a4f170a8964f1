"""Single behaviours of a rotation: what is refused, what is told, what is left alone."""

import json
from datetime import timedelta

import pytest

from graphkey.errors import PlanError, TransportError, VerifyError
from graphkey.lifecycle.asking import ask, place
from graphkey.lifecycle.inventory import read_inventory
from graphkey.lifecycle.rotation.begin import begin, known
from graphkey.lifecycle.rotation.journal import decode, encode
from graphkey.lifecycle.rotation.outside import facts_in, read_journal, write_journal
from graphkey.lifecycle.rotation.plan import Wish, make_plan
from graphkey.lifecycle.rotation.run import look, run
from graphkey.wire import Request, Response
from tests.lifecycle.material import Material
from tests.lifecycle.rotation.world import KEEPING, Killed, Tape, World, begun, is_upload, uploads


def upload_by_somebody(world: World, material: Material) -> str:
    other = material.bundle("somebody-else")
    ask(world.judge, "POST", place("beta", "apiConnectors", world.id, "uploadClientCertificate"), other.body)
    return other.thumbprint


# -- somebody else -------------------------------------------------------------------------------------------------------


def test_unknown_thumbprint_stops_everything(world: World, material: Material) -> None:
    begun(world)
    other = upload_by_somebody(world, material)
    for act in (world.resume, world.roll_back):
        with pytest.raises(PlanError, match=f"{other}.*somebody else rotates"):
            act()


def test_giving_up_is_possible_when_somebody_else_rotates(world: World, material: Material) -> None:
    begun(world)
    upload_by_somebody(world, material)
    assert world.abort().journal.state == "aborted"


def test_giving_up_is_possible_when_the_connector_is_gone(world: World) -> None:
    world.api.deaf = True
    begun(world)
    world.close()
    assert world.abort().journal.state == "aborted"
    assert not [name for name in world.files.held if name == "new.pfx"]


def test_going_back_by_hand_is_noticed(world: World) -> None:
    from graphkey.certs.convert import clean_copy

    begun(world)
    body = {"pkcs12Value": clean_copy(world.first, "hand-made-7"), "password": "hand-made-7"}
    ask(world.judge, "POST", place("beta", "apiConnectors", world.id, "uploadClientCertificate"), body)
    with pytest.raises(PlanError, match="somebody went back"):
        world.resume()


def test_plan_is_refused_when_the_connector_has_changed(world: World, material: Material) -> None:
    outside = world.outside()
    inventory = read_inventory(outside.far)
    connector = next(one for one in inventory.connectors if one.id == world.id)
    plan = make_plan(inventory, connector, outside.far.root, KEEPING, known(None, connector, None))
    upload_by_somebody(world, material)
    with pytest.raises(PlanError, match="not as it was when the plan was made"):
        begin(outside, plan, "env:PFX")


def test_other_target_stops_everything(world: World) -> None:
    world.api.deaf = True
    begun(world)
    url = "https://other.example/step"
    ask(world.judge, "PATCH", place("beta", "apiConnectors", world.id), {"targetUrl": url})
    with pytest.raises(PlanError, match="another API"):
        world.resume()


# -- the same again ------------------------------------------------------------------------------------------------------


def test_plan_applied_twice_is_taken_up(world: World) -> None:
    outside = world.outside()
    inventory = read_inventory(outside.far)
    connector = next(one for one in inventory.connectors if one.id == world.id)
    plan = make_plan(inventory, connector, outside.far.root, KEEPING, known(None, connector, None))
    first = run(outside, begin(outside, plan, "env:PFX")).journal.new
    assert run(outside, begin(outside, plan, "env:PFX")).journal.new == first


def test_second_rotation_is_refused_while_one_is_under_way(world: World) -> None:
    begun(world)
    world.forward(hours=1)
    with pytest.raises(PlanError, match="under way"):
        world.start()


def test_key_on_the_disk_is_taken_when_the_process_ended_before_the_journal_knew(world: World) -> None:
    write = world.files.write

    def ends_behind_the_key(name: str, content: bytes) -> None:
        write(name, content)
        if name == "new.pfx":
            world.tape.dead = True
            raise Killed

    world.files.write = ends_behind_the_key  # type: ignore[method-assign]
    assert world.process(lambda: world.start(old=world.first)) is None
    world.files.write = write  # type: ignore[method-assign]
    world.tape = Tape()
    kept = world.files.held["new.pfx"]
    assert world.resume().journal.new == facts_in(world.kept("new.pfx") or world.first)
    assert world.files.held["new.pfx"] == kept


def test_service_that_takes_and_ignores_is_reported(world: World) -> None:
    world.wire = lambda request: Response(204) if is_upload(request.url) else world.plain(request)
    with pytest.raises(VerifyError, match="as active"):
        world.start(old=world.first)
    assert uploads(world) == 1


def test_stale_read_is_no_alarm_when_a_later_one_is_right(world: World) -> None:
    begun(world)
    before = world.plain(world_get(world))
    shown = json.loads(before.body)
    shown["authenticationConfiguration"]["certificateList"].pop(0)
    answers = [Response(200, {}, json.dumps(shown).encode())]
    world.wire = lambda request: answers.pop() if answers and request.method == "GET" else world.plain(request)
    assert world.resume().step.name == "wait"


def world_get(world: World) -> Request:
    return Request("GET", f"{world.judge.root}/beta/identity/apiConnectors/{world.id}", {"accept": "application/json"})


def test_lost_answer_of_a_replacement_is_looked_up_and_not_sent_again(world: World) -> None:
    def wire(request: Request) -> Response:
        answer = world.plain(request)
        if request.method == "PATCH":
            raise TransportError("the connection broke")
        return answer

    world.wire = wire
    leaked = world.active
    outcome = world.start(Wish(compromised=(str(leaked),)))
    assert outcome.journal.state in ("verified", "retired")
    assert sum(event.startswith("PATCH") for event in world.tape.events) == 1


# -- keys that others know -----------------------------------------------------------------------------------------------


def test_leaked_key_never_comes_back_by_rollback(world: World) -> None:
    begun(world)
    journal = world.journal()
    write_journal(world.files, journal._replace(compromised=(journal.old.thumbprint,)))
    with pytest.raises(PlanError, match="known to others"):
        world.roll_back()


def test_leaked_bundle_is_not_kept(world: World) -> None:
    world.api.deaf = True
    world.start(Wish(compromised=(facts_in(world.first).thumbprint,), keep=True), old=world.first)
    assert "old.pfx" not in world.files.held


def test_leak_interrupts_a_rotation_that_waits(world: World) -> None:
    world.api.deaf = True
    begun(world)
    world.api.deaf = False
    leaked = str(world.active)
    outcome = world.start(Wish(compromised=(leaked,)))
    assert outcome.journal.state == "retired"
    assert leaked not in {one.thumbprint for one in world.certificates}


def test_leaked_certificate_that_somebody_uploads_again_is_reported_after_the_end(world: World) -> None:
    from graphkey.certs.convert import clean_copy

    leaked = facts_in(world.first).thumbprint
    world.start(Wish(compromised=(leaked,)))
    body = {"pkcs12Value": clean_copy(world.first, "hand-made-7"), "password": "hand-made-7"}
    ask(world.judge, "POST", place("beta", "apiConnectors", world.id, "uploadClientCertificate"), body)
    outcome = look(world.outside(), world.journal())
    assert outcome.distrusted == (leaked,)
    assert not outcome.is_fine


def test_leaked_certificate_is_taken_away_by_the_next_rotation_when_it_is_back(world: World) -> None:
    from graphkey.certs.convert import clean_copy

    leaked = facts_in(world.first).thumbprint
    world.start(Wish(compromised=(leaked,)))
    body = {"pkcs12Value": clean_copy(world.first, "hand-made-7"), "password": "hand-made-7"}
    ask(world.judge, "POST", place("beta", "apiConnectors", world.id, "uploadClientCertificate"), body)
    assert world.start(Wish()).journal.plan.method == "replace"
    assert leaked not in {one.thumbprint for one in world.certificates}


# -- the way back --------------------------------------------------------------------------------------------------------


def test_way_back_is_refused_when_the_api_refuses_the_old_certificate(world: World) -> None:
    begun(world)
    world.api.forget(facts_in(world.first).thumbprint)
    with pytest.raises(PlanError, match=r"no way back.*the API does not accept"):
        world.roll_back()


def test_way_back_is_refused_when_the_old_bundle_is_not_at_hand(world: World) -> None:
    world.start()
    with pytest.raises(PlanError, match="not at hand"):
        world.roll_back()


def test_way_back_is_refused_when_the_old_certificate_has_ended(world: World) -> None:
    world.start(Wish(overlap_days=200), old=world.first)
    world.clock.now += timedelta(days=91)
    with pytest.raises(PlanError, match="it has ended"):
        world.roll_back()


def test_giving_up_is_refused_when_it_has_switched(world: World) -> None:
    begun(world)
    with pytest.raises(PlanError, match="active already"):
        world.abort()


def test_next_rotation_has_the_old_bundle_when_the_last_one_kept_it(world: World) -> None:
    begun(world)
    world.forward(days=8)
    world.resume()
    last = world.active
    outcome = world.start()
    assert outcome.journal.old is not None and outcome.journal.old.thumbprint == last
    assert world.roll_back().journal.state == "returned"
    assert world.active == last


# -- the journal ---------------------------------------------------------------------------------------------------------


def test_journal_reads_back_what_it_wrote(world: World) -> None:
    begun(world)
    journal = world.journal()
    assert decode(encode(journal)) == journal


def test_journal_holds_no_secret(world: World) -> None:
    begun(world)
    text = world.files.held["journal.json"].decode()
    assert "env:PFX" in text
    assert "PRIVATE" not in text and "pkcs12" not in text.lower()
    assert not [name for name, content in world.files.held.items() if b"canary-function-key" in content]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"journal_format": 2}', b"\xff\xfe", b"null", b"{", b"[" * 200_000]
)
def test_journal_is_refused_when_it_is_none(world: World, content: bytes) -> None:
    world.files.write("journal.json", content)
    with pytest.raises(PlanError, match="cannot be read"):
        read_journal(world.files)


def test_tape_ends_a_process_for_good_when_it_is_ended() -> None:
    tape, done = Tape((0, "before")), []
    for name in ("first", "second"):
        with pytest.raises(BaseException):  # noqa: B017
            tape.around(name, lambda name=name: done.append(name))
    assert done == []


def test_upload_is_not_sent_again_when_the_process_ended_behind_it_and_the_next_read_is_stale(world: World) -> None:
    before = world.plain(world_get(world))

    def ends_behind_the_upload(request: Request) -> Response:
        answer = world.plain(request)
        if is_upload(request.url):
            world.tape.dead = True
            raise Killed
        return answer

    world.wire = ends_behind_the_upload
    assert world.process(lambda: world.start(old=world.first)) is None
    answers = [before]
    world.wire = lambda request: answers.pop() if answers and request.method == "GET" else world.plain(request)
    world.tape = Tape()
    assert world.resume().journal.state == "verified"
    assert (uploads(world), answers) == (0, [])


def test_leak_waits_for_a_change_that_is_in_the_middle(world: World) -> None:
    begun(world)
    write_journal(world.files, world.journal()._replace(state="switching"))
    with pytest.raises(PlanError, match="under way"):
        world.start(Wish(compromised=(facts_in(world.first).thumbprint,)))


def test_connector_that_is_gone_stops_everything_and_says_how_to_end(world: World) -> None:
    world.api.deaf = True
    begun(world)
    world.close()
    with pytest.raises(PlanError, match="somebody deleted it") as caught:
        world.resume()
    assert "rotate abort" in str(caught.value.hint)
    assert world.abort().journal.state == "aborted"
    assert look(world.outside(), world.journal()).step.name == "done"


def test_connector_of_another_tenant_is_not_given_up(world: World) -> None:
    world.api.deaf = True
    begun(world)
    world.close()
    journal = write_journal(world.files, world.journal()._replace(tenant="contoso"))
    with pytest.raises(PlanError, match="begun in 'contoso'"):
        world.abort()
    assert (world.journal(), "new.pfx" in world.files.held) == (journal, True)

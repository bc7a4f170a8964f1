"""An upload that is made once, and seen to have worked; over services that answer late, oddly or not at all."""

import json
from datetime import timedelta

import pytest

from graphkey.errors import CertificateError, PlanError, TransportError, VerifyError
from graphkey.lifecycle.inventory import read_connector
from graphkey.lifecycle.upload import Bundle, upload
from graphkey.secret import Secret
from graphkey.wire import json_response
from tests.lifecycle.material import NOW, PASSWORD
from tests.lifecycle.test_inventory import create


class Watched:
    """A Transport that keeps what went through it; `answer` may take a request's place."""

    def __init__(self, transport, answer=None):
        self.transport = transport
        self.answer = answer or (lambda request, send: send(request))
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        return self.answer(request, self.transport)

    @property
    def uploads(self):
        return [one for one in self.requests if one.url.endswith("uploadClientCertificate")]


def bring(far, connector_id, bundle, answer=None, **named):
    """Upload through a watched Transport; returns the outcome and what was sent."""
    watched = Watched(far.transport, answer)
    waits = []
    through = far._replace(transport=watched, sleep=waits.append)
    given = Bundle(bundle.pfx, Secret(PASSWORD))
    done = upload(through, read_connector(far, connector_id), given, **named)
    return done, watched, waits


@pytest.fixture
def far(far):
    return far._replace(now=lambda: NOW)


@pytest.fixture
def connector_id(far, material):
    """A connector with one certificate."""
    from graphkey.lifecycle.asking import ask, place

    one = create(far, "Claims")
    body = {
        "authenticationConfiguration": {
            "@odata.type": "#microsoft.graph.pkcs12Certificate",
            **material.bundle("0").body,
        }
    }
    ask(far, "PATCH", place("beta", "apiConnectors", one), body)
    return one


def test_a_new_certificate_is_sent_once_and_read_back(far, connector_id, material):
    bundle = material.bundle("new")
    done, watched, waits = bring(far, connector_id, bundle)
    assert (done.state, done.sent, done.is_settled) == ("absent", True, True)
    assert done.connector.active.thumbprint == bundle.thumbprint
    assert (len(watched.uploads), waits) == (1, [])


def test_a_clean_copy_goes_out_and_never_the_given_password(far, connector_id, material):
    bundle = material.bundle("new")
    _, watched, _ = bring(far, connector_id, bundle)
    assert PASSWORD.encode() not in watched.uploads[0].body
    assert json.loads(watched.uploads[0].body)["pkcs12Value"] != bundle.body["pkcs12Value"]


def test_nothing_is_sent_when_it_is_there_and_active(far, connector_id, material):
    bundle = material.bundle("new")
    bring(far, connector_id, bundle)
    done, watched, _ = bring(far, connector_id, bundle)
    assert (done.state, done.sent, done.is_settled) == ("active", False, True)
    assert {one.method for one in watched.requests} == {"GET"}


def test_nothing_is_sent_when_it_is_there_and_waits_for_its_day(far, connector_id, material):
    bundle = material.bundle("ahead", start=10)
    done, _, _ = bring(far, connector_id, bundle)
    assert "becomes active at 2026-06-11" in done.sentence
    again, watched, _ = bring(far, connector_id, bundle)
    assert (again.state, again.is_settled, watched.uploads) == ("waiting", True, [])


def test_one_behind_a_newer_is_explained_and_not_sent(far, connector_id, material):
    old, new = material.bundle("old"), material.bundle("new", end=20)
    bring(far, connector_id, old)
    bring(far, connector_id, new)
    done, watched, _ = bring(far, connector_id, old)
    assert (done.state, done.is_settled, watched.uploads) == ("behind", False, [])
    assert new.thumbprint in done.sentence
    assert "2026-06-21" in done.sentence


def test_one_that_a_newer_overtakes_before_its_day_is_behind(far, connector_id, material):
    ahead = material.bundle("ahead", start=10)
    bring(far, connector_id, ahead)
    bring(far, connector_id, material.bundle("new"))
    assert bring(far, connector_id, ahead)[0].state == "behind"


def test_one_behind_a_newer_is_sent_again_when_told(far, connector_id, material):
    old = material.bundle("old")
    bring(far, connector_id, old)
    bring(far, connector_id, material.bundle("new"))
    done, watched, _ = bring(far, connector_id, old, again=True)
    assert (done.sent, done.connector.active.thumbprint, len(watched.uploads)) == (True, old.thumbprint, 1)
    assert len(done.connector.certificates) == 3


def test_again_sends_nothing_when_it_is_active(far, connector_id, material):
    bundle = material.bundle("new")
    bring(far, connector_id, bundle)
    assert bring(far, connector_id, bundle, again=True)[1].uploads == []


def test_a_connector_on_basic_authentication_is_not_switched(far, material):
    with pytest.raises(PlanError, match="does not authenticate by certificate"):
        bring(far, create(far, "Basic"), material.bundle("new"))


@pytest.mark.parametrize("pfx", [b"", b"\x30", b"not a bundle"])
def test_nothing_is_asked_of_the_service_when_the_bundle_is_of_no_use(far, connector_id, pfx):
    watched = Watched(far.transport)
    with pytest.raises(CertificateError):
        upload(far._replace(transport=watched), read_connector(far, connector_id), Bundle(pfx, Secret("")))
    assert watched.requests == []


def test_an_expired_certificate_is_refused(far, connector_id, material):
    with pytest.raises(CertificateError):
        bring(far, connector_id, material.bundle("gone", start=-20, end=-1))


# -- services that are late, odd or silent --------------------------------------------------------------------------------


def test_reads_that_are_older_than_the_write_are_repeated(far, connector_id, material):
    stale = []

    def answer(request, send):
        if request.method == "GET":
            response = send(request)
            stale.append(response)
            return stale[0] if len(stale) < 4 else response
        return send(request)

    done, watched, waits = bring(far, connector_id, material.bundle("new"), answer)
    assert (done.sent, len(watched.uploads), waits) == (True, 1, [1.0, 2.0])


def test_an_upload_that_never_shows_is_an_error_and_not_sent_again(far, connector_id, material):
    first = []

    def answer(request, send):
        if request.method == "GET":
            first.append(send(request))
            return first[0]
        return send(request)

    watched = Watched(far.transport, answer)
    through = far._replace(transport=watched, sleep=lambda seconds: None)
    with pytest.raises(VerifyError, match="does not show it"):
        upload(through, read_connector(far, connector_id), Bundle(material.bundle("new").pfx, Secret(PASSWORD)))
    assert len(watched.uploads) == 1


def test_an_upload_that_is_shown_but_not_active_is_an_error(far, connector_id, material):
    def answer(request, send):
        response = send(request)
        if request.method != "GET":
            return response
        document = response.json()
        held = document["authenticationConfiguration"]["certificateList"]
        for number, one in enumerate(held):
            one["isActive"] = number == len(held) - 1  # the oldest stays active, whatever comes
        return json_response(200, document, **response.headers)

    with pytest.raises(VerifyError, match="does not make it active"):
        bring(far, connector_id, material.bundle("new"), answer)


def test_an_upload_whose_answer_is_lost_is_looked_up_and_not_doubled(far, connector_id, material):
    def answer(request, send):
        response = send(request)
        if request.method == "POST":
            raise TransportError("the connection broke", sent=True)
        return response

    done, watched, _ = bring(far, connector_id, material.bundle("new"), answer)
    assert (done.sent, len(watched.uploads)) == (True, 1)


def test_an_upload_that_was_lost_on_its_way_is_sent_again(far, connector_id, material):
    lost = []

    def answer(request, send):
        if request.method == "POST" and not lost:
            lost.append(request)
            raise TransportError("the connection broke", sent=True)
        return send(request)

    done, watched, _ = bring(far, connector_id, material.bundle("new"), answer)
    assert (done.sent, len(watched.uploads), len(done.connector.certificates)) == (True, 2, 2)


def test_one_whose_day_has_come_is_active_without_another_upload(far, clock, connector_id, material):
    ahead = material.bundle("ahead", start=10)
    bring(far, connector_id, ahead)
    clock.forward(days=11)
    later = far._replace(now=lambda: NOW + timedelta(days=11))
    assert bring(later, connector_id, ahead)[0].state == "active"

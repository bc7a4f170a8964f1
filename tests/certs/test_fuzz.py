"""
Spoilt files of every flavour: no crash, no hang, no wrong `ok`.

A short run of hypothesis always; long ones, by a seed and under atheris where it is installed, are marked abuse.
"""

import os
import subprocess
import sys
import time
import warnings
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkey.certs.checks import check
from graphkey.certs.diagnose import Bundle, Diagnosis, diagnose
from graphkey.certs.facts import UNKNOWN_KEY, leaf_facts, name_key
from graphkey.certs.pem import read_blocks
from graphkey.certs.reading import read_bundle
from graphkey.certs.request import make_request, read_request
from graphkey.certs.verdicts import MEANINGS
from graphkey.errors import CertificateError
from tests.certs.conftest import NOW, PASSWORD
from tests.certs.mutation import QUICK, Flavours, flavours, spoil

SECONDS = 2.0  # of CPU for one file under QUICK, with room for a slow machine
CHECKED = frozenset({"compat", "modern", "open", "pbmac1"})
"""Flavours with a checksum: a change that matters cannot go unseen."""


@pytest.fixture(scope="module")
def made(client: Bundle, other: Bundle) -> Flavours:
    return flavours(client, other)


def hold(data: bytes, password: str | None, choose: str = "") -> tuple[Diagnosis, Diagnosis]:
    """Read bytes in both ways and hold what must be true of every answer."""
    started = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = (
            diagnose(data, password, limits=QUICK, choose=choose),
            read_bundle([data], password, limits=QUICK, choose=choose),
        )
        for one in found:
            _hold_one(one)
    assert time.process_time() - started < SECONDS
    return found


def _hold_one(found: Diagnosis) -> None:
    assert found.verdict in MEANINGS
    assert found.sentence
    assert (found.bundle is not None) == (found.verdict == "ok")
    check(found, NOW)
    for certificate in found.certificates:
        leaf_facts(certificate)
    if found.bundle is not None:
        form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        assert found.bundle.key.public_key().public_bytes(*form) == found.bundle.leaf.public_key().public_bytes(*form)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_spoilt_files_have_a_verdict_and_no_wrong_one(made: Flavours, client: Bundle, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(made)))
    spoilt = spoil(made[name], Random(data.draw(st.integers(0, 2**32))))
    for found in hold(spoilt, data.draw(st.sampled_from([PASSWORD, "", "else", None]))):
        if found.bundle is not None and name in CHECKED:
            assert found.bundle.leaf == client.leaf


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=8) | st.none())
def test_any_bytes_have_a_verdict(data: bytes, password: str | None) -> None:
    for head in (b"", b"\x30\x82\x01\x00\x02\x01\x03\x30", b"-----BEGIN PRIVATE KEY-----\n", b"MII"):
        hold(head + data, password)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_spoilt_requests_have_an_answer(client: Bundle, seed: int) -> None:
    hold_text(spoil(make_request(client.key, client.leaf.subject), Random(seed)))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_between_dashes_has_a_verdict(text: str) -> None:
    for label in (
        "ENCRYPTED PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "CERTIFICATE",
        "PKCS7",
        "OPENSSH PRIVATE KEY",
    ):
        hold(f"-----BEGIN {label}-----\n{text}\n-----END {label}-----\n".encode("utf-8", "surrogatepass"), "x")


def test_each_flavour_is_read_before_it_is_spoilt(made: Flavours) -> None:
    verdicts = {name: hold(data, PASSWORD)[1].verdict for name, data in made.items()}
    expected = dict.fromkeys(made, "ok") | {
        "open": "wrong-password", "several": "multiple-keys", "old-pem": "no-certificate", "key-der": "no-certificate",
        "certificate-der": "no-private-key",
    }  # fmt: skip
    assert verdicts == expected


@pytest.mark.abuse
def test_many_spoilt_files_have_a_verdict_and_no_wrong_one(made: Flavours, client: Bundle) -> None:
    random = Random(int(os.environ.get("GRAPHKEY_FUZZ_SEED", "20260601")))
    names, counts = sorted(made), dict.fromkeys(MEANINGS, 0)
    for _ in range(int(os.environ.get("GRAPHKEY_FUZZ_FILES", "20000"))):
        name = random.choice(names)
        for found in hold(
            spoil(made[name], random), random.choice([PASSWORD, "", "else"]), random.choice(["", "1", "2"])
        ):
            counts[found.verdict] += 1
            if found.bundle is not None and name in CHECKED:
                assert found.bundle.leaf == client.leaf
    # A fuzzer that only ever sees one answer tests nothing.
    assert {verdict for verdict, count in counts.items() if count} >= {"ok", "damaged", "wrong-password", "not-pkcs12"}


def hold_text(data: bytes) -> None:
    """Split, read as a pair of files, and as a request; an error that is one of ours is an answer."""
    started = time.process_time()
    for block in read_blocks(data):
        assert len(block.whole) <= len(data) + 64
    half = len(data) // 2
    for files in ([data], [data[:half], data[half:]]):
        _hold_one(read_bundle(files, PASSWORD, limits=QUICK))
    try:
        public, subject = read_request(data)
    except CertificateError as error:
        assert error.hint
    else:
        assert name_key(public) != UNKNOWN_KEY
        assert list(subject)
    assert time.process_time() - started < SECONDS


_HARNESS = """
import sys
import atheris
with atheris.instrument_imports(include=["graphkey.certs"]):
    from graphkey.certs.diagnose import diagnose
    from graphkey.certs.reading import read_bundle
    import graphkey.certs.pem, graphkey.certs.look, graphkey.certs.contents, graphkey.certs.request
    import graphkey.certs.look_text, graphkey.certs.aria
from tests.certs.test_fuzz import PASSWORD, hold, hold_text
target = {"bundles": lambda data: hold(data, PASSWORD) and None, "texts": hold_text}[sys.argv.pop(1)]
atheris.Setup(sys.argv, target)
atheris.Fuzz()
"""


@pytest.mark.abuse
@pytest.mark.parametrize("target", ["bundles", "texts"])
def test_a_fuzzer_that_follows_branches_finds_nothing(
    made: Flavours, client: Bundle, tmp_path: Path, target: str
) -> None:
    pytest.importorskip("atheris", reason="pip install atheris brings it where there are wheels")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    request = make_request(client.key, client.leaf.subject)
    for name, data in {**made, "request": request}.items():
        (corpus / name).write_bytes(data)
    seconds = os.environ.get("GRAPHKEY_FUZZ_SECONDS", "60")
    options = [f"-max_total_time={seconds}", "-max_len=8192", "-timeout=20", f"-artifact_prefix={tmp_path}/"]
    done = subprocess.run(
        [sys.executable, "-c", _HARNESS, target, *options, str(corpus)],
        cwd=Path(__file__).parents[2], env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]

import sys
from pathlib import Path

import pytest
from cryptography import x509

from graphkey.certs.diagnose import diagnose
from tests.cli.conftest import Cli, Typed

ENV = {"CA": "ca-canary-1", "NEW": "new-canary-1"}


@pytest.fixture
def ca(cli: Cli, tmp_path: Path) -> Path:
    done = cli("ca", "init", str(tmp_path / "ca"), "--name", "Ours", "--password", "env:CA", env=ENV)
    assert done.code == 0, done.err
    return tmp_path / "ca"


def test_an_authority_issues_a_bundle_that_checks(cli: Cli, ca: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.pfx"
    made = cli(
        "ca",
        "issue",
        str(ca),
        str(out),
        "--name",
        "api.example",
        "--ca-password",
        "env:CA",
        "--password",
        "env:NEW",
        env=ENV,
    )
    assert made.code == 0, made.err
    found = diagnose(out.read_bytes(), ENV["NEW"])
    assert found.bundle is not None
    assert found.bundle.leaf.issuer == found.bundle.chain[0].subject
    (row,) = cli("ca", "list", str(ca)).json
    assert (row["thumbprint"], row["state"]) == (made.json["thumbprint"], "valid")


def test_a_request_is_answered(cli: Cli, ca: Path, tmp_path: Path) -> None:
    request, key, answer, out = (str(tmp_path / name) for name in ("r.csr", "r.pem", "answer.pem", "c.pfx"))
    assert cli("cert", "csr", request, "--name", "x", "--key-out", key, "--password", "env:NEW", env=ENV).code == 0
    issued = cli("ca", "issue", str(ca), answer, "--csr", request, "--ca-password", "env:CA", env=ENV)
    assert (issued.code, issued.json["thumbprint"]) == (0, cli("ca", "list", str(ca)).json[0]["thumbprint"])
    joined = cli(
        "cert", "convert", answer, out, "--key-file", key, "--password", "env:NEW", "--new-password", "env:NEW", env=ENV
    )
    assert (joined.code, joined.json["subject"], joined.json["chain"]) == (0, "CN=x", ["CN=Ours"])
    assert diagnose(Path(out).read_bytes(), ENV["NEW"]).verdict == "ok"


def test_a_request_from_a_pipe_is_answered_on_a_pipe(cli: Cli, ca: Path, tmp_path: Path) -> None:
    request = tmp_path / "r.csr"
    cli("cert", "csr", str(request), "--name", "x", "--key-out", str(tmp_path / "k"), "--no-password")
    done = cli(
        "ca", "issue", str(ca), "-", "--csr", "-", "--ca-password", "env:CA", env=ENV, stdin=request.read_bytes()
    )
    assert [one.subject.rfc4514_string() for one in x509.load_pem_x509_certificates(done.out.encode())] == [
        "CN=x",
        "CN=Ours",
    ]


def test_a_new_certificate_is_issued_by_the_authority(cli: Cli, ca: Path, tmp_path: Path) -> None:
    more = ("--ca", str(ca), "--ca-password", "env:CA", "--password", "env:NEW", "--kind", "EC-P-256")
    done = cli("cert", "new", str(tmp_path / "n.pfx"), "--name", "n", *more, env=ENV)
    assert (done.code, done.json["issuer"], done.json["key"]) == (0, "CN=Ours", "EC-P-256")


def test_the_password_of_the_authority_is_asked_for(cli: Cli, ca: Path, tmp_path: Path) -> None:
    terminal = Typed([ENV["CA"]])
    done = cli("ca", "issue", str(ca), str(tmp_path / "c.pfx"), "--name", "n", "--no-password", terminal=terminal)
    assert (done.code, terminal.questions) == (0, ["Password of the authority: "])
    assert cli("ca", "issue", str(ca), str(tmp_path / "d.pfx"), "--name", "n", "--no-password").code == 2


def test_a_wrong_password_issues_nothing(cli: Cli, ca: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.pfx"
    done = cli("ca", "issue", str(ca), str(out), "--name", "n", "--no-password", "--ca-password", "env:NEW", env=ENV)
    assert (done.code, out.exists(), cli("ca", "list", str(ca)).json) == (3, False, [])
    assert "--ca-password" in done.err


@pytest.mark.parametrize("verb", [("ca", "issue", "FOLDER", "OUT"), ("cert", "new", "OUT", "--ca", "FOLDER")])
def test_no_password_is_asked_for_what_is_not_there(cli: Cli, tmp_path: Path, verb: tuple[str, ...]) -> None:
    words = [{"FOLDER": str(tmp_path / "none"), "OUT": str(tmp_path / "c.pfx")}.get(word, word) for word in verb]
    terminal = Typed(["new", "new"])
    done = cli(*words, "--name", "n", "--no-password", terminal=terminal)
    assert (done.code, "no authority" in done.err, terminal.questions) == (2, True, [])


def test_either_a_request_or_a_name_is_needed(cli: Cli, ca: Path, tmp_path: Path) -> None:
    assert cli("ca", "issue", str(ca), str(tmp_path / "c")).code == 2
    assert cli("ca", "issue", str(ca), str(tmp_path / "c"), "--name", "x", "--csr", "y").code == 2


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"]
)
def test_what_is_no_request_is_refused(cli: Cli, ca: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r").write_bytes(content)
    done = cli("ca", "issue", str(ca), "-", "--csr", str(tmp_path / "r"), "--ca-password", "env:CA", env=ENV)
    assert (done.code, done.out) == (3, "")
    assert "Traceback" not in done.err


def test_the_authoritys_certificate_is_shown_without_a_password(cli: Cli, ca: Path) -> None:
    shown = cli("ca", "show", str(ca)).json
    assert (shown["subject"], shown["is_ca"], shown["eku"]) == ("CN=Ours", True, ["clientAuth"])
    assert shown["certificate_pem"].encode() == (ca / "authority.pem").read_bytes()


def test_no_secret_is_shown(cli: Cli, ca: Path, tmp_path: Path) -> None:
    for columns in (None, 80):
        out = str(tmp_path / f"{columns}.pfx")
        done = cli(
            "ca",
            "issue",
            str(ca),
            out,
            "--name",
            "n",
            "--ca-password",
            "env:CA",
            "--password",
            "env:NEW",
            env=ENV,
            columns=columns,
        )
        assert not any(secret in done.out + done.err for secret in ENV.values())
        assert "PRIVATE" not in done.out


# -- an authority of somebody else's ---------------------------------------------------------------------------------------

_SCRIPT = """
import datetime, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
request = x509.load_pem_x509_csr(sys.stdin.buffer.read())
own = ec.generate_private_key(ec.SECP256R1())
public = {"right": request.public_key(), "wrong": own.public_key(), "old": request.public_key()}[sys.argv[1]]
now = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=99 if sys.argv[1] == "old" else 0)
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Elsewhere")])
made = (x509.CertificateBuilder().subject_name(request.subject).issuer_name(name).public_key(public).serial_number(7)
    .not_valid_before(now).not_valid_after(now + datetime.timedelta(days=30)).sign(own, hashes.SHA256()))
print("a line for people")
print(made.public_bytes(Encoding.PEM).decode())
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> str:
    script = tmp_path / "elsewhere.py"
    script.write_text(_SCRIPT, encoding="utf-8")
    return f"cmd:'{sys.executable}' '{script}'"


def test_a_program_issues(cli: Cli, tmp_path: Path, elsewhere: str) -> None:
    out = tmp_path / "n.pfx"
    done = cli("cert", "new", str(out), "--name", "n", "--no-password", "--ca", f"{elsewhere} right")
    assert (done.code, done.json["issuer"], done.json["subject"]) == (0, "CN=Elsewhere", "CN=n")
    assert diagnose(out.read_bytes(), None).verdict == "ok"


def test_what_is_doubtful_about_an_answer_is_told(cli: Cli, tmp_path: Path, elsewhere: str) -> None:
    done = cli("cert", "new", str(tmp_path / "n.pfx"), "--name", "n", "--no-password", "--ca", f"{elsewhere} right")
    assert (done.code, "[eku-absent]" in done.err) == (0, True)


@pytest.mark.parametrize(("how", "code"), [("wrong", 3), ("old", 3), ("nonsense", 2)])
def test_an_answer_that_is_no_use_makes_no_file(cli: Cli, tmp_path: Path, elsewhere: str, how: str, code: int) -> None:
    out = tmp_path / "n.pfx"
    done = cli("cert", "new", str(out), "--name", "n", "--no-password", "--ca", f"{elsewhere} {how}")
    assert (done.code, out.exists()) == (code, False)


def test_another_authority_says_itself_when_it_starts(cli: Cli, tmp_path: Path, elsewhere: str) -> None:
    more = ("--no-password", "--ca", f"{elsewhere} right", "--from", "2030-01-01")
    assert cli("cert", "new", str(tmp_path / "n.pfx"), "--name", "n", *more).code == 2


def test_a_staged_certificate_starts_later(cli: Cli, tmp_path: Path) -> None:
    done = cli(
        "cert", "new", str(tmp_path / "n.pfx"), "--name", "n", "--no-password", "--from", "2090-01-01", "--days", "10"
    )
    assert (done.json["not_before"], done.json["not_after"]) == ("2090-01-01T00:00:00Z", "2090-01-11T00:00:00Z")

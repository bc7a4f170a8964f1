"""
Bundles that openssl, certtool, pk12util and keytool write are read right, and what we write they read.

The programs run unmodified; each is skipped with its name where it is missing, and missed on the machines that check everything.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from graphkey.certs.convert import clean_copy, modern_copy, pem_copy, pem_key
from graphkey.certs.diagnose import Bundle, Diagnosis, diagnose
from graphkey.certs.make import make_authority, make_client_certificate, make_key, subject_of
from graphkey.certs.reading import read_bundle
from graphkey.certs.request import make_request

pytestmark = pytest.mark.interop
NOW = datetime.now(UTC)
PASSWORD = "Outside-pass-1"
Write = Callable[[Path], bytes]


def need(program: str) -> None:
    if shutil.which(program) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is not here")
        pytest.skip(f"{program} is not here")


def call(*command: str, given: bytes | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    need(command[0])
    return subprocess.run(
        command, input=given, env={**os.environ, "P": PASSWORD}, capture_output=True, cwd=cwd, timeout=60
    )


def done(*command: str, given: bytes | None = None, cwd: Path | None = None) -> bytes:
    ran = call(*command, given=given, cwd=cwd)
    assert ran.returncode == 0, (ran.stdout + ran.stderr).decode(errors="replace")[-1500:]
    return ran.stdout


@pytest.fixture(scope="module")
def authority() -> Bundle:
    return make_authority("Interop authority", now=NOW, days=30, loopback_only=False, client_only=True)


@pytest.fixture(scope="module")
def client(authority: Bundle) -> Bundle:
    return make_client_certificate("client.example", now=NOW, days=20, issuer=authority)


@pytest.fixture(scope="module")
def elliptic(authority: Bundle) -> Bundle:
    return make_client_certificate("ec.example", now=NOW, days=20, issuer=authority, kind="EC-P-256")


@pytest.fixture
def folder(client: Bundle, tmp_path: Path) -> Path:
    (tmp_path / "key.pem").write_bytes(pem_key(client.key, None, os.urandom))
    (tmp_path / "leaf.pem").write_bytes(client.leaf.public_bytes(Encoding.PEM))
    (tmp_path / "ca.pem").write_bytes(client.chain[0].public_bytes(Encoding.PEM))
    return tmp_path


def hold(data: bytes, client: Bundle) -> Diagnosis:
    found = diagnose(data, PASSWORD)
    assert (found.verdict, found.sentence) == ("ok", found.sentence)
    assert found.bundle is not None
    assert (found.bundle.leaf, found.bundle.chain) == (client.leaf, client.chain)
    assert found.bundle.key.private_numbers() == client.key.private_numbers()  # type: ignore[union-attr]
    assert diagnose(data, PASSWORD + "x").verdict == "wrong-password"
    return found


# -- openssl ---------------------------------------------------------------------------------------------------------------

_OPENSSL = {
    "default": (),
    "legacy": ("-legacy",),
    "3des": ("-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
    "rc2-40": ("-legacy", "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-3DES"),
    "rc4": ("-legacy", "-certpbe", "PBE-SHA1-RC4-128", "-keypbe", "PBE-SHA1-RC4-128"),
    "aes-128": ("-certpbe", "AES-128-CBC", "-keypbe", "AES-128-CBC"),
    "camellia": ("-certpbe", "CAMELLIA-256-CBC", "-keypbe", "CAMELLIA-256-CBC"),
    "no-encryption": ("-certpbe", "NONE", "-keypbe", "NONE"),
    "sha512-mac": ("-macalg", "sha512"),
    "many-rounds": ("-iter", "200000"),
    "no-rounds": ("-noiter", "-nomaciter"),
    "named": ("-name", "größer", "-CSP", "Microsoft Enhanced RSA"),
}


@pytest.mark.parametrize("flavour", _OPENSSL)
def test_bundles_of_openssl_are_read(folder: Path, client: Bundle, flavour: str) -> None:
    base = (
        "openssl",
        "pkcs12",
        "-export",
        "-inkey",
        "key.pem",
        "-in",
        "leaf.pem",
        "-certfile",
        "ca.pem",
        "-passout",
        "env:P",
    )
    hold(done(*base, *_OPENSSL[flavour], cwd=folder), client)


def test_a_bundle_of_openssl_without_a_checksum_is_read(folder: Path, client: Bundle) -> None:
    base = (
        "openssl",
        "pkcs12",
        "-export",
        "-inkey",
        "key.pem",
        "-in",
        "leaf.pem",
        "-certfile",
        "ca.pem",
        "-passout",
        "env:P",
    )
    assert "no-mac" in {one.id for one in hold(done(*base, "-nomac", cwd=folder), client).findings}


def test_keys_of_openssl_are_read(folder: Path, client: Bundle) -> None:
    for options in (
        ("-v2", "aes-256-cbc"),
        ("-scrypt",),
        ("-v1", "PBE-SHA1-3DES"),
        ("-v2", "des3", "-v2prf", "hmacWithSHA1"),
    ):
        key = done("openssl", "pkcs8", "-topk8", "-in", "key.pem", "-passout", "env:P", *options, cwd=folder)
        found = read_bundle([key, (folder / "leaf.pem").read_bytes()], PASSWORD)
        assert (options, found.verdict) == (options, "ok")
        assert read_bundle([key, (folder / "leaf.pem").read_bytes()], "else").verdict == "wrong-password"


def test_old_keys_of_openssl_are_read(folder: Path) -> None:
    key = done("openssl", "rsa", "-traditional", "-aes128", "-passout", "env:P", "-in", "key.pem", cwd=folder)
    assert b"DEK-Info" in key
    assert read_bundle([key, (folder / "leaf.pem").read_bytes()], PASSWORD).verdict == "ok"


@pytest.mark.parametrize("write", [clean_copy, modern_copy])
@pytest.mark.parametrize("which", ["client", "elliptic"])
def test_openssl_reads_our_bundles(
    tmp_path: Path, request: pytest.FixtureRequest, write: Callable[[Bundle, str], bytes], which: str
) -> None:
    bundle = request.getfixturevalue(which)
    (tmp_path / "b.pfx").write_bytes(write(bundle, PASSWORD))
    shown = done("openssl", "pkcs12", "-in", "b.pfx", "-passin", "env:P", "-nodes", cwd=tmp_path)
    again = read_bundle([shown], None).bundle
    assert again is not None
    assert (again.leaf, again.chain) == (bundle.leaf, bundle.chain)
    assert call("openssl", "pkcs12", "-in", "b.pfx", "-passin", "pass:else", "-nokeys", cwd=tmp_path).returncode != 0


def test_openssl_reads_our_pem_and_takes_the_chain_for_clients_alone(tmp_path: Path, client: Bundle) -> None:
    (tmp_path / "all.pem").write_bytes(pem_copy(client, PASSWORD, os.urandom))
    (tmp_path / "ca.pem").write_bytes(client.chain[0].public_bytes(Encoding.PEM))
    (tmp_path / "leaf.pem").write_bytes(client.leaf.public_bytes(Encoding.PEM))
    done("openssl", "pkey", "-in", "all.pem", "-passin", "env:P", "-noout", "-check", cwd=tmp_path)
    verify = ("openssl", "verify", "-x509_strict", "-CAfile", "ca.pem", "-purpose")
    done(*verify, "sslclient", "leaf.pem", cwd=tmp_path)
    assert call(*verify, "sslserver", "leaf.pem", cwd=tmp_path).returncode != 0


@pytest.mark.parametrize("kind", ["RSA-2048", "EC-P-256", "EC-P-384"])
def test_openssl_takes_our_requests(kind: str) -> None:
    request = make_request(make_key(kind), subject_of('Größe, "x" + 😀'))
    shown = done("openssl", "req", "-verify", "-noout", "-text", given=request)
    assert b"TLS Web Client Authentication" in shown


# -- gnutls ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cipher", ["3des-pkcs12", "aes-128", "aes-256", "arcfour", "rc2-40"])
def test_bundles_of_certtool_are_read(folder: Path, client: Bundle, cipher: str) -> None:
    # certtool has the password on its command line alone; it is the test's own.
    data = done(
        "certtool", "--to-p12", "--load-privkey", "key.pem", "--load-certificate", "leaf.pem", "--load-ca-certificate", "ca.pem",
        "--p12-name", "n", "--password", PASSWORD, "--pkcs-cipher", cipher, "--outder", cwd=folder,
    )  # fmt: skip
    hold(data, client)


@pytest.mark.parametrize("write", [clean_copy, modern_copy])
def test_certtool_reads_our_bundles(tmp_path: Path, client: Bundle, write: Callable[[Bundle, str], bytes]) -> None:
    (tmp_path / "b.pfx").write_bytes(write(client, PASSWORD))
    shown = done("certtool", "--p12-info", "--inder", "--infile", "b.pfx", "--password", PASSWORD, cwd=tmp_path)
    assert shown.count(b"BEGIN CERTIFICATE") == 2


# -- NSS -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [(), ("-c", "AES-256-CBC", "-C", "AES-128-CBC"), ("-c", "PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC")],
)
def test_bundles_of_pk12util_are_read_and_it_reads_ours(
    tmp_path: Path, client: Bundle, options: tuple[str, ...]
) -> None:
    need("pk12util")
    (tmp_path / "in.pfx").write_bytes(clean_copy(client, PASSWORD))
    (tmp_path / "password").write_text(PASSWORD + "\n")
    (tmp_path / "none").write_text("\n")
    done("certutil", "-N", "-d", "sql:.", "--empty-password", cwd=tmp_path)
    done("pk12util", "-i", "in.pfx", "-d", "sql:.", "-w", "password", "-k", "none", cwd=tmp_path)
    listed = done("certutil", "-L", "-d", "sql:.", cwd=tmp_path).decode()
    name = next(line.rsplit(None, 1)[0] for line in listed.splitlines() if line.rstrip().endswith("u,u,u"))
    out = ("pk12util", "-o", "out.p12", "-n", name.strip(), "-d", "sql:.", "-w", "password", "-k", "none")
    done(*out, *options, cwd=tmp_path)
    found = diagnose((tmp_path / "out.p12").read_bytes(), PASSWORD)
    assert found.bundle is not None, found.sentence
    assert found.bundle.leaf == client.leaf
    assert diagnose((tmp_path / "out.p12").read_bytes(), "else").verdict == "wrong-password"


# -- Java ------------------------------------------------------------------------------------------------------------------

_KEYTOOL = ("keytool", "-noprompt", "-J-Duser.language=en")


def test_keytool_reads_our_bundles_and_we_read_its(tmp_path: Path, client: Bundle) -> None:
    (tmp_path / "in.pfx").write_bytes(modern_copy(client, PASSWORD))
    source = ("-srckeystore", "in.pfx", "-srcstoretype", "PKCS12", "-srcstorepass:env", "P")
    done(
        *_KEYTOOL,
        "-importkeystore",
        *source,
        "-destkeystore",
        "out.p12",
        "-deststoretype",
        "PKCS12",
        "-deststorepass:env",
        "P",
        cwd=tmp_path,
    )
    hold((tmp_path / "out.p12").read_bytes(), client)


def test_a_keystore_of_keytool_says_what_to_do(tmp_path: Path, client: Bundle) -> None:
    (tmp_path / "in.pfx").write_bytes(clean_copy(client, PASSWORD))
    source = ("-srckeystore", "in.pfx", "-srcstoretype", "PKCS12", "-srcstorepass:env", "P")
    done(
        *_KEYTOOL,
        "-importkeystore",
        *source,
        "-destkeystore",
        "out.jks",
        "-deststoretype",
        "JKS",
        "-deststorepass:env",
        "P",
        cwd=tmp_path,
    )
    found = diagnose((tmp_path / "out.jks").read_bytes(), PASSWORD)
    assert (found.verdict, found.facts["kind"], "keytool" in found.remedy) == ("not-pkcs12", "jks-keystore", True)


def test_a_bundle_of_keytool_with_two_keys_is_not_taken_for_one(tmp_path: Path) -> None:
    for name in ("first", "second"):
        done(
            *_KEYTOOL, "-genkeypair", "-alias", name, "-keyalg", "RSA", "-keysize", "2048", "-dname", f"CN={name}",
            "-keystore", "two.p12", "-storetype", "PKCS12", "-storepass:env", "P", cwd=tmp_path,
        )  # fmt: skip
    data = (tmp_path / "two.p12").read_bytes()
    found = diagnose(data, PASSWORD)
    assert found.verdict == "multiple-keys"
    assert [one["name"] for one in found.facts["key_list"]] == ["first", "second"]
    assert diagnose(data, PASSWORD, choose="2").verdict == "ok"

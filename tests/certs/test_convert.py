import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from graphkey.certs.convert import clean_copy, fresh_password, modern_copy, open_copy
from graphkey.certs.diagnose import Bundle, diagnose
from graphkey.errors import CertificateError
from tests.certs.conftest import PASSWORD
from tests.certs.craft import ctx0, integer, oid, open_tlv, seq

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
needs_keytool = pytest.mark.skipif(shutil.which("keytool") is None, reason="keytool is not installed")
needs_certtool = pytest.mark.skipif(shutil.which("certtool") is None, reason="certtool is not installed")


def openssl(*arguments: object) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PFX_PASSWORD": PASSWORD}
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, env=environ)


def ids(data: bytes, password: str = PASSWORD) -> set[str]:
    return {finding.id for finding in diagnose(data, password).findings}


def test_a_clean_copy_is_of_the_kind_that_the_service_reads(client: Bundle) -> None:
    found = diagnose(clean_copy(client, PASSWORD), PASSWORD)
    assert found.facts["encryption"] == ["PBE-SHA1-3DES"]
    assert found.facts["mac"] == {"kind": "PKCS12", "digest": "sha1", "iterations": 2048}
    assert [finding.id for finding in found.findings] == ["weak-encryption"]


def test_a_clean_copy_holds_leaf_key_and_chain(issued: Bundle) -> None:
    assert diagnose(clean_copy(issued, PASSWORD), PASSWORD).bundle is not None
    key, leaf, chain = pkcs12.load_key_and_certificates(clean_copy(issued, PASSWORD), PASSWORD.encode())
    assert key is not None
    assert (leaf, tuple(chain)) == (issued.leaf, issued.chain)


def test_a_clean_copy_carries_no_names(client: Bundle) -> None:
    named = pkcs12.serialize_key_and_certificates(
        b"my secret name", client.key, client.leaf, None, BestAvailableEncryption(PASSWORD.encode())
    )
    bundle = diagnose(named, PASSWORD).bundle
    assert bundle is not None
    assert pkcs12.load_pkcs12(named, PASSWORD.encode()).cert.friendly_name == b"my secret name"
    assert pkcs12.load_pkcs12(clean_copy(bundle, PASSWORD), PASSWORD.encode()).cert.friendly_name is None


def test_a_modern_copy_is_aes(client: Bundle) -> None:
    found = diagnose(modern_copy(client, PASSWORD), PASSWORD)
    assert found.facts["encryption"] == ["PBES2 AES-256-CBC pbkdf2-sha256"]
    assert "aes-encryption" in {finding.id for finding in found.findings}


@pytest.mark.parametrize("password", ["", "pässword", "a\0b"])
@pytest.mark.parametrize("write", [clean_copy, modern_copy])
def test_no_bundle_is_written_under_a_password_that_readers_spell_differently(
    client: Bundle, write: object, password: str
) -> None:
    with pytest.raises(CertificateError) as caught:
        write(client, password)  # type: ignore[operator]
    assert not password or password not in str(caught.value)


def test_fresh_passwords_are_long_ascii_and_differ() -> None:
    passwords = {fresh_password(os.urandom) for _ in range(50)}
    assert len(passwords) == 50
    assert all(len(one) == 32 and one.isascii() and not one.endswith("=") for one in passwords)


def test_a_fresh_password_comes_from_the_given_entropy() -> None:
    assert fresh_password(bytes) == "A" * 32


# -- what other programs write and read -----------------------------------------------------------------------------------


@needs_openssl
def test_openssl_reads_a_clean_copy_without_the_legacy_provider(issued: Bundle, tmp_path: Path) -> None:
    (tmp_path / "c.pfx").write_bytes(clean_copy(issued, PASSWORD))
    done = openssl("pkcs12", "-in", tmp_path / "c.pfx", "-passin", "env:PFX_PASSWORD", "-nodes", "-info")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("BEGIN CERTIFICATE") == 2
    assert "BEGIN PRIVATE KEY" in done.stdout
    assert "RC2" not in done.stderr
    assert "friendlyName" not in done.stdout


@pytest.fixture
def pem_files(client: Bundle, tmp_path: Path) -> tuple[Path, Path]:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key, certificate = tmp_path / "k.pem", tmp_path / "c.pem"
    key.write_bytes(client.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certificate.write_bytes(client.leaf.public_bytes(Encoding.PEM))
    return key, certificate


OPENSSL_WAYS = {
    "default": [],
    "legacy-rc2": ["-legacy"],
    "3des": ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
    "2des": ["-legacy", "-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-2DES"],
    "rc4-128": ["-legacy", "-keypbe", "PBE-SHA1-RC4-128", "-certpbe", "PBE-SHA1-RC4-40"],
    "rc2-128": ["-legacy", "-keypbe", "PBE-SHA1-RC2-128", "-certpbe", "PBE-SHA1-RC2-128"],
    "aes-128-sha512": ["-keypbe", "AES-128-CBC", "-certpbe", "AES-192-CBC", "-macalg", "sha512"],
    "camellia": ["-keypbe", "CAMELLIA-256-CBC", "-certpbe", "CAMELLIA-128-CBC"],
    "aria": ["-keypbe", "ARIA-256-CBC", "-certpbe", "ARIA-192-CBC"],
    "des": ["-legacy", "-keypbe", "DES-CBC", "-certpbe", "PBE-MD5-DES"],
    "pbe-sha1-rc2-64": ["-legacy", "-keypbe", "PBE-SHA1-RC2-64", "-certpbe", "PBE-SHA1-DES"],
    "no-mac": ["-nomac"],
    "plain-certificate": ["-certpbe", "NONE"],
    "plain-key": ["-keypbe", "NONE"],
    "many-rounds": ["-iter", "20000"],
    "one-round": ["-noiter"],
    "names": ["-name", "Ümläut", "-caname", "x"],
}


@needs_openssl
@pytest.mark.parametrize("way", OPENSSL_WAYS)
def test_what_openssl_writes_is_read(client: Bundle, pem_files: tuple[Path, Path], tmp_path: Path, way: str) -> None:
    out, (key, certificate) = tmp_path / "o.pfx", pem_files
    done = openssl(
        "pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout", "env:PFX_PASSWORD", "-out", out, *OPENSSL_WAYS[way]
    )  # fmt: skip
    if done.returncode != 0:
        pytest.skip("this openssl does not write so")
    found = diagnose(out.read_bytes(), PASSWORD)
    assert (found.verdict, found.certificates) == ("ok", (client.leaf,))
    assert found.bundle is not None
    assert diagnose(clean_copy(found.bundle, PASSWORD), PASSWORD).bundle is not None
    assert diagnose(out.read_bytes(), "else").verdict == "wrong-password"


@needs_openssl
def test_a_bundle_that_openssl_writes_without_password_is_read(
    client: Bundle, pem_files: tuple[Path, Path], tmp_path: Path
) -> None:
    out, (key, certificate) = tmp_path / "o.pfx", pem_files
    assert (
        openssl("pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout", "pass:", "-out", out).returncode
        == 0
    )
    assert diagnose(out.read_bytes(), None).verdict == "ok"
    assert diagnose(out.read_bytes(), "else").verdict == "wrong-password"


@needs_keytool
def test_what_keytool_writes_is_read(tmp_path: Path) -> None:
    out = tmp_path / "k.p12"
    command = ["keytool", "-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-alias", "a", "-dname", "CN=a.example"]
    command += ["-storetype", "PKCS12", "-keystore", str(out), "-storepass", PASSWORD]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"keytool does not run here: {done.stdout[:200]}")
    found = diagnose(out.read_bytes(), PASSWORD)
    assert found.verdict == "ok"
    assert found.certificates[0].subject.rfc4514_string() == "CN=a.example"


@needs_certtool
def test_what_certtool_writes_is_read(client: Bundle, pem_files: tuple[Path, Path], tmp_path: Path) -> None:
    out, (key, certificate) = tmp_path / "g.p12", pem_files
    command = ["certtool", "--to-p12", "--load-privkey", str(key), "--load-certificate", str(certificate), "--outder"]
    command += ["--p12-name", "n", "--password", PASSWORD, "--outfile", str(out)]
    assert subprocess.run(command, capture_output=True).returncode == 0
    assert diagnose(out.read_bytes(), PASSWORD).certificates == (client.leaf,)


def test_an_open_copy_needs_no_password(client: Bundle) -> None:
    assert ids(open_copy(client), "") >= {"empty-password", "unencrypted-key"}


def test_a_ber_bundle_becomes_der_when_copied(client: Bundle) -> None:
    tagged = modern_copy(client, PASSWORD)
    assert "ber" not in ids(tagged)
    from graphkey.certs import tlv

    version, safe, mac = tlv.sequence(tlv.read(tagged))
    data_oid, content = tlv.sequence(safe)
    ber = open_tlv(0x30, integer(3), open_tlv(0x30, oid(tlv.oid(data_oid)), ctx0(content.content)), seq(mac.content))
    found = diagnose(ber, PASSWORD)
    assert version.content == b"\3"
    assert found.bundle is not None
    assert "ber" in {finding.id for finding in found.findings}
    assert "ber" not in ids(clean_copy(found.bundle, PASSWORD))

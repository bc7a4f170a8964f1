import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from graphkey.certs.checks import Bounds, check
from graphkey.certs.convert import modern_copy, open_copy
from graphkey.certs.diagnose import Bundle, diagnose
from graphkey.certs.facts import leaf_facts
from graphkey.certs.make import make_authority, make_client_certificate
from tests.certs.conftest import NOW, PASSWORD

DAY = timedelta(days=1)


def certify(
    key: object,
    *,
    name: str = "odd.example",
    starts: datetime = NOW - DAY,
    ends: datetime = NOW + 365 * DAY,
    usages: list[x509.ObjectIdentifier] | None = None,
    ca: bool | None = False,
    signs: bool = True,
    issuer: Bundle | None = None,
) -> Bundle:
    """Make any certificate; clientAuth is named unless `usages` says otherwise."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.leaf.subject if issuer else subject)
    builder = builder.public_key(key.public_key()).serial_number(7).not_valid_before(starts).not_valid_after(ends)  # type: ignore[attr-defined]
    wanted = [ExtendedKeyUsageOID.CLIENT_AUTH] if usages is None else usages
    if wanted:
        builder = builder.add_extension(x509.ExtendedKeyUsage(wanted), critical=False)
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
    flags = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"),
        False,
    )  # fmt: skip
    builder = builder.add_extension(
        x509.KeyUsage(digital_signature=signs, key_cert_sign=not signs, **flags), critical=True
    )
    kind = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return Bundle(key, builder.sign(issuer.key if issuer else key, kind))  # type: ignore[arg-type]


def found(bundle: Bundle, now: datetime = NOW) -> dict[str, str]:
    return {finding.id: finding.severity for finding in check(bundle, now)}


@pytest.fixture(scope="module")
def key(client: Bundle) -> rsa.RSAPrivateKey:
    assert isinstance(client.key, rsa.RSAPrivateKey)
    return client.key


def test_a_certificate_of_ours_has_nothing_but_its_self_signature(client: Bundle) -> None:
    assert found(client) == {"self-signed": "warning"}


def test_a_certificate_with_its_chain_has_no_findings(issued: Bundle) -> None:
    assert found(issued) == {}


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, {"not-yet-valid": "warning"}), (0, {}), (364, {}), (366, {"expired": "error"})],
)
def test_validity_depends_on_now_alone(client: Bundle, days: int, expected: dict[str, str]) -> None:
    assert found(client, NOW + days * DAY) == {**expected, "self-signed": "warning"}


def test_the_last_second_is_still_valid(client: Bundle) -> None:
    ends = client.leaf.not_valid_after_utc
    assert "expired" not in found(client, ends)
    assert "expired" in found(client, ends + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("usages", "expected"),
    [
        ([], ("eku-absent", "warning")),
        ([ExtendedKeyUsageOID.SERVER_AUTH], ("eku-no-clientauth", "error")),
    ],
)
def test_usage_is_checked(
    key: rsa.RSAPrivateKey, usages: list[x509.ObjectIdentifier], expected: tuple[str, str]
) -> None:
    assert expected in found(certify(key, usages=usages)).items()


def test_any_usage_allows_client_authentication(key: rsa.RSAPrivateKey) -> None:
    ids = found(certify(key, usages=[ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]))
    assert set(ids) == {"self-signed"}


@pytest.mark.parametrize(
    ("expected", "severity", "named"),
    [
        ("ku-no-digitalsignature", "warning", {"signs": False}),
        ("leaf-is-ca", "warning", {"ca": True}),
        ("long-life", "warning", {"ends": NOW + 826 * DAY}),
        ("short-life", "warning", {"ends": NOW + 5 * DAY}),
    ],
)
def test_an_odd_certificate_is_told(
    key: rsa.RSAPrivateKey, expected: str, severity: str, named: dict[str, object]
) -> None:
    assert found(certify(key, **named)).get(expected) == severity  # type: ignore[arg-type]


def test_a_short_rsa_key_is_an_error() -> None:
    assert found(certify(rsa.generate_private_key(65537, 1024)))["weak-key"] == "error"


def test_the_evidence_says_what_the_profile_wants(key: rsa.RSAPrivateKey) -> None:
    told = {one.id: one.evidence for one in check(certify(key, ends=NOW + 825 * DAY), NOW, Bounds(3072, 224, 300))}
    assert (told["weak-key"], told["long-life"]) == ("RSA-2048; 3,072 bits at least", "826 days; 300 at most")


def test_other_kinds_of_keys_are_warnings() -> None:
    assert found(certify(ec.generate_private_key(ec.SECP256R1())))["ec-key"] == "warning"
    assert found(certify(ed25519.Ed25519PrivateKey.generate()))["unusual-key-type"] == "warning"


def test_an_issuer_that_is_not_in_the_bundle_is_told(issued: Bundle) -> None:
    assert found(issued._replace(chain=())) == {"chain-incomplete": "warning"}


def test_a_namesake_of_the_issuer_is_not_the_issuer(issued: Bundle) -> None:
    impostor = make_authority("Test authority", now=NOW, days=3650)
    assert found(issued._replace(chain=(impostor.leaf,))) == {
        "chain-incomplete": "warning",
        "other-certificates": "info",
    }


def test_an_expired_issuer_is_told(key: rsa.RSAPrivateKey) -> None:
    old = make_authority("Old authority", now=NOW - 400 * DAY, days=10)
    bundle = certify(key, issuer=old)._replace(chain=(old.leaf,))
    assert found(bundle)["chain-cert-expired"] == "warning"


def test_a_missing_root_is_only_mentioned(key: rsa.RSAPrivateKey, authority: Bundle) -> None:
    middle = certify(ec.generate_private_key(ec.SECP256R1()), name="Middle", ca=True, issuer=authority)
    ids = found(certify(key, issuer=middle)._replace(chain=(middle.leaf,)))
    assert ids == {"root-not-included": "info"}


def test_a_certificate_that_only_claims_to_be_its_own_issuer_is_not_self_signed(key: rsa.RSAPrivateKey) -> None:
    namesake = certify(ec.generate_private_key(ec.SECP256R1()))
    assert "self-signed" not in found(certify(key, issuer=namesake))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_an_old_hash_is_told(tmp_path: Path, digest: str) -> None:
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:1024",
        "-nodes",
        "-subj",
        "/CN=old",
        f"-{digest}",
        "-days",
        "9",
    ]
    out = tmp_path / "c.pem"
    if subprocess.run([*command, "-keyout", tmp_path / "k.pem", "-out", out], capture_output=True).returncode != 0:
        pytest.skip("this openssl does not sign so")
    old = x509.load_pem_x509_certificate(out.read_bytes())
    signer = load_pem_private_key((tmp_path / "k.pem").read_bytes(), None)
    ids = found(Bundle(signer, old), old.not_valid_before_utc)
    assert (ids["weak-self-signature"], ids["self-signed"]) == ("info", "warning")


def test_nothing_changes_the_verdict(key: rsa.RSAPrivateKey) -> None:
    worst = certify(key, ends=NOW - DAY / 2, usages=[ExtendedKeyUsageOID.SERVER_AUTH], ca=True, signs=False)
    diagnosis = diagnose(modern_copy(worst, PASSWORD) + b"x", PASSWORD)
    assert diagnosis.verdict == "ok"
    assert {"expired", "eku-no-clientauth"} <= {finding.id for finding in check(diagnosis, NOW)}


def test_a_diagnosis_is_checked_like_its_bundle(client: Bundle) -> None:
    diagnosis = diagnose(open_copy(client), None)
    assert diagnosis.bundle is not None
    assert check(diagnosis, NOW) == check(diagnosis.bundle, NOW)


def test_without_a_certificate_there_is_nothing_to_check() -> None:
    assert check(diagnose(b"", None), NOW) == ()


# -- facts ----------------------------------------------------------------------------------------------------------------


def test_facts_are_as_the_services_spell_them(client: Bundle) -> None:
    facts = leaf_facts(client.leaf)
    assert facts["thumbprint"] == client.leaf.fingerprint(hashes.SHA1()).hex().upper()
    assert facts["sha256"] == client.leaf.fingerprint(hashes.SHA256()).hex()
    assert int(facts["serial"], 16) == client.leaf.serial_number
    assert (facts["not_before"], facts["not_after"]) == ("2026-06-01T11:50:00Z", "2027-06-01T12:00:00Z")
    assert (facts["key"], facts["eku"], facts["key_usage"]) == ("RSA-2048", ["clientAuth"], ["digitalSignature"])
    assert (facts["subject"], facts["self_signed"], facts["is_ca"]) == ("CN=client.example", True, False)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (ec.generate_private_key(ec.SECP256R1()), "EC-P-256"),
        (ec.generate_private_key(ec.SECP384R1()), "EC-P-384"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
    ],
)
def test_keys_are_named(key: object, name: str) -> None:
    assert leaf_facts(certify(key).leaf)["key"] == name


def test_absent_usages_are_none_and_not_empty(key: rsa.RSAPrivateKey) -> None:
    assert leaf_facts(certify(key, usages=[]).leaf)["eku"] is None


def test_the_public_key_keeps_its_hash_when_renewed(key: rsa.RSAPrivateKey, client: Bundle) -> None:
    renewed = leaf_facts(certify(key).leaf)
    assert renewed["spki_sha256"] == leaf_facts(client.leaf)["spki_sha256"]
    assert renewed["sha256"] != leaf_facts(client.leaf)["sha256"]


def test_a_staged_certificate_is_not_yet_valid() -> None:
    staged = make_client_certificate("staged.example", now=NOW, starts_at=NOW + 7 * DAY, days=90)
    assert found(staged) == {"not-yet-valid": "warning", "self-signed": "warning"}
    assert leaf_facts(staged.leaf)["not_after"] == "2026-09-06T12:00:00Z"

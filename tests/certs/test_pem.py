import base64
import time

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates

from graphkey.certs.convert import modern_copy, pem_copy
from graphkey.certs.diagnose import Bundle, Diagnosis
from graphkey.certs.limits import Limits
from graphkey.certs.reading import read_bundle
from graphkey.certs.seal import armour, seal_key
from tests.certs.conftest import PASSWORD, der, pkcs8
from tests.certs.craft import integer, octets, pbes2, seq


def certificate_pem(bundle: Bundle) -> bytes:
    return bundle.leaf.public_bytes(Encoding.PEM)


def key_pem(bundle: Bundle, form: PrivateFormat, password: str = "") -> bytes:
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return bundle.key.private_bytes(Encoding.PEM, form, encryption)


def entropy(count: int) -> bytes:
    return bytes(range(count))


def opened(found: Diagnosis, client: Bundle) -> bool:
    return found.bundle is not None and found.bundle.leaf == client.leaf and found.facts["form"] == "pem"


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("password", ["", PASSWORD])
def test_a_key_and_its_certificate_are_a_pair(client: Bundle, form: PrivateFormat, password: str) -> None:
    key, certificate = key_pem(client, form, password), certificate_pem(client)
    for files in ([key, certificate], [certificate, key], [b"Bag Attributes\n" + key + b"\n" + certificate]):
        found = read_bundle(files, password)
        assert (found.verdict, opened(found, client)) == ("ok", True)
        assert ("unencrypted-key" in {one.id for one in found.findings}) == (not password)


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("wrong", ["", "else", "\ud800"])
def test_a_wrong_password_of_a_key_is_told(client: Bundle, form: PrivateFormat, wrong: str) -> None:
    found = read_bundle([key_pem(client, form, PASSWORD), certificate_pem(client)], wrong)
    assert (found.verdict, found.bundle) == ("wrong-password", None)


def test_a_near_miss_of_a_key_is_named(client: Bundle) -> None:
    files = [key_pem(client, PrivateFormat.PKCS8, PASSWORD), certificate_pem(client)]
    assert "line break" in read_bundle(files, PASSWORD + "\n").sentence


def test_der_files_are_read(client: Bundle) -> None:
    for key in (
        pkcs8(client),
        client.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
    ):
        assert opened(read_bundle([der(client.leaf), key], None), client)


def test_an_encrypted_der_key_is_read(client: Bundle) -> None:
    algorithm, ciphertext = pbes2(pkcs8(client), PASSWORD, 10)
    assert opened(read_bundle([der(client.leaf), seq(algorithm, octets(ciphertext))], PASSWORD), client)


def test_certificates_in_pkcs7_are_read(issued: Bundle, authority: Bundle) -> None:
    chain = serialize_certificates([authority.leaf, issued.leaf], Encoding.PEM)
    found = read_bundle([chain, key_pem(issued, PrivateFormat.PKCS8)], None)
    assert found.bundle is not None
    assert (found.bundle.leaf, found.bundle.chain) == (issued.leaf, (authority.leaf,))


def test_what_does_not_belong_together_is_told(client: Bundle, other: Bundle) -> None:
    key = key_pem(client, PrivateFormat.PKCS8)
    assert read_bundle([key, certificate_pem(other)], None).verdict == "key-mismatch"
    assert read_bundle([key], None).verdict == "no-certificate"
    assert read_bundle([certificate_pem(client)], None).verdict == "no-private-key"


def test_rounds_of_a_key_are_weighed_first(client: Bundle) -> None:
    algorithm, ciphertext = pbes2(pkcs8(client), PASSWORD, 2**31 - 1)
    key = armour("ENCRYPTED PRIVATE KEY", seq(algorithm, octets(ciphertext)))
    assert read_bundle([key, certificate_pem(client)], PASSWORD).verdict == "too-expensive"


def test_a_broken_block_is_damage(client: Bundle) -> None:
    key = key_pem(client, PrivateFormat.PKCS8)
    for broken in (key.replace(b"\nM", b"\n!", 1), armour("PRIVATE KEY", seq(integer(0))), armour("CERTIFICATE", b"x")):
        assert read_bundle([broken, certificate_pem(client)], None).verdict == "damaged"


def test_a_key_of_ssh_says_what_to_do(client: Bundle) -> None:
    found = read_bundle([key_pem(client, PrivateFormat.OpenSSH), certificate_pem(client)], None)
    assert (found.verdict, "ssh-keygen" in found.remedy) == ("unsupported-algorithm", True)


def test_a_bundle_in_disguise_is_unwrapped(client: Bundle) -> None:
    pfx = modern_copy(client, PASSWORD)
    for wrapped in (base64.b64encode(pfx), base64.encodebytes(base64.b64encode(pfx)), armour("PKCS12", pfx)):
        found = read_bundle([wrapped], PASSWORD)
        assert found.verdict == "ok"
        assert found.facts["form"].endswith("pfx")


def test_what_is_none_of_all_is_explained() -> None:
    assert read_bundle([b"hello"], None).verdict == "not-pkcs12"
    assert "keytool" in read_bundle([b"\xfe\xed\xfe\xed" + bytes(90)], None).remedy
    assert read_bundle([b"x" * 100], None, limits=Limits(size=99)).verdict == "too-expensive"
    assert read_bundle([b"-----BEGIN X-----"] * 2, None, limits=Limits(size=9)).verdict == "too-expensive"


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_what_is_written_is_read(issued: Bundle, password: str | None) -> None:
    found = read_bundle([pem_copy(issued, password, entropy)], password)
    assert found.bundle is not None
    assert found.bundle.key.private_numbers() == issued.key.private_numbers()  # type: ignore[union-attr]
    assert (found.bundle.leaf, found.bundle.chain) == (issued.leaf, issued.chain)


def test_a_sealed_key_says_its_rounds(client: Bundle) -> None:
    found = read_bundle([seal_key(client.key, PASSWORD, entropy, 1000)], PASSWORD)
    assert (found.verdict, found.facts["encryption"]) == ("no-certificate", ["PBES2 AES-256-CBC pbkdf2-sha256"])


# -- files that want to keep us busy, or hide something ---------------------------------------------------------------------


def test_marks_without_an_end_cost_no_more_than_their_size() -> None:
    started = time.process_time()
    for piece in (b"-----BEGIN CERTIFICATE-----\n", b"-----BEGIN PRIVATE KEY-----", b"-----END CERTIFICATE-----\n"):
        assert read_bundle([piece * (900_000 // len(piece))], None).verdict in (
            "too-expensive",
            "damaged",
            "not-pkcs12",
        )
    assert time.process_time() - started < 3


def test_many_keys_are_not_all_loaded(client: Bundle) -> None:
    started = time.process_time()
    keys = key_pem(client, PrivateFormat.TraditionalOpenSSL) * 500
    assert read_bundle([keys + certificate_pem(client)], None).verdict == "multiple-keys"
    assert time.process_time() - started < 3


def test_a_key_that_is_cut_off_does_not_disappear(client: Bundle) -> None:
    key, certificate = key_pem(client, PrivateFormat.PKCS8), certificate_pem(client)
    for cut in (
        certificate + key[:-20],
        key[: len(key) // 2] + certificate,
        key.replace(b"END P", b"END X P") + certificate,
    ):
        assert read_bundle([cut], None).verdict == "damaged"


def test_an_old_key_whose_numbers_do_not_fit_is_damaged(client: Bundle) -> None:
    der_key = bytearray(client.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
    der_key[-5] ^= 1
    assert read_bundle([armour("RSA PRIVATE KEY", bytes(der_key)), certificate_pem(client)], None).verdict == "damaged"


def test_a_bundle_beside_a_key_is_explained(client: Bundle) -> None:
    found = read_bundle([modern_copy(client, PASSWORD), key_pem(client, PrivateFormat.PKCS8)], PASSWORD)
    assert (found.verdict, "by itself" in found.sentence) == ("not-pkcs12", True)

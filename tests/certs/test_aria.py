import pytest

from graphkey.certs.aria import decrypt_cbc

PLAIN = "00112233445566778899aabbccddeeff"


@pytest.mark.parametrize(
    ("octets", "cipher"),
    [  # RFC 5794 appendix A
        (16, "d718fbd6ab644c739da95f3be6451778"),
        (24, "26449c1805dbe7aa25a468ce263a9e79"),
        (32, "f92bd7c79fb72e2f2b8f80c1972d24fc"),
    ],
)
def test_the_vectors_of_the_rfc_are_decrypted(octets: int, cipher: str) -> None:
    assert decrypt_cbc(bytes(range(octets)), bytes(16), bytes.fromhex(cipher)).hex() == PLAIN


def test_blocks_are_chained() -> None:
    block = bytes.fromhex("d718fbd6ab644c739da95f3be6451778")
    plain = decrypt_cbc(bytes(range(16)), bytes.fromhex(PLAIN), block + block)
    assert plain == bytes(16) + bytes(ours ^ theirs for ours, theirs in zip(bytes.fromhex(PLAIN), block, strict=True))

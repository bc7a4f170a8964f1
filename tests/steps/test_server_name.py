import pytest
from mtls_world import make_identity

from graphkey.steps.server_name import match_dns, matches_host


@pytest.mark.parametrize(
    ("pattern", "host"),
    [
        ("localhost", "LOCALHOST"),
        ("a.example", "a.example."),
        ("*.example.com", "a.example.com"),
        ("A.Example", "a.example"),
    ],
)
def test_name_matches(pattern: str, host: str) -> None:
    assert match_dns([pattern], host)


@pytest.mark.parametrize(
    ("pattern", "host"),
    [
        ("a.example", "b.example"),
        ("*.example.com", "example.com"),
        ("*.example.com", "a.b.example.com"),
        ("*.com", "a.com"),
        ("*", "localhost"),
        ("a*.example.com", "ab.example.com"),
        ("*.*.com", "a.b.com"),
        ("a.*.com", "a.b.com"),
        ("*.example.com", ".example.com"),
        ("", ""),
        ("example.com", "example.com.evil"),
    ],
)
def test_name_does_not_match(pattern: str, host: str) -> None:
    assert not match_dns([pattern], host)


def test_certificate_without_alternative_names_matches_nothing_even_by_common_name() -> None:
    assert not matches_host(make_identity("localhost").leaf, "localhost")

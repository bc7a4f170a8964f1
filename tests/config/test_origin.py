import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.config.origin import Origin, origin_of, root, split
from graphkey.errors import ConfigError


@pytest.mark.parametrize(
    ("url", "origin", "target"),
    [
        ("https://graph.microsoft.com", Origin("graph.microsoft.com", 443), "/"),
        ("HTTPS://Graph.Microsoft.COM:443/beta", Origin("graph.microsoft.com", 443), "/beta"),
        ("https://localhost:8443?x=1", Origin("localhost", 8443), "/?x=1"),
        ("https://[::1]:8443/a%20b", Origin("::1", 8443), "/a%20b"),
    ],
)
def test_a_plain_url_is_split(url: str, origin: Origin, target: str) -> None:
    assert split(url) == (origin, target)


@pytest.mark.parametrize(
    "url",
    [
        "http://graph.microsoft.com/",
        "https://user@graph.microsoft.com/",
        "https://graph.microsoft.com@evil.example/",
        "https://graph.microsoft.com\\@evil.example/",
        "https://graph.microsoft.com:443@evil.example/",
        "https://graph.microsoft.com%2eevil.example/",
        "https://graph.microsoft.com:0/",
        "https://graph.microsoft.com:99999/",
        "https://graph.microsoft.com\t/",
        "https://graph.microsoft.com/a b",
        "https://graph.microsoft.com/\r\nx: y",
        "https://graph.microsoft.com#@evil.example/",
        "https://graph.microsoft.com/#x",
        "https://graph.microsoft.com:/",
        "https://graph.microsoft.com:+443/",
        "https://[::1/",
        "https://[::1]x/",
        "https://::1/",
        "https://.example/",
        "https:///graph.microsoft.com/",
        "https://grаph.microsoft.com/",
        "//graph.microsoft.com/",
        "",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_has_no_origin(url: str) -> None:
    assert origin_of(url) is None


@given(st.from_regex(r"[a-z0-9]{1,20}(\.[a-z]{2,5})?", fullmatch=True), st.integers(1, 65535))
def test_an_origin_written_and_read_again_is_the_same(host: str, port: int) -> None:
    assert origin_of(str(Origin(host, port))) == Origin(host, port)


@pytest.mark.parametrize(
    "text", ["login.microsoftonline.us", "https://login.microsoftonline.us/", " https://LOGIN.microsoftonline.us:443"]
)
def test_a_root_has_one_spelling(text: str) -> None:
    assert root(text, "x") == "https://login.microsoftonline.us"


@pytest.mark.parametrize(
    "text", ["http://graph.microsoft.com", "https://graph.microsoft.com/beta", "https://a/?b", "", "ftp://x"]
)
def test_what_is_no_root_is_refused_by_the_settings_name(text: str) -> None:
    with pytest.raises(ConfigError, match="SETTING"):
        root(text, "SETTING")

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import UsageError
from graphkey.steps.target import Target, parse_target


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://localhost:8443/token", Target("localhost", 8443, "/token", "localhost:8443")),
        ("HTTPS://LocalHost", Target("localhost", 443, "/", "localhost")),
        ("https://[::1]:1/?code=a%2fb", Target("::1", 1, "/?code=a%2fb", "[::1]:1")),
        ("https://bücher.example/ä", Target("xn--bcher-kva.example", 443, "/%C3%A4", "xn--bcher-kva.example")),
        ("https://a.example:443/x#frag", Target("a.example", 443, "/x", "a.example")),
    ],
)
def test_url_is_taken_apart(url: str, target: Target) -> None:
    assert parse_target(url) == target


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "localhost",
        "",
        "https:///x",
        "https://localhost:0/",
        "https://localhost:99999/",
        "https://localhost:x/",
        "https://localhost\\@evil.example/",
        "https://a@localhost/",
        "https://@localhost/",
        "https://local host/",
        "https://localhost/\r\nX: y",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://-a/",
        "https://a..b/",
        "https://" + "a" * 300 + "/",
        "https://lo\u0000calhost/",
    ],
)
def test_url_that_could_be_read_two_ways_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        parse_target(url)


@pytest.mark.parametrize("host", ["localhost", "api.localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_loopback_is_known(host: str) -> None:
    assert parse_target(f"https://{host}/").is_loopback


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "0.0.0.0",
        "[::]",
        "127.1",
        "2130706433",
        "0x7f000001",
        "localhost.example.com",
        "notlocalhost",
        "localhost.",
        "10.0.0.1",
        "169.254.169.254",
        "[::ffff:10.0.0.1]",
    ],
)
def test_everything_else_is_not_loopback(host: str) -> None:
    assert not parse_target(f"https://{host}/").is_loopback


@given(st.text(max_size=40))
def test_any_text_is_a_target_or_a_usage_error(text: str) -> None:
    for url in (text, f"https://{text}", f"https://localhost/{text}"):
        try:
            target = parse_target(url)
        except UsageError:
            continue
        assert target.path.isascii()
        assert target.path.isprintable()
        assert " " not in target.path + target.authority

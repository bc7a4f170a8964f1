import pytest

from graphkey.client.proxy import Proxy, proxy_for, read_proxy
from graphkey.config.origin import Origin
from graphkey.errors import UsageError
from graphkey.secret import Secret

GRAPH = Origin("graph.microsoft.com", 443)
PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://proxy.example:3128", Proxy("proxy.example", 3128)),
        ("proxy.example:3128/", Proxy("proxy.example", 3128)),
        ("http://proxy.example", Proxy("proxy.example", 80)),
        ("http://[::1]:3128", Proxy("::1", 3128)),
        ("http://ada:p%40ss@proxy.example:1", Proxy("proxy.example", 1, Secret("Basic YWRhOnBAc3M="))),
        ("http://ada@proxy.example:1", Proxy("proxy.example", 1, Secret("Basic YWRhOg=="))),
    ],
)
def test_a_proxys_url_is_read(url: str, proxy: Proxy) -> None:
    assert read_proxy(url) == proxy


def test_a_credential_given_apart_wins() -> None:
    assert read_proxy("http://a:b@p:1", Secret("ada:x")).authorization == Secret("Basic YWRhOng=")


@pytest.mark.parametrize(
    "url", ["https://p:1", "socks5://p:1", "http://p:99999", "http://p/path", "ftp://canary:canary@p", "a b"]
)
def test_a_proxy_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_proxy(url)
    assert "canary" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    ("excluded", "used"),
    [
        ("", True),
        ("*", False),
        ("graph.microsoft.com", False),
        (".microsoft.com", False),
        ("*.microsoft.com", False),
        ("microsoft.com", False),
        ("MICROSOFT.COM ", False),
        ("soft.com", True),
        ("graph.microsoft.com:443", False),
        ("graph.microsoft.com:8443", True),
        ("other.example, microsoft.com", False),
        (",,", True),
    ],
)
def test_no_proxy_excludes_hosts(excluded: str, used: bool) -> None:
    assert (proxy_for(GRAPH, {"HTTPS_PROXY": PROXY, "NO_PROXY": excluded}, "linux") is not None) == used


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_this_machine_is_never_behind_a_proxy(host: str) -> None:
    assert proxy_for(Origin(host, 8443), {"https_proxy": PROXY}, "linux") is None


def test_the_lower_case_variable_comes_first_and_all_proxy_last() -> None:
    assert proxy_for(GRAPH, {"https_proxy": "a:1", "HTTPS_PROXY": "b:1", "ALL_PROXY": "c:1"}, "linux") == Proxy("a", 1)
    assert proxy_for(GRAPH, {"ALL_PROXY": "c:1"}, "linux") == Proxy("c", 1)
    assert proxy_for(GRAPH, {"HTTP_PROXY": "d:1"}, "linux") is None

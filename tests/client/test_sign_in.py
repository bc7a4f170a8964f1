import base64
import json
import threading
from typing import Any, NamedTuple

import pytest

from graphkey.client.sign_in import Kept, TokenSource, challenge, signed_in, token_claims
from graphkey.client.token_cache import Key, StoredTokens, Token
from graphkey.errors import ConfigError, SignInError, UsageError
from graphkey.secret import Secret
from graphkey.wire import Request, Response

GRAPH = "https://graph.example"
NOW_S = 1_790_000_000.0
SCOPE = f"{GRAPH}/.default"
CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'


class Access(NamedTuple):
    token: str
    expires_on: Any


class Issuer:
    """A credential that gives t1, t2, …"""

    def __init__(self, life_s: float = 3600) -> None:
        self.asked: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        self.life_s = life_s

    def get_token(self, *scopes: str, **named: Any) -> Access:
        self.asked.append((scopes, named))
        return Access(f"t{len(self.asked)}", int(NOW_S + self.life_s))


class Far:
    """A far end that refuses some tokens, and remembers what came."""

    def __init__(self, *refused: str, header: str | None = None) -> None:
        self.refused = refused
        self.header = header
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        if request.headers["authorization"].removeprefix("Bearer ") in self.refused:
            return Response(401, {"www-authenticate": self.header} if self.header else {})
        return Response(200)

    @property
    def tokens(self) -> list[str]:
        return [request.headers["authorization"] for request in self.requests]


class Memory(dict[str, str]):
    """A store in memory."""

    read = dict.get

    def write(self, name: str, text: str) -> None:
        self[name] = text

    def remove(self, name: str) -> bool:
        return self.pop(name, None) is not None


def source(issuer: Any, kept: Kept | None = None, now_s: float = NOW_S) -> TokenSource:
    return TokenSource(lambda: issuer, SCOPE, kept=kept, now_s=lambda: now_s)


def keeping(store: Memory, evidence: bytes = b"s") -> Kept:
    return Kept(StoredTokens(store), lambda: Key("a", "t", "c", "k", "", SCOPE, evidence))


def ask(far: Far, issuer: Any, *requests: Request) -> Response:
    transport = signed_in(far, token=source(issuer), origin=GRAPH)
    for request in requests or (Request("GET", f"{GRAPH}/beta/x"),):
        response = transport(request)
    return response


def test_a_request_to_graph_carries_the_token() -> None:
    far, issuer = Far(), Issuer()
    ask(far, issuer)
    assert far.tokens == ["Bearer t1"]
    assert issuer.asked == [((SCOPE,), {})]


def test_one_token_serves_many_requests() -> None:
    far, issuer = Far(), Issuer()
    ask(far, issuer, *[Request("GET", f"{GRAPH}/beta/{n}") for n in range(3)])
    assert far.tokens == ["Bearer t1"] * 3


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://graph.example.evil.example/",
        "https://graph.example:8443/",
        "http://graph.example/",
        "https://graph.example@evil.example/",
        "https://evil.example\\@graph.example/",
        "https://evil.example#@graph.example/",
        "//graph.example/",
        "/beta/x",
    ],
)
def test_a_foreign_origin_gets_neither_token_nor_request(url: str) -> None:
    far, issuer = Far(), Issuer()
    with pytest.raises(UsageError, match="nothing is sent there"):
        ask(far, issuer, Request("GET", url))
    assert (far.requests, issuer.asked) == ([], [])


@pytest.mark.parametrize("url", ["https://GRAPH.example/", "https://graph.example:443/x", "https://graph.example?x=1"])
def test_the_own_origin_in_another_spelling_is_the_own_origin(url: str) -> None:
    assert ask(Far(), Issuer(), Request("GET", url)).status == 200


@pytest.mark.parametrize("name", ["authorization", "Authorization"])
def test_an_authorization_of_the_callers_is_refused(name: str) -> None:
    far = Far()
    with pytest.raises(UsageError, match="Authorization"):
        ask(far, Issuer(), Request("GET", GRAPH, {name: "Bearer canary"}))
    assert far.requests == []


def test_a_graph_without_origin_is_refused_at_once() -> None:
    with pytest.raises(ConfigError):
        signed_in(Far(), token=source(Issuer()), origin="http://graph.example")


def test_a_refused_token_gets_one_fresh_one() -> None:
    far = Far("t1")
    assert ask(far, Issuer()).status == 200
    assert far.tokens == ["Bearer t1", "Bearer t2"]


def test_a_second_refusal_is_the_answer() -> None:
    far, issuer = Far("t1", "t2", "t3"), Issuer()
    assert ask(far, issuer).status == 401
    assert len(far.requests) == 2


def test_a_write_refused_for_its_token_is_sent_again_whole() -> None:
    far = Far("t1")
    ask(far, Issuer(), Request("POST", GRAPH, {"content-type": "application/json"}, b"{}"))
    assert [(one.method, one.body) for one in far.requests] == [("POST", b"{}")] * 2


def test_a_credential_that_gives_the_same_token_again_is_not_tried_again() -> None:
    class Stubborn:
        def get_token(self, *scopes: str, **named: Any) -> Access:
            return Access("t1", NOW_S + 3600)

    far = Far("t1")
    assert ask(far, Stubborn()).status == 401
    assert len(far.requests) == 1


def test_a_claims_challenge_is_passed_on() -> None:
    packed = base64.b64encode(CLAIMS.encode()).decode()
    header = f'Bearer realm="", authorization_uri="https://x", error="insufficient_claims", claims="{packed}"'
    far, issuer = Far("t1", header=header), Issuer()
    assert ask(far, issuer).status == 200
    assert issuer.asked[1] == ((SCOPE,), {"claims": CLAIMS, "enable_cae": True})


@pytest.mark.parametrize(
    "header",
    [
        'Bearer error="invalid_token"', 'Bearer claims=""', 'Bearer claims="%%%"', 'Bearer claims="bm9uc2Vuc2U="',
        'Bearer claims="/w=="', 'Bearer xclaims="e30="',
    ],
)  # fmt: skip
def test_what_is_no_claims_challenge_is_none(header: str) -> None:
    assert challenge(Response(401, {"www-authenticate": header})) is None


@pytest.mark.parametrize("text", [CLAIMS, '{"a":"??>>~~"}'])
@pytest.mark.parametrize("urlsafe", [False, True])
def test_a_challenge_is_read_in_either_alphabet(text: str, urlsafe: bool) -> None:
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    packed = encode(text.encode()).decode().rstrip("=" if urlsafe else "")
    assert challenge(Response(401, {"www-authenticate": f'Bearer claims="{packed}"'})) == text


def test_a_kept_token_saves_signing_in() -> None:
    store, first, second = Memory(), Issuer(), Issuer()
    assert source(first, keeping(store)).token() == source(second, keeping(store)).token()
    assert second.asked == []


def test_a_kept_token_is_not_used_with_another_secret() -> None:
    store, issuer = Memory(), Issuer()
    source(Issuer(), keeping(store)).token()
    source(issuer, keeping(store, b"another")).token()
    assert len(issuer.asked) == 1


def test_a_refused_kept_token_is_replaced_in_the_cache() -> None:
    store = Memory()
    kept = keeping(store)
    kept.cache.put(kept.key(), Token(Secret("old"), int(NOW_S) + 3600))
    far = Far("old")
    transport = signed_in(far, token=source(Issuer(), kept), origin=GRAPH)
    assert transport(Request("GET", GRAPH)).status == 200
    assert source(None, keeping(store)).token() == Secret("t1")


def test_a_token_near_its_end_is_renewed() -> None:
    issuer = Issuer(life_s=100)
    one = source(issuer)
    assert [one.token(), one.token()] == [Secret("t1"), Secret("t2")]


def test_many_threads_with_one_refused_token_ask_for_one_fresh_one() -> None:
    issuer = Issuer()
    one = source(issuer)
    refused = one.token()
    ready = threading.Barrier(8)

    def renew() -> None:
        ready.wait(5)
        one.fresh(refused)

    threads = [threading.Thread(target=renew) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(issuer.asked) == 2


@pytest.mark.parametrize("answer", [None, Access("", 1), Access("a\r\nb", 1), Access("ä", 1), Access(b"x", 1)])
def test_a_credential_that_gives_no_usable_token_is_an_error(answer: Any) -> None:
    class Odd:
        def get_token(self, *scopes: str, **named: Any) -> Any:
            return answer

    with pytest.raises(SignInError):
        source(Odd()).token()


def test_a_token_without_a_known_end_is_used_once() -> None:
    class Endless:
        def get_token(self, *scopes: str, **named: Any) -> Any:
            return Access("t", None)

    store = Memory()
    source(Endless(), keeping(store)).token()
    issuer = Issuer()
    assert source(issuer, keeping(store)).token() == Secret("t1")


def jwt(claims: object) -> Secret:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return Secret(f"e30.{body}.x")


def test_the_claims_of_a_token_are_read() -> None:
    assert token_claims(jwt({"roles": ["A"]})) == {"roles": ["A"]}


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "a.e30", jwt([1]).reveal(), "..", "a.ä.c"])
def test_a_token_that_cannot_be_read_has_no_claims(token: str) -> None:
    assert token_claims(Secret(token)) == {}


def test_the_token_is_shown_by_no_repr() -> None:
    assert "canary" not in repr(Token(Secret("canary"), 1)) + repr(Key("a", "b", "c", "d", "e", "f", b"canary"))

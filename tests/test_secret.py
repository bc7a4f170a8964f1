"""Secrets are never shown, by text, representation, header, URL or document."""

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import BadRequestError, ForbiddenError, NotFoundError, ServiceError, ThrottledError, graph_error
from graphkey.secret import Secret, looks_secret, mask_document, mask_headers, mask_url
from graphkey.wire import Request, Response

CANARY = "canary-7f3a"


def test_secret_text_is_masked_everywhere():
    secret = Secret(CANARY)
    shown = [str(secret), repr(secret), f"{secret}", f"{secret:>20}", "%s" % secret, repr([secret])]  # noqa: UP031
    assert shown == [*["***"] * 5, "[***]"]


def test_secret_is_not_pickled_and_not_serialised():
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY))
    with pytest.raises(TypeError):
        json.dumps(Secret(CANARY))


def test_secret_compares_by_value_and_is_always_true():
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("")


def test_mask_hides_what_is_marked_and_what_looks_it():
    document = {
        "password": CANARY, "pkcs12Value": CANARY, "clientSecret": CANARY, "access_token": CANARY, "client_assertion": CANARY,
        "Marked": CANARY, "list": [{"apiKey": CANARY}], "passwords": [CANARY], "typed": Secret(CANARY),
    }  # fmt: skip
    assert CANARY not in json.dumps(mask_document(document, {"marked"}))


def test_mask_leaves_what_is_no_secret():
    document = {
        "error": {"code": "AADB2C"},
        "tokenType": "Bearer",
        "password": "",
        "pkcs12Value": None,
        "preTokenIssuance": {"id": "x"},
    }
    assert mask_document(document) == document


def test_mask_hides_secret_headers_and_url_parts():
    assert mask_headers({"authorization": f"Bearer {CANARY}", "cookie": CANARY, "prefer": "x"}) == {
        "authorization": "***",
        "cookie": "***",
        "prefer": "x",
    }
    masked = mask_url(f"https://user:{CANARY}@api.example/x?code={CANARY}&$skiptoken=abc&client_secret={CANARY}")
    assert CANARY not in masked
    assert "$skiptoken=abc" in masked
    assert CANARY not in mask_url(f"https://api.example/x?subscription-key={CANARY}&x-functions-key={CANARY}")


@given(
    st.text(min_size=1).filter(
        lambda t: t not in "Request(POST https://x/ {'authorization': '***'} body= bytes)0123456789"
    )
)
def test_request_and_response_never_show_token_or_body(value):
    request = Request("POST", "https://x/", {"authorization": f"Bearer «{value}»"}, f"«{value}»".encode())
    assert f"«{value}»" not in repr(request) + repr(Response(200, {"set-cookie": f"«{value}»"}, f"«{value}»".encode()))


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "Pkcs12Value",
        "client-secret",
        "x-api-key",
        "privateKey",
        "AccountCredential",
        "refresh_token",
        "keyPassphrase",
        "pin",
        "sasToken",
    ],
)
def test_names_that_look_secret(name):
    assert looks_secret(name)


@pytest.mark.parametrize(
    ("status", "kind", "exit_code"),
    [
        (400, BadRequestError, 5),
        (403, ForbiddenError, 6),
        (404, NotFoundError, 5),
        (418, BadRequestError, 5),
        (429, ThrottledError, 5),
        (503, ServiceError, 5),
    ],
)
def test_status_chooses_the_error_class_and_its_exit_code(status, kind, exit_code):
    error = graph_error(status, "Code", "text")
    assert type(error) is kind
    assert error.exit_code == exit_code

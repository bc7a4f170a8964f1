"""The table of actions and functions: it names operations that exist, and no documented one is left out."""

import pytest
from graph_world import Caller

from graphkey.catalog import load
from graphkey.errors import UsageError
from graphkey.localgraph.handlers import FILES, find_handler, handlers_of, special_handler

# Documented by a row of the permissions reference alone; no page says what it answers.
NO_PAGE = {"/informationProtection/sensitivityLabels/evaluate"}


def _exists(method: str, path: str) -> bool:
    for version in ("beta", "v1.0"):
        try:
            load.operation(version, method, path)  # type: ignore[arg-type]
        except UsageError:
            continue
        return True
    return False


@pytest.mark.parametrize("name", FILES)
def test_handlers_of_a_file_are_found_by_the_table_and_are_operations(name: str) -> None:
    for key, handler in handlers_of(name).items():
        assert special_handler(*key) is handler, key
        assert _exists(*key), key


def test_every_documented_action_is_served() -> None:
    found = [one for version in ("beta", "v1.0") for one in load.operations(version)]  # type: ignore[arg-type]
    left = {
        one.path for one in found if one.kind in ("action", "function") and one.documented and find_handler(one) is None
    }
    assert left == NO_PAGE


def test_action_that_no_page_describes_answers_501_with_its_name(inside: Caller) -> None:
    status, code, message = inside.error("POST", "/informationProtection/encryptBuffer", {})
    assert (status, code) == (501, "NotImplemented")
    assert "POST /beta/informationProtection/encryptBuffer" in message

"""Session fixtures of the client's tests: one authority and one server certificate for all of them."""

import pytest
from tls_world import World, make_world


@pytest.fixture(scope="session")
def tls_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("tls"))

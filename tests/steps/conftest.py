"""Session fixtures for the tests of the steps: one server's certificate, and client certificates of each kind."""

import pytest
from mtls_world import DAY, NOW, ServerTls, make_identity, server_tls

from graphkey.steps.tls import ClientIdentity


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> ServerTls:
    return server_tls(tmp_path_factory.mktemp("server"), "localhost", "127.0.0.1", "::1")


@pytest.fixture(scope="session")
def rsa_server(tmp_path_factory: pytest.TempPathFactory) -> ServerTls:
    return server_tls(tmp_path_factory.mktemp("rsa"), "localhost", is_rsa=True)


@pytest.fixture(scope="session")
def misnamed_server(tmp_path_factory: pytest.TempPathFactory) -> ServerTls:
    return server_tls(tmp_path_factory.mktemp("misnamed"), "other.example", "10.0.0.1")


@pytest.fixture(scope="session")
def client() -> ClientIdentity:
    return make_identity("api.contoso.example", is_rsa=True)


@pytest.fixture(scope="session")
def stranger() -> ClientIdentity:
    return make_identity("api.contoso.example")  # the same name on purpose: only the certificate counts


@pytest.fixture(scope="session")
def expired() -> ClientIdentity:
    return make_identity("old.contoso.example", starts_at=NOW - 400 * DAY)

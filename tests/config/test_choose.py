from collections.abc import Callable

import pytest

from graphkey.config.choose import choose
from graphkey.config.clouds import CLOUDS, cloud
from graphkey.config.contexts import Context, Contexts
from graphkey.errors import ConfigError

APP = "11111111-2222-3333-4444-555555555555"
SECRET = {"AZURE_TENANT_ID": "contoso.example", "AZURE_CLIENT_ID": APP, "AZURE_CLIENT_SECRET": "s"}
PROD = Context("prod", "azure-cli")
TEST = Context("test", "azure-cli")


def known(current: str | None = None) -> Callable[[], Contexts]:
    return lambda: Contexts({"prod": PROD, "test": TEST}, current)


def none() -> Contexts:
    return Contexts()


def unread() -> Contexts:
    raise AssertionError("the file is not needed for this choice")


def test_the_argument_comes_first() -> None:
    assert choose("test", {"GRAPHKEY_CONTEXT": "prod", **SECRET}, known("prod")) is TEST


def test_the_variable_comes_before_an_endpoint() -> None:
    environ = {"GRAPHKEY_CONTEXT": "prod", "GRAPHKEY_ENDPOINT": "https://graph.microsoft.com", **SECRET}
    assert choose(None, environ, known("test")) is PROD


def test_an_endpoint_comes_before_the_current_context_and_reads_no_file() -> None:
    environ = {"GRAPHKEY_ENDPOINT": "https://localhost:1", "AZURE_AUTHORITY_HOST": "https://localhost:1", **SECRET}
    found = choose(None, environ, unread)
    assert (found.name, found.cloud.graph, found.cloud.is_own) == ("environment", "https://localhost:1", True)


def test_the_current_context_comes_before_credentials_alone() -> None:
    assert choose(None, SECRET, known("test")) is TEST


def test_credentials_alone_mean_the_global_cloud() -> None:
    found = choose(None, SECRET, none)
    assert (found.credential, found.cloud, found.tenant, found.client_id) == (
        "client-secret", cloud("global"), "contoso.example", APP,
    )  # fmt: skip
    assert found.settings == {"client_secret": "env:AZURE_CLIENT_SECRET"}


def test_nothing_at_all_is_an_error_that_says_how() -> None:
    with pytest.raises(ConfigError) as caught:
        choose(None, {}, none)
    assert "graphkey context add" in str(caught.value.hint)
    assert "--local" in str(caught.value.hint)


def test_contexts_without_a_current_one_are_listed() -> None:
    with pytest.raises(ConfigError) as caught:
        choose(None, {}, known())
    assert "prod, test" in str(caught.value.hint)


def test_a_context_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match="'nope'") as caught:
        choose("nope", {}, known())
    assert "prod, test" in str(caught.value.hint)


@pytest.mark.parametrize("name", ["local", "LOCAL"])
def test_the_name_local_is_the_local_graph(name: str) -> None:
    assert choose(name, {}, known()).is_local


@pytest.mark.parametrize("missing", list(SECRET))
def test_half_a_configuration_names_what_is_missing(missing: str) -> None:
    environ = {name: value for name, value in SECRET.items() if name != missing}
    with pytest.raises(ConfigError, match=missing) as caught:
        choose(None, environ, none)
    assert "half a configuration" in str(caught.value)


def test_an_endpoint_without_credentials_is_half_a_configuration_even_with_a_current_context() -> None:
    with pytest.raises(ConfigError, match="AZURE_TENANT_ID"):
        choose(None, {"GRAPHKEY_ENDPOINT": "https://graph.microsoft.com"}, known("prod"))


def test_an_own_endpoint_without_authority_is_half_a_configuration() -> None:
    with pytest.raises(ConfigError, match="AZURE_AUTHORITY_HOST is missing"):
        choose(None, {"GRAPHKEY_ENDPOINT": "https://localhost:1", **SECRET}, none)


def test_a_foreign_authority_without_endpoint_is_half_a_configuration() -> None:
    with pytest.raises(ConfigError, match="GRAPHKEY_ENDPOINT is missing"):
        choose(None, {"AZURE_AUTHORITY_HOST": "login.microsoftonline.us", **SECRET}, none)


@pytest.mark.parametrize("one", CLOUDS, ids=lambda one: one.name)
def test_an_endpoint_of_a_known_cloud_knows_its_authority(one: object) -> None:
    assert choose(None, {"GRAPHKEY_ENDPOINT": one.graph, **SECRET}, none).cloud == one  # type: ignore[attr-defined]


def test_a_token_alone_is_a_whole_configuration() -> None:
    found = choose(None, {"GRAPHKEY_ACCESS_TOKEN": "t"}, none)
    assert (found.credential, found.settings) == ("access-token", {"access_token": "env:GRAPHKEY_ACCESS_TOKEN"})


def test_a_certificate_comes_with_its_password() -> None:
    found = choose(
        None,
        {
            "AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": APP, "AZURE_CLIENT_CERTIFICATE_PATH": "/c.pem",
            "AZURE_CLIENT_CERTIFICATE_PASSWORD": "p", "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN": "true",
        },
        none,
    )  # fmt: skip
    assert found.settings["certificate"] == "file:/c.pem"
    assert found.settings["certificate_password"] == "env:AZURE_CLIENT_CERTIFICATE_PASSWORD"
    assert found.send_certificate_chain


def test_a_federated_token_file_is_a_workload_identity() -> None:
    found = choose(None, {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": APP, "AZURE_FEDERATED_TOKEN_FILE": "/t"}, none)
    assert (found.credential, found.settings) == ("workload-identity", {"token_file": "file:/t"})


def test_empty_variables_count_as_missing() -> None:
    with pytest.raises(ConfigError, match="no context is configured"):
        choose(None, {"GRAPHKEY_CONTEXT": "", "AZURE_TENANT_ID": "", "GRAPHKEY_ENDPOINT": ""}, none)


@pytest.mark.parametrize("endpoint", ["http://localhost:1", "https://graph.microsoft.com/beta", "nonsense here"])
def test_an_endpoint_that_is_no_root_is_refused(endpoint: str) -> None:
    with pytest.raises(ConfigError, match="GRAPHKEY_ENDPOINT"):
        choose(None, {"GRAPHKEY_ENDPOINT": endpoint, "AZURE_AUTHORITY_HOST": "https://localhost:1", **SECRET}, none)


def test_an_unknown_cache_word_is_refused() -> None:
    with pytest.raises(ConfigError, match="GRAPHKEY_TOKEN_CACHE"):
        choose(None, {"GRAPHKEY_TOKEN_CACHE": "disk", **SECRET}, none)

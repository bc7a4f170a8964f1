import os
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.config.clouds import CLOUDS, Cloud, named_cloud
from graphkey.config.context_file import change_contexts, config_folder, make_context, read_contexts, settings_of
from graphkey.config.contexts import Context, Contexts, checked
from graphkey.errors import ConfigError

APP = "11111111-2222-3333-4444-555555555555"
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX owners and modes")


def context(name: str = "prod", **more: object) -> Context:
    whole = {"tenant": "contoso.example", "client_id": APP, "settings": {"client_secret": "env:S"}, **more}
    return Context(name, "client-secret", **whole)  # type: ignore[arg-type]


def write(folder: Path, text: str, mode: int = 0o600) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "contexts.toml").write_text(text, encoding="utf-8")
    (folder / "contexts.toml").chmod(mode)


def test_no_file_is_no_contexts(tmp_path: Path) -> None:
    assert read_contexts(str(tmp_path / "none")) == Contexts()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    made = context(send_certificate_chain=False, cache="off")
    change_contexts(str(tmp_path), lambda known: Contexts({"prod": made}, "prod"))
    found = read_contexts(str(tmp_path))
    assert found.current == "prod"
    assert found.by_name["prod"]._replace(source="") == made._replace(source="")


@posix
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    change_contexts(str(tmp_path / "new"), lambda known: Contexts({"prod": context()}, None))
    assert (tmp_path / "new" / "contexts.toml").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


@posix
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_can_write_is_refused(tmp_path: Path, mode: int) -> None:
    write(tmp_path, "", mode)
    with pytest.raises(ConfigError, match="written by others"):
        read_contexts(str(tmp_path))


@posix
def test_a_folder_that_others_can_write_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "c", "")
    (tmp_path / "c").chmod(0o777)
    with pytest.raises(ConfigError, match="written by others"):
        read_contexts(str(tmp_path / "c"))


@posix
@pytest.mark.skipif(os.name != "nt" and os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_another_user_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "")
    os.chown(tmp_path / "contexts.toml", 12345, 12345)
    with pytest.raises(ConfigError, match="another user"):
        read_contexts(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("current = ", "no TOML"),
        ("other = 1", "other"),
        ("current = 1", "wrong type"),
        ("contexts = 1", "wrong type"),
        ("[contexts.a]\n", "credential is missing"),
        ("[contexts.a]\ncredential = 'nope'", "nope"),
        ("[contexts.a]\ncredential = 1", "credential"),
        ("[contexts.a]\ncredential = 'local'", "local"),
        ("[contexts.a]\ncredential = 'azure-cli'\nfoo = 1", "foo"),
        ("[contexts.a]\ncredential = 'azure-cli'\ntenant = 1", "tenant"),
        ("[contexts.a]\ncredential = 'azure-cli'\ncloud = 'Mars'", "Mars"),
        ("[contexts.a]\ncredential = 'azure-cli'\ncache = 'disk'", "disk"),
        ("[contexts.a]\ncredential = 'azure-cli'\ngraph = 'https://localhost:1'", "authority is missing"),
        ("[contexts.a]\ncredential = 'azure-cli'\nauthority = 'https://localhost:1'", "graph is missing"),
        ("[contexts.a]\ncredential = 'azure-cli'\nclient_secret = 'env:X'", "takes no client_secret"),
        ("[contexts.a]\ncredential = 'client-secret'", "lacks tenant, client_id, client_secret"),
        ("[contexts.local]\ncredential = 'azure-cli'", "local"),
        ("[contexts.'a b']\ncredential = 'azure-cli'", "a b"),
        ("\x00", "no TOML"),
    ],
)
def test_a_file_with_a_mistake_is_refused_by_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    write(tmp_path, text)
    with pytest.raises(ConfigError, match=says):
        read_contexts(str(tmp_path))


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "contexts.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "contexts.toml").chmod(0o600)
    tmp_path.chmod(0o700)
    with pytest.raises(ConfigError, match="UTF-8"):
        read_contexts(str(tmp_path))


@pytest.mark.parametrize("literal", ["hunter2", "literal:hunter2", "-", "null:", ""])
def test_a_secret_itself_is_never_stored(literal: str) -> None:
    with pytest.raises(ConfigError) as caught:
        checked(context(settings={"client_secret": literal}))
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"


def test_a_certificate_by_bare_path_is_told_to_be_a_reference() -> None:
    with pytest.raises(ConfigError, match="no reference"):
        checked(context(settings={"certificate": "/c.pem"})._replace(credential="certificate"))


@pytest.mark.parametrize("field", [{"tenant": "a/b"}, {"tenant": "ä"}, {"client_id": "my-app"}, {"name": "../x"}])
def test_a_malformed_setting_is_refused(field: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        checked(context()._replace(**field))  # type: ignore[arg-type]


clouds = st.sampled_from(CLOUDS) | st.just(Cloud("own", "https://localhost:8443", "https://localhost:8443"))


@given(
    clouds, st.sampled_from(["file", "keyring", "off"]), st.from_regex(r"env:[A-Z]{1,9}", fullmatch=True), st.booleans()
)
def test_settings_of_and_make_context_are_inverses(one: Cloud, cache: str, reference: str, chain: bool) -> None:
    made = context(cloud=one, cache=cache, settings={"certificate": reference}, send_certificate_chain=chain)
    made = made._replace(credential="certificate")
    assert make_context("prod", settings_of(made), source=made.source) == made


def test_changes_from_many_threads_are_all_kept(tmp_path: Path) -> None:
    def add(number: int) -> None:
        name = f"c{number}"
        change_contexts(str(tmp_path), lambda known: known._replace(by_name={**known.by_name, name: context(name)}))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_contexts(str(tmp_path)).by_name) == 12


def test_a_change_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    change_contexts(str(tmp_path), lambda known: Contexts({"prod": context()}, "prod"))
    before = (tmp_path / "contexts.toml").read_bytes()

    def fail(known: Contexts) -> Contexts:
        raise ConfigError("no")

    with pytest.raises(ConfigError):
        change_contexts(str(tmp_path), fail)
    assert (tmp_path / "contexts.toml").read_bytes() == before


@posix
def test_the_folder_follows_the_environment() -> None:
    assert config_folder({"GRAPHKEY_CONFIG_DIR": "/x"}) == "/x"
    if os.uname().sysname == "Linux":
        assert config_folder({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}) == "/x/graphkey"
        assert config_folder({"HOME": "/h", "XDG_CONFIG_HOME": "relative"}) == "/h/.config/graphkey"


ROW = {"tenant": "t.example", "client_id": "11111111-2222-3333-4444-555555555555", "credential": "browser"}


@given(
    request=st.fixed_dictionaries(
        {},
        optional={
            "retry_delay_s": st.integers(0, 180),
            "max_retry": st.integers(0, 10),
            "retries_time_limit_s": st.integers(0, 86_400),
            "client_timeout_s": st.integers(1, 86_400),
            "scopes": st.lists(
                st.from_regex(r"[A-Z][A-Za-z]{1,8}(\.[A-Z][A-Za-z]{1,8}){1,3}", fullmatch=True), min_size=1
            ),
        },
    )
)
def test_request_settings_and_scopes_come_back(request: dict[str, Any]) -> None:
    made = make_context("x", {**ROW, **request}, source="here")
    assert settings_of(made) == {**ROW, "cloud": "Global", **request}


def test_environments_come_back_and_their_contexts_know_them(tmp_path: Path) -> None:
    own = named_cloud("Canary", "https://canary.example", "https://login.example")
    made = make_context("x", {**ROW, "cloud": "canary"}, source="here", environments={"Canary": own})
    change_contexts(str(tmp_path), lambda known: Contexts({"x": made}, "x", {"Canary": own}))
    found = read_contexts(str(tmp_path))
    assert found.environments == {"Canary": own}
    assert (found.by_name["x"].cloud, found.by_name["x"].cloud.is_own) == (own, True)


@pytest.mark.parametrize(
    "lines",
    [
        "max_retry = true", "max_retry = '1'", "max_retry = 11", "client_timeout_s = 0", "scopes = 'A.Read'", "scopes = [1]",
        "scopes = ['https://x/.default']", "send_certificate_chain = 1", "cloud = 'Canary'", "tenant = ['t']",
    ],
)  # fmt: skip
def test_a_setting_of_the_wrong_kind_is_an_error(tmp_path: Path, lines: str) -> None:
    rest = "".join(f"{key} = '{value}'\n" for key, value in ROW.items() if not lines.startswith(key))
    file = tmp_path / "contexts.toml"
    file.write_text(f"[contexts.x]\n{rest}{lines}\n")
    file.chmod(0o600)
    with pytest.raises(ConfigError):
        read_contexts(str(tmp_path))


@pytest.mark.parametrize(
    "lines",
    [
        "environments = 1", "[environments]\nX = 1", "[environments.X]\ngraph = 'https://x.example'",
        "[environments.Global]\ngraph = 'https://x.example'\nauthority = 'https://x.example'",
        "[environments.X]\ngraph = 'http://x.example'\nauthority = 'https://x.example'",
        "[environments.X]\ngraph = 'https://x.example'\nauthority = 'https://x.example'\nmore = 1",
    ],
)  # fmt: skip
def test_an_environment_of_the_wrong_kind_is_an_error(tmp_path: Path, lines: str) -> None:
    file = tmp_path / "contexts.toml"
    file.write_text(lines + "\n")
    file.chmod(0o600)
    with pytest.raises(ConfigError):
        read_contexts(str(tmp_path))

"""
The one TOML file of named contexts: found, distrusted, read, and changed as a whole.

It lies in the user's configuration folder and is read from nowhere else: no file of a project or a current folder can point
commands at somebody's tenant or, by `cmd:`, start a program. The TOML libraries are imported only here, and late.

Rule: a file that others can write, or that belongs to somebody else, is refused, and so is its folder.
Rule: a change is made under a lock, on a fresh reading, and put in place in one step.
Source: XDG Base Directory Specification 0.8; https://toml.io/en/v1.0.0
"""

import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast, get_args

from graphkey.config.clouds import GLOBAL, Cloud, cloud, cloud_at, named_cloud
from graphkey.config.contexts import (
    CACHE_KINDS,
    NEEDS,
    CacheKind,
    Context,
    Contexts,
    CredentialKind,
    RequestSettings,
    checked,
)
from graphkey.errors import ConfigError

FILE_NAME = "contexts.toml"
_KINDS = tuple(kind for kind in get_args(CredentialKind) if kind != "local")
_TEXTS = ("tenant", "client_id", "cloud", "graph", "authority", "credential", "cache")
_SETTINGS = ("client_secret", "certificate", "certificate_password", "token_file", "access_token", "login_hint")
_FLAGS = ("send_certificate_chain",)
_NUMBERS = RequestSettings._fields
_LISTS = ("scopes",)
_TYPES: Mapping[str, type] = {
    **dict.fromkeys((*_TEXTS, *_SETTINGS), str),
    **dict.fromkeys(_FLAGS, bool),
    **dict.fromkeys(_NUMBERS, int),
    **dict.fromkeys(_LISTS, list),
}


def config_folder(environ: Mapping[str, str]) -> str:
    """Return the folder of this user's configuration; `GRAPHKEY_CONFIG_DIR` names another one whole."""
    import sys

    own = environ.get("GRAPHKEY_CONFIG_DIR")
    if own:
        return own
    home = environ.get("HOME") or os.path.expanduser("~")  # noqa: PTH111 - as everywhere on the cold path
    if os.name == "nt":
        return os.path.join(environ.get("APPDATA") or os.path.join(home, "AppData", "Roaming"), "graphkey")  # noqa: PTH118
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "graphkey")  # noqa: PTH118
    # Source: the XDG specification has relative paths ignored.
    base = environ.get("XDG_CONFIG_HOME", "")
    return os.path.join(base if base.startswith("/") else os.path.join(home, ".config"), "graphkey")  # noqa: PTH118


def file_path(folder: str) -> str:
    """Return the path of the context file in a folder."""
    return os.path.join(folder, FILE_NAME)  # noqa: PTH118


def read_contexts(folder: str) -> Contexts:
    """
    Read all contexts; none when there is no file.

    Raises: ConfigError when the file cannot be trusted, is no TOML, or holds a context that is not whole.
    """
    path = file_path(folder)
    try:
        with open(path, "rb") as file:
            _distrust(path, os.fstat(file.fileno()))
            _distrust(folder, os.stat(folder))  # noqa: PTH116
            data = file.read(1 << 20)
    except FileNotFoundError:
        return Contexts()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", hint="Check who may read it.") from None
    return _parsed(data, path)


def change_contexts(folder: str, change: Callable[[Contexts], Contexts]) -> Contexts:
    """
    Read the contexts, change them, and write them back as one step.

    Raises: ConfigError when they cannot be read or the folder cannot be written.
    """
    import tomli_w

    from graphkey.config.file_lock import held

    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        with held(os.path.join(folder, "contexts.lock")):  # noqa: PTH118
            made = change(read_contexts(folder))
            _replace(file_path(folder), tomli_w.dumps(_document(made)).encode())
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error.strerror}", hint="Check who may write it.") from None
    return made


def _distrust(path: str, status: os.stat_result) -> None:
    if os.name == "nt":
        return  # folders under the user's profile are guarded by their access lists there
    if status.st_uid not in (os.geteuid(), 0):
        raise ConfigError(f"{path} belongs to another user and is not read", hint="Make it your own: chown.")
    if status.st_mode & 0o022:
        raise ConfigError(f"{path} can be written by others and is not read", hint=f"Run: chmod go-w '{path}'.")


def _parsed(data: bytes, path: str) -> Contexts:
    import tomllib

    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        where = f": {error}" if isinstance(error, tomllib.TOMLDecodeError) else ": it is not UTF-8"
        raise ConfigError(f"{path} is no TOML{where}", hint="Mend the line, or move the file away.") from None
    alien = sorted(set(document) - {"current", "contexts", "environments"})
    table, own = document.get("contexts", {}), document.get("environments", {})
    current = document.get("current")
    if alien or not isinstance(table, dict) or not isinstance(own, dict) or not isinstance(current, (str, type(None))):
        what = (
            f"unknown keys {', '.join(alien)}" if alien else "`contexts`, `environments` or `current` of the wrong type"
        )
        raise ConfigError(f"{path} has {what}", hint="See docs/reference/contexts.md.")
    environments = {name: _environment(name, row, path) for name, row in own.items()}
    return Contexts(
        {name: _context(name, row, path, environments) for name, row in table.items()}, current, environments
    )


def _environment(name: str, row: Any, path: str) -> Cloud:
    if (
        not isinstance(row, dict)
        or set(row) != {"graph", "authority"}
        or not all(isinstance(v, str) for v in row.values())
    ):
        raise ConfigError(f"{path}: environments.{name} is not graph and authority", hint="Give both roots as text.")
    return named_cloud(name, row["graph"], row["authority"])


def _context(name: str, row: Any, path: str, environments: Mapping[str, Cloud]) -> Context:
    if not isinstance(row, dict):
        raise ConfigError(f"{path}: contexts.{name} is no table", hint="See docs/reference/contexts.md.")
    alien = sorted(set(row) - set(_TYPES))
    if alien:
        raise ConfigError(
            f"{path}: context {name} has unknown keys {', '.join(alien)}", hint="See docs/reference/contexts.md."
        )
    wrong = [k for k, v in row.items() if not _fits(k, v)]
    if wrong:
        raise ConfigError(
            f"{path}: context {name}: {', '.join(wrong)} of the wrong type", hint="Texts stand in quotes."
        )
    return make_context(name, row, source=path, environments=environments)


def _fits(key: str, value: Any) -> bool:
    if isinstance(value, list):
        return key in _LISTS and all(isinstance(one, str) for one in value)
    return isinstance(value, _TYPES[key]) and isinstance(value, bool) == (key in _FLAGS)


def make_context(
    name: str, row: Mapping[str, Any], *, source: str, environments: Mapping[str, Cloud] = MappingProxyType({})
) -> Context:
    """
    Make a context of its settings as they stand in the file.

    Args:
        environments: the user's own clouds, by name.
    Raises: ConfigError when it is not whole.
    """
    kind = row.get("credential")
    if kind not in NEEDS:
        raise ConfigError(
            f"context {name}: credential is {'missing' if kind is None else repr(kind)}",
            hint=f"One of {', '.join(_KINDS)}.",
        )
    cache = row.get("cache", "file")
    if cache not in CACHE_KINDS:
        raise ConfigError(f"context {name}: cache is {cache!r}", hint=f"One of {', '.join(CACHE_KINDS)}.")
    return checked(
        Context(
            name,
            cast(CredentialKind, kind),
            tenant=row.get("tenant"),
            client_id=row.get("client_id"),
            cloud=_cloud(name, row, environments),
            settings={key: row[key] for key in _SETTINGS if key in row},
            send_certificate_chain=row.get("send_certificate_chain", False),
            cache=cast(CacheKind, cache),
            source=source,
            scopes=tuple(row.get("scopes", ())),
            request=RequestSettings(**{key: row[key] for key in _NUMBERS if key in row}),
        )
    )


def _cloud(name: str, row: Mapping[str, Any], environments: Mapping[str, Cloud]) -> Cloud:
    graph, authority = row.get("graph"), row.get("authority")
    if graph is None and authority is None:
        return cloud(row["cloud"], environments.values()) if "cloud" in row else GLOBAL
    if "cloud" in row:
        raise ConfigError(f"context {name} has both cloud and graph or authority", hint="Keep the one or the other.")
    if graph is None:
        raise ConfigError(f"context {name} has authority, but graph is missing", hint="Give both roots.")
    return cloud_at(
        graph, authority, graph_setting=f"context {name}: graph", authority_setting=f"context {name}: authority"
    )


def _document(contexts: Contexts) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if contexts.current is not None:
        document["current"] = contexts.current
    document["contexts"] = {name: settings_of(one) for name, one in contexts.by_name.items()}
    if contexts.environments:
        document["environments"] = {
            name: {"graph": one.graph, "authority": one.authority} for name, one in contexts.environments.items()
        }
    return document


def settings_of(context: Context) -> dict[str, Any]:
    """Return a context as it stands in the file; the inverse of `make_context`."""
    row: dict[str, Any] = {"tenant": context.tenant, "client_id": context.client_id}
    if context.cloud.is_nameless:
        row |= {"graph": context.cloud.graph, "authority": context.cloud.authority}
    else:
        row["cloud"] = context.cloud.name
    row |= {"credential": context.credential, **context.settings}
    if context.send_certificate_chain:
        row["send_certificate_chain"] = True
    if context.cache != "file":
        row["cache"] = context.cache
    row |= {"scopes": list(context.scopes) or None, **context.request._asdict()}
    return {key: value for key, value in row.items() if value is not None}


def _replace(path: str, data: bytes) -> None:
    # The lock is held, so one fixed name is free; what a killed run left there is written over.
    made = f"{path}.new"
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(made, path)  # noqa: PTH105

"""
Open a local Graph: the parts put together over a folder or in memory.

Rule: opening an existing folder makes no key and reads no certificate; that waits until something needs it.
Rule: two processes that open one folder at once end with one tenant, one application and one key of each kind.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from graphkey.errors import ConfigError
from graphkey.localgraph.authority.registry import Registry
from graphkey.localgraph.authority.tokens import Tokens
from graphkey.localgraph.call import Parts
from graphkey.localgraph.clock import Clocks
from graphkey.localgraph.faults import Faults
from graphkey.localgraph.instance import LocalGraph
from graphkey.localgraph.storage.database import Database
from graphkey.localgraph.storage.folder import Folder
from graphkey.localgraph.storage.former import FormerStore, RememberingStore, forget_former, has_former
from graphkey.localgraph.storage.store import TenantStore
from graphkey.localgraph.storage.vault import KEY_BYTES, Vault, usable_key
from graphkey.localgraph.throttle import Throttle, read_rate_limit

DEFAULT_ORIGIN = "https://localhost"
_VARIANTS = "89ab"


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _new_guid() -> str:
    """Make a random GUID (RFC 9562 version 4); `uuid4` costs five times as much, and every request takes one."""
    text = os.urandom(16).hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{_VARIANTS[int(text[16], 16) & 3]}{text[17:20]}-{text[20:]}"


def open_local_graph(
    directory: Path | None,
    *,
    origin: str = DEFAULT_ORIGIN,
    clock: Callable[[], datetime] = _utc_now,
    token_clock: Callable[[], datetime] = _utc_now,
    new_id: Callable[[], str] = _new_guid,
    entropy: Callable[[int], bytes] = os.urandom,
    seconds: Callable[[], float] = time.monotonic,
    rate_limit: str = "off",
    accept_aes: bool = False,
    key: bytes | None = None,
    allow_remote_targets: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> LocalGraph:
    """
    Open a local Graph; a new one gets a tenant, an application with every permission, and the first seed.

    Args:
        directory: its folder, made when missing; None keeps everything in memory.
        origin: the address that tokens made in process are for.
        clock: the time that certificates are judged by where a tenant's own clock is not set; aware UTC; may be simulated.
        token_clock: the time that tokens live by, and TLS certificates are made at; real, unless a test says otherwise.
        seconds: never goes back; throttling counts by it.
        rate_limit: `off`, `graph` (300 requests a minute a tenant, 200 an application) or a number a minute.
        accept_aes: take PKCS#12 files encrypted with AES.
        key: what the vault's key is made from, 16 bytes or more; None for a key file in the folder.
        allow_remote_targets: let a flow's run call addresses beyond this machine.
        sleep: waits so many seconds, where a fault makes an answer slow.
    Raises:
        ConfigError: the folder, the database in it or the key cannot be used.
        UsageError: `rate_limit` is none.
    """
    throttle = Throttle(read_rate_limit(rate_limit), seconds)
    folder = None if directory is None else Folder(directory)
    vault = Vault(_vault_key(folder, key, entropy), entropy)
    database = Database(None if folder is None else folder.database)
    try:
        registry = Registry(database, entropy)
        _check_key(registry, vault)
        tokens = Tokens(registry, vault, now=token_clock, new_id=new_id, entropy=entropy)
        graph: LocalGraph

        def trust_pem() -> bytes:
            return graph.ca_pem

        parts = Parts(
            open_tenant=lambda tenant: TenantStore(database, tenant.lower()),
            open_remembering=lambda tenant: RememberingStore(database, tenant.lower()),
            open_former=lambda tenant: FormerStore(database, tenant.lower()),
            registry=registry,
            vault=vault,
            tokens=tokens,
            throttle=throttle,
            clocks=Clocks(registry, clock),
            faults=Faults(registry, partial(has_former, database), partial(forget_former, database)),
            sleep=sleep,
            token_now=token_clock,
            new_id=new_id,
            entropy=entropy,
            accept_aes=accept_aes,
            allow_remote_targets=allow_remote_targets,
            trust_pem=trust_pem,
        )
        graph = LocalGraph(folder, database, parts, origin)
    except sqlite3.Error as error:
        database.close()
        raise ConfigError(
            f"the local Graph's database in {directory or 'memory'} cannot be used: {error}",
            hint="Another program or version may have written it; give another folder, or remove graph.db.",
        ) from error
    except BaseException:
        database.close()
        raise
    return graph


def _vault_key(folder: Folder | None, given: bytes | None, entropy: Callable[[int], bytes]) -> bytes:
    if given is not None:
        return usable_key(given)
    return entropy(KEY_BYTES) if folder is None else folder.vault_key(entropy)


def _check_key(registry: Registry, vault: Vault) -> None:
    """Refuse a key that the data was not written with, before anything is written with it."""
    kept = registry.fact("vault_key") or registry.settle_fact("vault_key", vault.fingerprint)
    if kept != vault.fingerprint:
        raise ConfigError(
            "the key given is not the one that the local Graph's secrets were written with",
            hint="Give that key (--key-ref), or begin with an empty folder.",
        )

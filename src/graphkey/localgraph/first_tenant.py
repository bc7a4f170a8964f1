"""
The first tenant of a new local Graph, its application, and what it begins with.

Called when a local Graph is opened.

Rule: each step can be done again: a process that dies between two of them, or another one that opens the same folder
at the same time, leaves one tenant, one application and one seed.
"""

from pathlib import Path

from graphkey.catalog import load
from graphkey.localgraph.admin import MANAGE
from graphkey.localgraph.authority.registry import App
from graphkey.localgraph.call import Parts
from graphkey.localgraph.seeds import DEFAULT_SEED, find_seed


def settle_first_tenant(parts: Parts) -> tuple[str, str]:
    """Return the first tenant and its application; make and fill them when the database is new."""
    registry = parts.registry
    tenant_id, client_id = registry.fact("tenant"), registry.fact("client")
    mark = _catalog_mark()
    if tenant_id is not None and client_id is not None and registry.fact("granted") == mark:
        return tenant_id, client_id
    tenant_id = registry.settle_fact("tenant", parts.new_id().lower())
    client_id = registry.settle_fact("client", parts.new_id().lower())
    registry.add_tenant(tenant_id, "Local tenant")
    registry.add_app(App(tenant_id, client_id, "Graphkey", every_permission()))
    if registry.fact("seeded") is None:
        with parts.open_tenant(tenant_id).writing() as writer:
            find_seed(DEFAULT_SEED)(writer, parts)
        registry.settle_fact("seeded", DEFAULT_SEED)
    registry.set_fact("granted", mark)
    return tenant_id, client_id


def _catalog_mark() -> str:
    """Return what changes when another Graphkey brings another catalog, and with it new permissions to grant."""
    return str((Path(load.__file__).parent / "data" / "operations.tsv").stat().st_size)


def every_permission() -> tuple[str, ...]:
    """Return every application permission that an operation of the catalog names, and the one for `/-/`."""
    return tuple(sorted({MANAGE, *load.application_permissions()}))

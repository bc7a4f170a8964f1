"""
What a tenant may begin with: one visible table of seeds, each a function that writes into a tenant.

What every tenant has from the start (default policies, built-in attributes, an administrator) needs no seed: it is in
`data/defaults.json` and is answered until somebody changes it (`defaults`).

Rule: a seed leaves alone what is there already, so planting it twice, or in two processes, plants it once.
"""

from collections.abc import Callable, Mapping

from graphkey.errors import GraphError
from graphkey.localgraph.call import Parts
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.seeds.signup import plant_signup
from graphkey.localgraph.storage.store import TenantWriter

Seed = Callable[[TenantWriter, Parts], None]


def plant_nothing(writer: TenantWriter, parts: Parts) -> None:
    """Leave the tenant as Microsoft creates one."""


def plant_sample(writer: TenantWriter, parts: Parts) -> None:
    """Fill the tenant with some of everything, each fitting the others, and with the flow of `signup`."""
    from graphkey.localgraph.seeds.lines import plant_lines

    plant_signup(writer, parts)
    plant_lines("sample", writer, parts)


DEFAULT_SEED = "signup"
SEEDS: Mapping[str, Seed] = {"signup": plant_signup, "empty": plant_nothing, "sample": plant_sample}


def find_seed(name: str) -> Seed:
    """
    Return a seed by its name.

    Raises:
        BadRequestError: there is none.
    """
    if name not in SEEDS:
        raise unknown_seed(name)
    return SEEDS[name]


def unknown_seed(name: str) -> GraphError:
    """Make the error of a seed that is not there."""
    return bad_request(f"There is no seed '{name[:100]}'; there are: {', '.join(SEEDS)}.")

"""
Microsoft's clouds: where each one signs in and where its Graph is; and one's own.

Read by contexts and by the choice among them; nothing is looked up on the network.

Source: https://learn.microsoft.com/powershell/module/microsoft.graph.authentication/get-mgenvironment and
https://learn.microsoft.com/graph/deployments
"""

from collections.abc import Iterable
from typing import NamedTuple

from graphkey.config.origin import root
from graphkey.errors import ConfigError


class Cloud(NamedTuple):
    """
    Say where a cloud's services are.

    Args:
        name: Microsoft's name of the environment, or `own`.
        graph, authority: roots without version, tenant or final slash.
    """

    name: str
    graph: str
    authority: str

    @property
    def is_own(self) -> bool:
        """Tell whether this is no cloud of Microsoft's, so that its authority is not asked for instance discovery."""
        return self.name not in _BUILT_IN

    @property
    def is_nameless(self) -> bool:
        """Tell whether it is known by its roots alone."""
        return self.name == OWN

    @property
    def scope(self) -> str:
        """Return the scope that stands for every permission granted on this Graph."""
        return f"{self.graph}/.default"


OWN = "own"
_LONGEST_NAME = 64
GLOBAL = Cloud("Global", "https://graph.microsoft.com", "https://login.microsoftonline.com")
CLOUDS: tuple[Cloud, ...] = (
    GLOBAL,
    Cloud("USGov", "https://graph.microsoft.us", "https://login.microsoftonline.us"),
    Cloud("USGovDoD", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
    Cloud("China", "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
    Cloud("BleuCloud", "https://graph.svc.sovcloud.fr", "https://login.sovcloud-identity.fr"),
    Cloud("DelosCloud", "https://graph.svc.sovcloud.de", "https://login.sovcloud-identity.de"),
    Cloud("GovSGCloud", "https://graph.svc.sovcloud.sg", "https://login.sovcloud-identity.sg"),
)


_BUILT_IN = frozenset(one.name for one in CLOUDS)


def cloud(name: str, environments: Iterable[Cloud] = ()) -> Cloud:
    """
    Find a cloud by its name in any case.

    Args:
        environments: the user's own ones, by name.
    Raises: ConfigError that lists the names.
    """
    known = (*CLOUDS, *environments)
    for one in known:
        if one.name.lower() == name.strip().lower():
            return one
    names = ", ".join(one.name for one in known)
    raise ConfigError(f"there is no cloud {name!r}", hint=f"One of {names}; or give graph and authority of your own.")


def cloud_at(graph: str, authority: str | None, *, graph_setting: str, authority_setting: str) -> Cloud:
    """
    Find or make the cloud whose Graph has this root.

    Args:
        authority: may be left out for a cloud of Microsoft's, whose authority is known.
        graph_setting, authority_setting: names of the settings, for messages.
    Raises: ConfigError for roots that are none, and for an own Graph without an authority.
    """
    graph_root = root(graph, graph_setting)
    known = next((one for one in CLOUDS if one.graph == graph_root), None)
    if authority is None:
        if known is None:
            raise ConfigError(
                f"{graph_setting} is set to a Graph of your own ({graph_root}), but {authority_setting} is missing",
                hint=f"Set {authority_setting} to the root that gives its tokens.",
            )
        return known
    authority_root = root(authority, authority_setting)
    if known is not None and known.authority == authority_root:
        return known
    return Cloud(OWN, graph_root, authority_root)


def named_cloud(name: str, graph: str, authority: str) -> Cloud:
    """
    Make a cloud of the user's own.

    Raises: ConfigError for a name that is taken or none, and for roots that are none.
    """
    letters = name.replace("-", "").replace("_", "").replace(".", "")
    if not letters.isascii() or not letters.isalnum() or len(name) > _LONGEST_NAME:
        raise ConfigError(
            f"{name!r} cannot be an environment's name",
            hint="Up to 64 letters, digits, dots, dashes and underscores.",
        )
    if name.lower() in {OWN, *(one.name.lower() for one in CLOUDS)}:
        raise ConfigError(f"the environment {name} is built in and stays as it is", hint="Choose another name.")
    return Cloud(name, root(graph, f"the Graph of {name}"), root(authority, f"the authority of {name}"))

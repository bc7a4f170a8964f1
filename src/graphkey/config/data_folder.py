"""
The folder of this user's data: the local Graph's tenants, the audit log. Made by who writes into it.

Source: XDG base directory specification 0.8; Apple's File System Programming Guide; Windows known folders.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def data_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder, which need not be there yet."""
    home = Path(environ.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111 - a world of its own may name another home
    if os.name == "nt":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "graphkey"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "graphkey"
    return Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "graphkey"

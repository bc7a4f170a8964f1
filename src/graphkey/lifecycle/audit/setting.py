"""
Where the audit log is, and what seals it, as the environment says. `connect` puts it around every Transport.

    GRAPHKEY_AUDIT        path of the log, or `off`; `audit.jsonl` in the user's data folder when left out
    GRAPHKEY_AUDIT_KEY    reference to a secret that seals the lines: env:NAME, file:PATH, keyring:SERVICE/NAME, cmd:PROGRAM

Rule: a key that is named and cannot be had is an error before anything is sent, and never a log without one.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from graphkey.lifecycle.audit.transport import Place, audited
from graphkey.wire import Transport

if TYPE_CHECKING:
    from graphkey.lifecycle.audit.log import AuditLog


def audit_path(environ: Mapping[str, str]) -> str | None:
    """Return the file of the audit log; None when there is to be none."""
    said = environ.get("GRAPHKEY_AUDIT")
    if not said:
        from graphkey.config.data_folder import data_folder

        return str(data_folder(environ) / "audit.jsonl")
    return None if said.lower() == "off" else said


class Audit(NamedTuple):
    """
    Write down what changes a tenant.

    Args:
        alarm: is told what could not be written.
    """

    environ: Mapping[str, str]
    alarm: Callable[[str], None]

    def around(
        self, context: str, root: str, trace: Callable[[Transport], Transport] | None
    ) -> Callable[[Transport], Transport]:
        """Return what wraps a Transport: the log around the trace."""
        place = Place(context, root)
        return lambda transport: audited(trace(transport) if trace else transport, place, self._open)

    def _open(self) -> "AuditLog | None":
        path = audit_path(self.environ)
        if path is None:
            return None
        from graphkey.config.references import Sources, resolve_secret
        from graphkey.lifecycle.audit.log import AuditLog

        key = resolve_secret(self.environ.get("GRAPHKEY_AUDIT_KEY") or None, sources=Sources(self.environ))
        return AuditLog(path, key=key, alarm=self.alarm)

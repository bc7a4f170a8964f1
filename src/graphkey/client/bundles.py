"""
Bundles that were prepared a moment ago: one certificate that goes to hundreds of connectors is opened and copied once.

A `Graph` has one of these; the command line, which sends one upload, has none. Safe to ask from many threads: those that come
with the same bundle wait for the first.

Rule: a verdict stands for a minute, so a certificate is judged by the time of its upload.
Rule: neither a bundle nor its password is kept, only a keyed hash of both, and the clean copy that goes out anyway, with the
last body that it went out in.
"""

import os
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from graphkey.client.prepare import Clean, Options
from graphkey.secret import Secret

STANDS = timedelta(minutes=1)
MOST = 64
"""How many bundles are remembered; the one first prepared goes first."""


class _Entry:
    """Hold one bundle's clean copy with the time of its making, and the lock of those who wait for it."""

    __slots__ = ("lock", "made")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made: tuple[datetime, Clean] | None = None

    def clean(self, now: datetime) -> Clean | None:
        """Return the copy when it was made a moment before `now`, or after it, by a thread that looked at the clock later."""
        made = self.made
        return made[1] if made is not None and abs(now - made[0]) < STANDS else None


class RecentBundles:
    """Remember prepared bundles for a minute."""

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._lock = threading.Lock()
        self._entries: dict[bytes, _Entry] = {}
        self._written: tuple[Mapping[str, Any], bytes] | None = None

    def get(self, bundle: Any, password: Any, options: Options, now: datetime, make: Callable[[], Clean]) -> Clean:
        """
        Return what was made of the same bundle, password and options a moment before `now`, or make it.

        Raises: what `make` raises; a bundle that was refused is looked at again the next time.
        """
        name = self._name(bundle, password, options)
        # Looked at without a lock first: hundreds of uploads come here, and one in a minute finds nothing.
        known = self._entries.get(name)
        clean = known.clean(now) if known is not None else None
        return clean if clean is not None else self._make(self._entry(name), now, make)

    def written(self, document: Mapping[str, Any], write: Callable[[Any], bytes]) -> bytes:
        """Return a document as `write` writes it; the last one, of the very same texts and secrets, is not written again."""
        last = self._written
        same = last is not None and len(last[0]) == len(document)
        if same and last and all(document.get(name) is value for name, value in last[0].items()):
            return last[1]
        body = write(document)
        # Only what cannot change is compared by identity.
        if all(type(value) in (Secret, str) for value in document.values()):
            self._written = dict(document), body
        return body

    def _entry(self, name: bytes) -> _Entry:
        with self._lock:
            entry = self._entries.get(name)
            if entry is None:
                if len(self._entries) >= MOST:
                    self._entries.pop(next(iter(self._entries)))
                entry = self._entries[name] = _Entry()
            return entry

    def _make(self, entry: _Entry, now: datetime, make: Callable[[], Clean]) -> Clean:
        with entry.lock:
            clean = entry.clean(now)
            if clean is None:
                clean = make()
                entry.made = now, clean
            return clean

    def _name(self, bundle: Any, password: Any, options: Options) -> bytes:
        from hashlib import blake2b

        parts = [_bytes(bundle), _bytes(password)]
        head = f"{options.as_is} {options.skip_check} {type(bundle) is bytes} {len(parts[0])} ".encode()
        return blake2b(head + parts[0] + parts[1], key=self._key).digest()


def _bytes(part: Any) -> bytes:
    if isinstance(part, bytes):
        return part
    return (part.reveal() if isinstance(part, Secret) else repr(part)).encode("utf-8", "surrogatepass")

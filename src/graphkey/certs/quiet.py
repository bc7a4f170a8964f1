"""
Reading odd certificates without the loader's warnings on standard error.

The loader warns of what it may refuse one day (a negative serial number, a wrong kind of text in a policy); whoever was handed
such a file cannot change it, and what matters of it is told by a finding.

Rule: one thread at a time, because `warnings.catch_warnings` swaps a list that belongs to the whole process (its documentation
says so); the local Graph reads uploads in many threads.
"""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def without_warnings() -> Iterator[None]:
    """Keep warnings from being shown or raised inside a `with`."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield

"""
What must never be shown, and how it is hidden.

`Secret` carries a password, key or token through the code; its text is always `***`. The functions here mask headers,
URLs and documents before `-WhatIf`, `-Debug`, `-Verbose` or an error shows them. Nothing here reads or stores a secret.

Rule: a secret leaves a `Secret` only by `.reveal()`, called where the bytes go on the wire or into a cipher.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

MASK = "***"

# A property or header whose name matches is masked even when the catalog does not know it.
_SECRET_NAME = re.compile(
    r"passw|passphrase|pwd$|^pin$|^sas(token)?$|secret|pkcs12|assertion|tokens?$|credential|authorization|cookie|private.?key|^key$|api.?key|client_info",
    re.IGNORECASE,
)


class Secret:
    """Carry one secret text; `str`, `repr` and formatting give `***`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return MASK

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> Any:
        raise TypeError("a Secret cannot be pickled")


def looks_secret(name: str) -> bool:
    """Tell whether a header, parameter or property of this name is masked by its name alone."""
    return _SECRET_NAME.search(name) is not None


def mask_document(document: Any, secret_names: Collection[str] = ()) -> Any:
    """
    Return a copy of a JSON document in which every secret value is `***`.

    Args:
        document: any JSON value; `Secret` values may stand in it.
        secret_names: wire names, lower case, that are secret although their names do not look it.
    """
    if isinstance(document, Secret):
        return MASK
    if isinstance(document, Mapping):
        return {key: _mask_entry(str(key), value, secret_names) for key, value in document.items()}
    if isinstance(document, (list, tuple)):
        return [mask_document(item, secret_names) for item in document]
    return document


def _mask_entry(name: str, value: Any, secret_names: Collection[str]) -> Any:
    secret = looks_secret(name) or name.lower() in secret_names
    if secret and isinstance(value, (list, tuple)):
        return [_mask_entry(name, item, secret_names) for item in value]
    if secret and value not in (None, "") and not isinstance(value, (bool, Mapping)):
        return MASK
    return mask_document(value, secret_names)


def mask_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with the values of secret ones replaced by `***`."""
    return {name: MASK if looks_secret(name) else value for name, value in headers.items()}


def mask_url(url: str) -> str:
    """Return a URL without its user part and with the values of secret-looking query options masked."""
    # Most addresses have neither, and every call tells one.
    if "@" in url:
        url = re.sub(r"(?<=://)[^/@?#]*@", f"{MASK}@", url)
    return re.sub(r"(?<=[?&])([^=&#]+)=([^&#]*)", _mask_option, url) if "=" in url else url


def _mask_option(found: re.Match[str]) -> str:
    name, value = found[1], found[2]
    odata = name.startswith(("$", "%24"))  # `$skiptoken` is a place in a list, not a secret
    # Keys of functions and signed links; `subscription-key` is API Management's.
    secret = looks_secret(name) or name.lower() in ("code", "sig") or name.lower().endswith("-key")
    return f"{name}={MASK if secret and not odata else value}"

"""
A password that is nearly right: what happens to passwords on their way, tried and named, and never taken.

`diagnose` and `pem` call it when nothing opened. It tells how the right password differs; it opens nothing for anybody.

Rule: only what is cheap is tried, and each try is paid from the same purse as all else.
Sources: Unicode Standard Annex 15 (NFC, NFD); RFC 7292 appendix B.1 (BMPString), where programs take UTF-8 for Latin-1.
"""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress

from graphkey.certs.algorithms import Kdf
from graphkey.certs.decrypt import Spelling, rounds_of, spell
from graphkey.certs.opening import TooExpensiveError

_ROUNDS = 50_000
_LONGEST = 1_024
CORRECT = "Correct it where it is kept, or write the bundle anew with a password of ASCII characters."
"""What to do about a password that is nearly right."""
# What a console or a form may have taken UTF-8 for: Western Windows, the same without the gaps of cp1252, DOS.
_CODE_PAGES = (("cp1252", "Windows-1252"), ("latin-1", "Latin-1"), ("cp850", "the DOS code page 850"), ("cp437", "437"))


def find_near_miss(password: str, kdf: Kdf | None, opens: Callable[[Spelling], bool]) -> str:
    """
    Try what happens to passwords on their way.

    Args:
        kdf: what one try costs; a dear one is not tried.
        opens: tells whether a spelling is right; may raise TooExpensiveError.
    Returns: how the right password differs from the given one, to stand behind "it does"; empty when none was found.
    """
    if rounds_of(kdf) > _ROUNDS or len(password) > _LONGEST:
        return ""
    for text, how in variations(password):
        try:
            if opens(spell(text)[0]):
                return how
        except TooExpensiveError:
            return ""
        except UnicodeEncodeError:
            continue
    return _in_latin_1(password, opens)


def latin_1(password: str) -> tuple[bytes, ...]:
    """Return the password's Latin-1 octets, which openssl takes from a terminal that is not in UTF-8; none if they are ASCII."""
    with suppress(UnicodeEncodeError):
        return () if password.isascii() else (password.encode("latin-1"),)
    return ()


def _in_latin_1(password: str, opens: Callable[[Spelling], bool]) -> str:
    """Try Latin-1 octets for the derivations that take octets (RFC 8018); no text that can be given has these."""
    with suppress(TooExpensiveError):
        if any(opens(Spelling(spell(password)[0].bmp, raw)) for raw in latin_1(password)):
            return (
                "when its characters are written as Latin-1 octets, as openssl does at a terminal that is not in UTF-8"
            )
    return ""


def variations(password: str) -> Iterator[tuple[str, str]]:
    """List what may have happened to a password on its way, and how to say it."""
    seen = {password}
    for text, how in (*_edges(password), *_forms(password), ("", "when it is left empty")):
        if text not in seen:
            seen.add(text)
            yield text, how


def _edges(password: str) -> Iterator[tuple[str, str]]:
    yield password.rstrip("\r\n"), "without the line break at its end"
    yield password + "\n", "with a line break at its end"
    yield password + "\r\n", "with a Windows line break at its end"
    yield password.strip(), "without the blanks around it"
    yield password.removeprefix("\ufeff"), "without the byte order mark before it"
    if len(password) > 2 and password[0] == password[-1] and password[0] in "'\"":
        yield password[1:-1], "without the quotation marks around it"


def _forms(password: str) -> Iterator[tuple[str, str]]:
    if password.isascii():
        if password.swapcase() != password:
            yield password.swapcase(), "with upper and lower case exchanged (Caps Lock)"
        return
    yield unicodedata.normalize("NFC", password), "in the composed Unicode form (NFC)"
    yield unicodedata.normalize("NFD", password), "in the decomposed Unicode form (NFD)"
    for codec, name in _CODE_PAGES:
        with suppress(UnicodeError):
            yield password.encode(codec).decode(), f"when its characters are read as UTF-8 and not as {name}"
        with suppress(UnicodeError):
            yield password.encode().decode(codec), f"when its UTF-8 octets are taken for {name}, as the writer did"

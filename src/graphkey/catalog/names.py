"""
From an operation to the name of its PowerShell command, by the rules of Microsoft's generator.

Used by `tools/make_catalog.py`; the published names are the test. What the rules do not give stands in the tool's overlay of
names, each row with its source. Pure: text in, text out.

Rule: nothing here names a single path; a rule holds for every module of Graph, or it belongs into the overlay.
Source: Azure/autorest.powershell, plugins/create-commands-v2.ts and autorest-configuration.md (verbs);
microsoftgraph/msgraph-sdk-powershell, src/readme.graph.md (directives of all modules).
"""

import re
from collections.abc import Collection

from graphkey.catalog.model import Kind, Version

_VERBS: dict[Kind, str] = {
    "list": "Get", "get": "Get", "count": "Get", "cast": "Get", "create": "New", "update": "Update", "set": "Set",
    "delete": "Remove", "ref-list": "Get", "ref-get": "Get", "ref-add": "New", "ref-set": "Set", "ref-delete": "Remove",
    "media-get": "Get", "media-set": "Set", "media-delete": "Remove",
}  # fmt: skip
# First word of an action or function -> approved verb. A word that is not here makes `Invoke-…` and stays in the name.
_ACTION_VERBS = {
    "activate": "Initialize", "add": "Add", "approve": "Approve", "assign": "Set", "block": "Block", "cancel": "Stop",
    "change": "Rename", "check": "Confirm", "clear": "Clear", "clone": "Copy", "close": "Close", "complete": "Complete",
    "confirm": "Confirm", "copy": "Copy", "create": "New", "delete": "Remove", "deny": "Deny", "disable": "Disable",
    "enable": "Enable", "evaluate": "Test", "export": "Export", "find": "Find", "generate": "New", "get": "Get",
    "grant": "Grant", "hide": "Hide", "import": "Import", "invite": "Send", "list": "Get", "lock": "Lock", "merge": "Merge",
    "move": "Move", "provision": "New", "publish": "Publish", "purge": "Clear", "register": "Register", "remove": "Remove",
    "request": "Request", "reset": "Reset", "restart": "Restart", "restore": "Restore", "resume": "Resume",
    "revoke": "Revoke", "run": "Start", "search": "Search", "send": "Send", "set": "Set", "start": "Start", "stop": "Stop",
    "submit": "Submit", "suspend": "Suspend", "sync": "Sync", "test": "Test", "unblock": "Unblock", "undo": "Undo",
    "unlock": "Unlock", "unpublish": "Unpublish", "update": "Update", "validate": "Test", "verify": "Confirm",
    "wipe": "Clear",
}  # fmt: skip
_SUFFIXES = {"$count": "Count", "$ref": "ByRef", "$value": "Content"}
# Words that the generator leaves as they are although they end in s, and those that it gets wrong.
_NOT_PLURAL = frozenset(("access", "business", "dns", "previous", "sms", "status", "windows"))
_IRREGULAR = {"continuous": "continuou"}
# `decryptBuffer`: the generator takes the last word for the action, because "buffer" is in its list of English verbs and
# "decrypt" and "encrypt" are not. `computeRightsAndInheritance`: "and" is in that list, and what follows it is lost.
_LATE_VERBS = {
    "computeRightsAndInheritance": ("And", ""),
    "decryptBuffer": ("Buffer", "Decrypt"),
    "encryptBuffer": ("Buffer", "Encrypt"),
}
_CUT = "IdentityProtection"  # by directive of the module: Get-MgBetaRiskyUser


def command_name(version: Version, kind: Kind, path: str, hops: Collection[str] = ()) -> str:
    """
    Make the name of the command that leads to an operation.

    Args:
        path: template as in `Operation.path`.
        hops: beginnings of paths that lead to a complex value and not to a thing of its own; they are not named in what lies
            beyond them, except in the names of actions and functions.
    Returns: `Get-MgBetaIdentityApiConnector`.
    """
    prefix = "MgBeta" if version == "beta" else "Mg"
    if kind in ("action", "function"):
        verb, words = _action(path)
    else:
        verb, words = _VERBS[kind], _thing(path, kind, hops)
    noun = "".join(_collapse(words))
    return f"{verb}-{prefix}{noun.replace(_CUT, '', 1) if noun != _CUT else noun}"


def singular_words(segment: str) -> list[str]:
    """Split a segment into its words, each singular and capitalised: `b2xUserFlows` gives B 2 X User Flow."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", segment)
    followed = zip(words, [*words, ""][1:], strict=True)
    return [(word if after.isdigit() else _singular(word)).capitalize() for word, after in followed]


def _thing(path: str, kind: Kind, hops: Collection[str]) -> list[str]:
    segments = path.strip("/").split("/")
    suffix = _SUFFIXES.get(segments[-1])
    if suffix:
        segments.pop()
    words: list[str] = []
    cast: list[str] = []
    so_far = ""
    for number, segment in enumerate(segments):
        so_far += "/" + segment
        last = number == len(segments) - 1
        if segment.startswith("graph."):
            words = _without(words, cast)  # of two casts only the last is named
            cast = ["As", *singular_words(segment.removeprefix("graph."))]
            words += ["Count", *cast] if last and suffix == "Count" else cast
        elif not segment.startswith("{") and (last or so_far not in hops):
            words += singular_words(segment)
    if kind == "ref-delete" and segments[-1].startswith("{"):
        words += singular_words(segments[-1].strip("{}").split("-")[0])
    if suffix and not (suffix == "Count" and segments[-1].startswith("graph.")):
        words.append(suffix)
    return words


def _without(words: list[str], cast: list[str]) -> list[str]:
    for at in range(len(words)):
        if cast and words[at : at + len(cast)] == cast:
            return words[:at] + words[at + len(cast) :]
    return words


def _action(path: str) -> tuple[str, list[str]]:
    *before, called = [segment for segment in path.strip("/").split("/") if not segment.startswith("{")]
    noun = [word for segment in before for word in singular_words(segment.removeprefix("graph."))]
    name = called.partition("(")[0]
    if name == "delta":
        return "Get", [*noun, "Delta"]
    if name in _LATE_VERBS:
        front, back = _LATE_VERBS[name]
        return "Invoke", [front, *noun, *([back] if back else [])]
    first, *rest = singular_words(name)
    verb = _ACTION_VERBS.get(first.lower())
    return (verb, [*noun, *rest]) if verb else ("Invoke", [first, *noun, *rest])


def _singular(word: str) -> str:
    lower = word.lower()
    if lower in _IRREGULAR:
        return word[0] + _IRREGULAR[lower][1:]
    if lower in _NOT_PLURAL or len(word) < 3 or not lower.endswith("s") or lower.endswith(("ss", "is")):
        return word
    if lower.endswith("ies"):
        return word[:-3] + "y"
    if lower.endswith(("sses", "xes", "ches", "shes", "tuses")):
        return word[:-2]
    return word[:-1]


def _collapse(words: list[str]) -> list[str]:
    """Drop a word, or a pair of words, that repeats at once what stands before it."""
    kept: list[str] = []
    for word in words:
        kept.append(word)
        for size in (1, 2):
            if len(kept) >= 2 * size and kept[-size:] == kept[-2 * size : -size]:
                del kept[-size:]
    return kept

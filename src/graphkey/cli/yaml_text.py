"""
Documents as YAML that every reader takes for the same document.

The only file that imports PyYAML. It writes YAML 1.1; text that YAML 1.2 would read as a number, a date or a constant is quoted
as well, so that both give back what Graph said.

Source: https://yaml.org/spec/1.2.2/ section 10.3.2 (tag resolution of the core schema), https://yaml.org/type/.
"""

import re
from typing import Any

import yaml

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_LOOKS_TYPED = re.compile(r"[-+.]?[\d_.]|[~=<]|(?i:null|true|false|yes|no|on|off|y|n|[-+]?\.(inf|nan))$")
_HALF = re.compile("[\ud800-\udfff]")


class _Writer(_Dumper):  # type: ignore[misc]
    """Quote what could be mistaken, and repeat what is the same instead of pointing at it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: Any, text: str) -> Any:
    whole = _HALF.sub("\ufffd", text)
    style = "'" if _LOOKS_TYPED.match(whole) and whole.isprintable() else None
    return writer.represent_scalar("tag:yaml.org,2002:str", whole, style=style)


_Writer.add_representer(str, _text)


def write(document: Any) -> str:
    """Write a document; keys stay in their order."""
    made: str = yaml.dump(
        document, Dumper=_Writer, allow_unicode=True, sort_keys=False, default_flow_style=False, width=10_000
    )
    return made.removesuffix("...\n")

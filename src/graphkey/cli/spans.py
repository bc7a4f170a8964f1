"""Spans of time on a command line: `90s`, `15m`, `12h`, `30d`, `2w`. Used by the verbs that look back or come again."""

import re
from datetime import timedelta

import click

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def span(text: str) -> timedelta:
    """
    Read a number with its unit.

    Raises: click.BadParameter for anything else; a span is always more than nothing.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,5})([smhdw])", text)
    if found is None:
        raise click.BadParameter(f"{text!r} is no span of time; give a number with s, m, h, d or w: 15m, 12h, 30d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})

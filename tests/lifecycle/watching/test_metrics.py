"""Metrics, held to the text format's grammar and to what promtool's linter asks for."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import TransportError
from graphkey.lifecycle.activity import Certificate
from graphkey.lifecycle.model import Connector, Inventory
from graphkey.lifecycle.watching.findings import Look, Policy, findings
from graphkey.lifecycle.watching.metrics import METRICS, metrics

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
_LABELS = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*"'
_SAMPLE = re.compile(rf"([a-zA-Z_:][a-zA-Z0-9_:]*)(\{{{_LABELS}(?:,{_LABELS})*\}}) (-?\d+)")


def samples(text):
    """Read the text as its grammar has it: families in one piece, each with help and type, every series once."""
    found, family, done = {}, None, set()
    assert text.endswith("\n")
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            family = line.split(" ")[2]
            assert family not in done
            done.add(family)
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {family} gauge"
        else:
            whole = _SAMPLE.fullmatch(line)
            assert whole, line
            assert whole[1] == family
            assert whole[1] + whole[2] not in found
            found[whole[1] + whole[2]] = int(whole[3])
    return found


def look(name="One", certificates=(), context="contoso", **named):
    one = Connector("id1", name, "https://one.example", named.pop("authentication", "certificate"), tuple(certificates))
    return Look(context, AT, Inventory((one,), (), (), "beta", AT))


def test_instants_are_in_seconds_when_a_certificate_is_held():
    held = Certificate("AB", AT, AT + timedelta(days=10), True)
    found = samples(metrics([look(certificates=[held])], [], AT))
    place = 'context="contoso",connector_id="id1"'
    assert found[f'graphkey_certificate_not_after_timestamp_seconds{{{place},thumbprint="AB"}}'] == 1780315200 + 864000
    assert found[f"graphkey_connector_covered_until_timestamp_seconds{{{place}}}"] == 1780315200 + 864001
    assert found[f'graphkey_certificate_active{{{place},thumbprint="AB"}}'] == 1
    assert found['graphkey_watch_up{context="contoso"}'] == 1


def test_covered_until_is_0_when_no_certificate_is_valid():
    found = samples(metrics([look()], [], AT))
    assert found['graphkey_connector_covered_until_timestamp_seconds{context="contoso",connector_id="id1"}'] == 0


def test_context_is_down_and_has_nothing_else_when_it_could_not_be_read():
    looks = [Look("prod", AT, error=TransportError("no answer"))]
    found = samples(metrics(looks, findings(looks, Policy()), AT))
    assert found['graphkey_watch_up{context="prod"}'] == 0
    assert found['graphkey_watch_findings{context="prod",severity="unread"}'] == 1
    assert not [name for name in found if "connector" in name or "certificate" in name]


def test_series_is_given_once_when_the_service_lists_a_certificate_twice():
    held = Certificate("AB", AT, AT + timedelta(days=10))
    samples(metrics([look(certificates=[held, held]), look(certificates=[held])], [], AT))


@given(st.text(), st.text())
def test_text_keeps_to_the_grammar_when_names_are_anything(name, context):
    text = metrics([look(name=name, context=context)], [], AT)
    samples(text.encode().decode())


def test_names_and_help_are_as_the_linter_wants_them():
    # Source: yeya24/promlinter, README (the checks of promlint): help text, base units, no abbreviation, no type in the name.
    for name, says in METRICS.items():
        assert re.fullmatch(r"graphkey_[a-z_]+", name)
        assert says.endswith(".")
        assert not re.search(r"_(total|count|sum|bucket|gauge|counter|ms|milliseconds|days|minutes|hours)$", name)

"""PowerShell text is read as data and never evaluated."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.cli.powershell import parse_literal, split_command
from graphkey.errors import UsageError


def test_literal_reads_what_powershell_would_hold():
    text = "@{ Password='it''s'; n=1; f=-1.5e3; h=0x1F; t=$TRUE; z=$null; a=@(1,'b',@{x=1}); l=1,2\n 'k 2'=\"a`nb\" # end\n}"
    assert parse_literal(text) == {
        "Password": "it's", "n": 1, "f": -1500.0, "h": 31, "t": True, "z": None, "a": [1, "b", {"x": 1}], "l": [1, 2], "k 2": "a\nb",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [("@{}", {}), ("@()", []), ("@('x')", ["x"]), ("$False", False), ("''", ""), ("“typographic”", "typographic")],
)
def test_literal_reads_small_values(text, value):
    assert parse_literal(text) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("@{a=$env:USERNAME}", "variable"),
        ("@{a=$x}", "variable"),
        ("@{a=$(Remove-Item x)}", r"\$\( \)"),
        ("@{a=[int]5}", "cast"),
        ("@{a=(Get-Date)}", "parentheses"),
        ('@{a="$x"}', "double quotes"),
        ('@{a="$(x)"}', "double quotes"),
        ("@{a=b}", "quotes"),
        ("@{a=1", "missing"),
        ("@{a=1;A=2}", "twice"),
        ("@{a=1} x", "after the value"),
        ("@{a='x", "closing quote"),
        ("@{$a=1}", "key"),
        ("", "missing"),
        ("@{a=" * 100 + "1" + "}" * 100, "nested"),
    ],
)
def test_literal_is_refused_when_it_would_be_evaluated_or_is_broken(text, says):
    with pytest.raises(UsageError, match=says):
        parse_literal(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4),
    )
)
def test_literal_reads_back_what_was_written(value):
    assert _unique(value) is None or parse_literal(_write(value)) == value


def _unique(value):
    if isinstance(value, dict):
        if len({key.lower() for key in value}) < len(value):
            return None
        return None if any(_unique(inner) is None for inner in value.values()) else value or True
    if isinstance(value, list):
        return None if any(_unique(inner) is None for inner in value) else True
    return True


def _write(value):
    if value is None or isinstance(value, bool):
        return {None: "$null", True: "$true", False: "$false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        doubled = value
        for quote in "'‘’‚‛":
            doubled = doubled.replace(quote, quote * 2)
        return f"'{doubled}'"
    if isinstance(value, list):
        return "@(" + ",".join(_write(inner) for inner in value) + ")"
    return "@{" + ";".join(f"{_write(key)}={_write(inner)}" for key, inner in value.items()) + "}"


@given(st.text(alphabet="@{}()='\"`$#;,[]ab1 \n-:|", max_size=40))
def test_any_text_is_a_value_or_a_usage_error(text):
    for read in (parse_literal, split_command):
        with contextlib.suppress(UsageError):
            read(text)


def test_line_becomes_arguments_with_values_joined():
    line = "Invoke-MgX -Id 'a b' `\n -BodyParameter @{password='env:P'; n=@(1)} -Confirm:$false -Pkcs12Value @client.pfx -Property id, displayName -WhatIf # so\n"
    assert split_command(line) == [
        "Invoke-MgX", "-Id:a b", "-BodyParameter:@{password='env:P'; n=@(1)}", "-Confirm:$false", "-Pkcs12Value:@client.pfx",
        "-Property:id,displayName", "-WhatIf",
    ]  # fmt: skip


def test_line_keeps_a_quoted_value_that_begins_with_a_dash():
    assert split_command("New-MgX -Password '-WhatIf'") == ["New-MgX", "-Password:-WhatIf"]


def test_line_drops_module_prefix_and_call_operator():
    assert split_command("& Microsoft.Graph.Beta.Identity.SignIns\\Get-MgX -All") == ["Get-MgX", "-All"]


@pytest.mark.parametrize(
    "line",
    [
        "Get-MgX | Remove-MgX",
        "Get-MgX; Get-MgY",
        "Get-MgX -Id $id",
        "Get-MgX -Id (Get-MgY).Id",
        "Get-MgX @params",
        "Get-MgX > out",
        "",
    ],
)
def test_line_is_refused_when_more_than_one_command_or_evaluation_is_needed(line):
    with pytest.raises(UsageError):
        split_command(line)

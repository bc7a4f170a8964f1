"""Results as JSON, JSON lines, CSV and YAML, and -Query before them."""

import csv
import io
import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graphkey.cli.csv_rows import HEAD
from graphkey.cli.formats import FORMATS, printer
from graphkey.errors import TransportError, UsageError

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
DOCUMENT = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


def written(form, items=None, one=None, query=None, several=False, warn=lambda sentence: None):
    out = io.StringIO()
    made = printer(form, out, None, query, warn)
    made.several = several
    if items is None:
        made.one(one)
    else:
        made.many(iter(items))
    made.close()
    return out.getvalue()


@given(st.lists(DOCUMENT, max_size=5))
def test_json_jsonl_and_yaml_give_the_list_back(items):
    assert json.loads(written("json", items)) == items
    assert [json.loads(line) for line in written("jsonl", items).split("\n")[:-1]] == items
    assert yaml.safe_load(written("yaml", items)) == items


@given(DOCUMENT)
def test_yaml_gives_one_document_back(document):
    assert yaml.safe_load(written("yaml", one=document)) == document


@pytest.mark.parametrize(
    "text", ["no", "1e3", "0o17", "2026-01-01", "1:30", "~", "null", "", "=", "<<", ".inf", "0x1f", "y"]
)
def test_text_that_yaml_could_take_for_something_else_is_quoted(text):
    assert written("yaml", one={"a": text}).strip() in (f"a: '{text}'", f'a: "{text}"')


def test_several_yaml_results_are_several_documents():
    out = io.StringIO()
    made = printer("yaml", out, None)
    made.several = True
    made.one({"a": 1})
    made.many(iter([{"a": 2}]))
    made.close()
    assert list(yaml.safe_load_all(out.getvalue())) == [{"a": 1}, [{"a": 2}]]


def rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_csv_header_is_the_union_of_the_items():
    assert rows(written("csv", [{"a": 1, "b": None}, {"c": "x", "a": True}])) == [
        ["a", "b", "c"],
        ["1", "", ""],
        ["true", "", "x"],
    ]


def test_csv_has_no_columns_for_programs():
    one = {"@odata.type": "#microsoft.graph.a", "@odata.id": "https://x", "id": "1", "name@odata.bind": "y"}
    assert rows(written("csv", [one, one]))[0] == ["id", "name@odata.bind"]
    other = {**one, "@odata.type": "#microsoft.graph.b"}
    assert rows(written("csv", [one, other])) == [
        ["'@odata.type", "id", "name@odata.bind"],
        ["#microsoft.graph.a", "1", "y"],
        ["#microsoft.graph.b", "1", "y"],
    ]


def test_nested_values_are_json_in_one_cell():
    assert rows(written("csv", one={"a": {"b": [1, "é"]}})) == [["a"], ['{"b":[1,"é"]}']]


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "+cmd|'/c calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_text_and_so_is_such_a_header(text):
    assert rows(written("csv", one={text: text})) == [[f"'{text}"]] * 2


@pytest.mark.parametrize("text", ["+49 (30) 123-45", "-5", "a=b", "", "漢字"])
def test_numbers_and_telephone_numbers_stay_as_they_are(text):
    assert rows(written("csv", one={"v": text, "w": -5}))[1] == [text, "-5"]


def test_csv_writes_as_it_goes_and_tells_what_came_too_late_for_the_header():
    told = []
    out = io.StringIO()
    made = printer("csv", out, None, warn=told.append)

    def items():
        for number in range(HEAD + 10):
            yield {"id": number}
        assert out.getvalue().count("\n") == HEAD + 11
        yield {"id": "last", "late": "x"}

    made.many(items())
    assert rows(out.getvalue())[-1] == ["last"]
    assert len(told) == 1
    assert "late" in told[0]


@pytest.mark.parametrize("form", ["json", "jsonl", "yaml"])
def test_an_item_is_written_before_the_next_one_is_asked_for(form):
    out = io.StringIO()
    lengths = []

    def items():
        for number in range(5):
            lengths.append(len(out.getvalue()))
            yield {"number": number}

    printer(form, out, None).many(items())
    assert lengths == sorted(set(lengths))


def test_several_inputs_share_one_csv_header():
    out = io.StringIO()
    made = printer("csv", out, None)
    made.several = True
    made.one({"a": 1})
    made.one({"b": 2})
    made.close()
    assert rows(out.getvalue()) == [["a", "b"], ["1", ""], ["", "2"]]


@pytest.mark.parametrize("form", FORMATS)
def test_a_list_without_items_is_written_as_one(form):
    out = written(form, [])
    assert out == {"json": "[]\n", "jsonl": "", "table": "(no items)\n", "csv": "", "yaml": "[]\n"}[form]


@pytest.mark.parametrize(
    ("form", "expected"),
    [("json", '[\n  {\n    "a": 1\n  }\n]\n'), ("jsonl", '{"a":1}\n'), ("csv", "a\n1\n"), ("yaml", "- a: 1\n")],
)
def test_a_list_that_breaks_off_leaves_whole_items_behind(form, expected):
    def items():
        yield {"a": 1}
        raise TransportError("gone")

    out = io.StringIO()
    made = printer(form, out, None)
    with pytest.raises(TransportError):
        made.many(items())
    assert out.getvalue() == expected


def test_nothing_is_written_when_the_first_page_fails():
    def items():
        raise TransportError("gone")
        yield

    out = io.StringIO()
    with pytest.raises(TransportError):
        printer("json", out, None).many(items())
    assert out.getvalue() == ""


@pytest.mark.parametrize("form", FORMATS)
def test_no_control_character_reaches_a_terminal(form):
    out = io.StringIO()
    made = printer(form, out, 80)
    made.many(iter([{"a": "\x1b]0;x\x07\x9b31m\x7f\x85", "\x9bkey": ["\x1b"]}] * 2))
    made.one({"a": "\x9b"})
    made.close()
    assert not any((c < " " and c not in "\n\t") or "\x7f" <= c <= "\x9f" for c in out.getvalue())


def test_what_is_escaped_is_the_same_document():
    item = {"a": "é漢\x7f\x80\x9f\x1b👍"}
    assert json.loads(written("json", one=item)) == json.loads(written("jsonl", one=item)) == item
    assert yaml.safe_load(written("yaml", one=item)) == item


# -- -Query --------------------------------------------------------------------------------------------------------------

ITEMS = [{"id": "1", "state": "on"}, {"id": "2", "state": "off"}]


def test_a_query_sees_the_whole_list():
    assert json.loads(written("json", ITEMS, query="[?state=='on'].id")) == ["1"]
    assert json.loads(written("json", ITEMS, query="length(@)")) == 2


def test_the_result_of_a_query_is_written_like_a_result():
    assert written("jsonl", ITEMS, query="[].{name: id}") == '{"name":"1"}\n{"name":"2"}\n'
    assert written("csv", ITEMS, query="[].{name: id}") == "name\n1\n2\n"
    assert written("yaml", ITEMS, query="[0]") == "id: '1'\nstate: 'on'\n"
    assert written("json", one=ITEMS[0], query="nothing") == "null\n"


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("[?a==", "too early"),
        ("", "empty"),
        ("a..b", "at character 3 ('.')"),
        ("[].{a: }", "at character 8 ('}')"),
        ("a ! b", "character 3"),
        ("nope(@)", "no function nope()"),
        ("[].nope(@)", "no function nope()"),
        ("a[" * 5000, "-Query"),
    ],
)
def test_a_bad_expression_says_where(expression, says):
    with pytest.raises(UsageError) as caught:
        printer("json", io.StringIO(), None, expression)
    assert says in str(caught.value)


def test_a_function_that_gets_the_wrong_thing_is_a_usage_error():
    with pytest.raises(UsageError, match="does not fit"):
        written("json", ITEMS, query="length(`1`)")


def test_a_bad_expression_fails_before_anything_is_sent(cli):
    done = cli(
        "New-MgBetaIdentityApiConnector",
        "-Local",
        "-DisplayName",
        "x",
        "-TargetUrl",
        "https://localhost/x",
        "-Query",
        "a[",
    )
    assert done.code == 2
    assert cli("Get-MgBetaIdentityApiConnector", "-Local", "-Query", "[].displayName").json == ["Sample API"]


@pytest.mark.parametrize("form", ["csv", "yaml", "jsonl"])
def test_a_command_writes_in_every_format(cli, form):
    done = cli("Get-MgBetaIdentityB2XUserFlow", "-Local", "-OutputFormat", form, "-Query", "[].{id: id}")
    assert done.code == 0
    assert "B2X_1_signup" in done.out


# -- verbs ---------------------------------------------------------------------------------------------------------------


def test_verbs_take_the_same_formats(cli):
    cli("context", "add", "b", "--azure-cli")
    cli("context", "add", "a", "--managed-identity")
    assert (
        cli("context", "list", "--output", "csv", "--query", "[].{name: name, current: current}").out
        == "name,current\na,false\nb,true\n"
    )
    assert yaml.safe_load(cli("context", "show", "a", "--output", "yaml").out)["name"] == "a"
    assert cli("whoami", "--local", "--query", "kind").json == "application"
    assert [
        line.split()[0]
        for line in cli("context", "list", "--output", "table", "--query", "[].name").out.splitlines()[2:]
    ] == ["a", "b"]


def test_a_bad_query_stops_a_verb_before_it_does_anything(cli, tmp_path):
    made = tmp_path / "x.pfx"
    done = cli("cert", "new", str(made), "--name", "x", "--no-password", "--query", "a[")
    assert (done.code, made.exists()) == (2, False)
    assert cli("cert", "new", str(made), "--name", "x", "--no-password", "--query", "a", "--output", "text").code == 2


def test_several_reports_share_one_csv_header(cli, tmp_path):
    (tmp_path / "a").write_bytes(b"junk")
    (tmp_path / "b").write_bytes(b"junk")
    out = cli("cert", "check", str(tmp_path / "a"), str(tmp_path / "b"), "--output", "csv").out
    assert [line.split(",")[0] for line in out.splitlines()] == ["file", str(tmp_path / "a"), str(tmp_path / "b")]

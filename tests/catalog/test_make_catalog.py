"""The tool reads a small SDK of our own making: the same shapes of source, other things in them."""

import json
from pathlib import Path

import pytest

from catalog_models import read_model
from catalog_operations import permissions_of
from catalog_overlay import Overlay, fits, read_overlay
from make_catalog import changes, identity_name, keep_vanished, main, make_tables, read_rows

CONNECTORS = "/identity/apiConnectors"
ITEM = CONNECTORS + "/{thing%2Did}"

_BUILDER = '''
from kiota import RequestAdapter
from warnings import warn
if TYPE_CHECKING:
{imports}
class {name}RequestBuilder(BaseRequestBuilder):
    """
    {about}
    """
    def __init__(self, request_adapter, path_parameters):
        super().__init__(request_adapter, "{{+baseurl}}{template}", path_parameters)
'''
_METHOD = '''
    async def {method}(self,{body} request_configuration: Optional[X] = None) -> {returns}:
        """
        Words of somebody else.
        {link}
        """
        {warning}
        return 1

    def to_{method}_request_information(self) -> RequestInformation:
        request_info = RequestInformation(Method.{upper}, {own}, self.path_parameters)
        return request_info
'''
_MODEL = """
from __future__ import annotations
{imports}
class {name}({bases}):
    odata_type: Optional[str] = {odata}

    @staticmethod
    def create_from_discriminator_value(parse_node: ParseNode) -> {name}:
{derived}        return {name}()

    def get_field_deserializers(self,):
        fields: dict[str, Callable[[Any], None]] = {{
{fields}        }}
        return fields
"""
_DERIVED = """        if mapping_value and mapping_value.casefold() == "#microsoft.graph.x".casefold():
            from .{file} import {name}

            return {name}()
"""


def method(
    name: str,
    returns: str = "None",
    body: str = "",
    *,
    link: str = "",
    warning: str = "",
    own: str = "self.url_template",
) -> str:
    return _METHOD.format(
        method=name,
        upper=name.upper(),
        returns=returns,
        body=f"body: {body}," if body else "",
        link=link,
        warning=warning,
        own=own,
    )


def builder(
    file: Path, name: str, template: str, *methods: str, about: str = "Provides operations to manage.", uses: str = ""
) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    depth = "." * (len(file.relative_to(_generated(file)).parts))
    imports = "".join(
        f"    from {depth}models.{one} import {cls}\n" for one, cls in (pair.split(":") for pair in uses.split())
    )
    file.write_text(
        _BUILDER.format(imports=imports or "    pass\n", name=name, about=about, template=template) + "".join(methods)
    )


def _generated(file: Path) -> Path:
    return next(parent for parent in file.parents if parent.name == "generated")


def model(
    folder: Path, file: str, name: str, fields: str, base: str = "", odata: str = "None", derived: str = ""
) -> None:
    uses = [pair.split(":") for pair in f"{base} {derived}".split() if pair]
    imported = "".join(f"from .{one} import {cls}\n" for one, cls in uses)
    for one in [word for word in fields.split() if "@" in word]:
        target = one.split("@")[1]
        imported += f"from .{target.split(':')[0]} import {target.split(':')[1]}\n"
    lines = "".join(_field(text) for text in fields.split())
    tests = "".join(_DERIVED.format(file=one, name=cls) for one, cls in (pair.split(":") for pair in derived.split()))
    (folder / f"{file}.py").write_text(
        _MODEL.format(
            imports=imported,
            name=name,
            bases=base.split(":")[1] if base else "Parsable",
            odata=odata,
            derived=tests,
            fields=lines,
        )
    )


def _field(text: str) -> str:
    name, _, kind = text.partition("=")
    call = f"n.{kind.split('@')[0]}({kind.split(':')[1] if '@' in kind else ''})"
    return f"            \"{name}\": lambda n : setattr(self, 'x', {call}),\n"


def make_sdk(root: Path) -> Path:
    """Write a fake of both packages: a list with items, an action with an inline body, a base with a derived type."""
    for package in ("msgraph_beta", "msgraph"):
        generated = root / package / "generated"
        models = generated / "models"
        models.mkdir(parents=True)
        model(models, "entity", "Entity", "id=get_str_value")
        values = "size=get_int_value color=get_enum_value@color:Color when=get_datetime_value shape=get_object_value@shape:Shape"
        model(
            models,
            "thing",
            "Thing",
            values + " others=get_collection_of_object_values@thing:Thing",
            base="entity:Entity",
        )
        model(models, "shape", "Shape", "", derived="round:Round")
        model(
            models,
            "round",
            "Round",
            "password=get_str_value",
            base="shape:Shape",
            odata='"#microsoft.graph.roundShape"',
        )
        model(
            models,
            "thing_collection_response",
            "ThingCollectionResponse",
            "value=get_collection_of_object_values@thing:Thing",
        )
        (models / "color.py").write_text('class Color(str, Enum):\n    Red = "red",\n    DarkBlue = "darkBlue",\n')
        top = generated / "identity" / "api_connectors"
        page = "Find more info here: https://learn.microsoft.com/graph/api/thing-list?view=graph-rest-beta"
        builder(
            top / "api_connectors_request_builder.py", "ApiConnectors", CONNECTORS + "{?%24count,%24filter}",
            method("get", "Optional[ThingCollectionResponse]", link=page), method("post", "Optional[Thing]", "Thing"),
            uses="thing_collection_response:ThingCollectionResponse thing:Thing",
        )  # fmt: skip
        gone = 'warn("It is gone as of 2024-01 on 2024-01-31 and will be removed 2024-12-31", DeprecationWarning)'
        builder(
            top / "item" / "thing_item_request_builder.py", "Thing", ITEM + "{?%24select}",
            method("get", "Optional[Thing]"), method("delete", warning=gone), uses="thing:Thing",
        )  # fmt: skip
        builder(
            top / "count" / "count_request_builder.py",
            "Count",
            CONNECTORS + "/$count{?%24filter}",
            method("get", "Optional[int]"),
        )
        action = top / "item" / "paint_it"
        builder(
            action / "paint_it_request_builder.py", "PaintIt", ITEM + "/paintIt", method("post", "Optional[Thing]", "PaintItPostRequestBody"),
            about="Provides operations to call the paintIt method.", uses="thing:Thing",
        )  # fmt: skip
        text = (action / "paint_it_request_builder.py").read_text()
        (action / "paint_it_request_builder.py").write_text(
            text.replace(
                "if TYPE_CHECKING:\n",
                "if TYPE_CHECKING:\n    from .paint_it_post_request_body import PaintItPostRequestBody\n",
            )
        )
        model(action, "paint_it_post_request_body", "PaintItPostRequestBody", "colour=get_str_value")
        ref = "{+baseurl}" + CONNECTORS + "/$ref?@id={%40id}"
        builder(top / "ref" / "ref_request_builder.py", "Ref", CONNECTORS + "/$ref", method("delete", own=f'"{ref}"'))
        builder(
            generated / "groups" / "groups_request_builder.py",
            "Groups",
            "/groups",
            method("get", "Optional[Thing]"),
            uses="thing:Thing",
        )
    return root


EMPTY = Overlay(*([] for _ in Overlay._fields))


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sdk(tmp_path_factory.mktemp("sdk"))


def test_operations_are_what_the_builders_declare_when_read(sdk: Path) -> None:
    rows = make_tables(sdk, EMPTY)["operations"]
    assert [key for key in rows if key.startswith("beta")] == [
        "beta /identity/apiconnectors GET",
        "beta /identity/apiconnectors POST",
        "beta /identity/apiconnectors/$count GET",
        "beta /identity/apiconnectors/$ref DELETE",
        "beta /identity/apiconnectors/{} DELETE",
        "beta /identity/apiconnectors/{} GET",
        "beta /identity/apiconnectors/{}/paintit POST",
    ]
    assert rows["beta /identity/apiconnectors GET"] == {
        "path": "/identity/apiConnectors", "kind": "list", "returns": "thing", "many": True, "query": "count filter",
        "doc": "thing-list", "documented": True,
    }  # fmt: skip
    assert rows["beta /identity/apiconnectors/{}/paintit POST"]["body"] == "paintItBody"
    assert rows["beta /identity/apiconnectors/$ref DELETE"]["query"] == "@id"


def test_deprecation_keeps_dates_and_no_text_when_the_sdk_warns(sdk: Path) -> None:
    row = make_tables(sdk, EMPTY)["operations"]["v1.0 /identity/apiconnectors/{} DELETE"]
    assert row["deprecated"] == "since 2024-01-31, to be removed 2024-12-31"
    assert "query" not in row


def test_types_are_followed_through_properties_and_derived_types_when_read(sdk: Path) -> None:
    rows = make_tables(sdk, EMPTY)["types"]
    assert {key for key in rows if key.startswith("beta")} == {
        f"beta/{name}" for name in ("entity", "thing", "color", "shape", "roundshape", "paintitbody")
    }
    assert rows["beta/thing"]["properties"] == [
        "color color", "others thing many navigation", "shape shape", "size Int32", "when DateTimeOffset",
    ]  # fmt: skip
    assert rows["beta/color"]["members"] == "red darkBlue"
    assert rows["beta/shape"]["derived"] == "roundShape"
    assert rows["beta/roundshape"]["properties"] == ["password String secret"]
    assert rows["beta/paintitbody"] == {
        "name": "paintItBody",
        "kind": "body",
        "open": True,
        "properties": ["colour String"],
    }


def test_commands_are_named_by_the_rules_when_made(sdk: Path) -> None:
    rows = make_tables(sdk, EMPTY)["commands"]
    assert rows["get-mgbetaidentityapiconnector"]["operations"] == [
        "/identity/apiconnectors GET",
        "/identity/apiconnectors/{} GET",
    ]
    assert "invoke-mgpaintidentityapiconnectorit" in rows


def test_overlay_changes_a_type_when_it_names_it(sdk: Path) -> None:
    overlay = EMPTY._replace(
        properties=[
            {"version": "*", "type": "thing", "property": "size", "set": "Int64 required", "source": "s"},
            {"version": "beta", "type": "thing", "property": "id", "set": "-read-only", "source": "s"},
        ],
        types=[{"version": "*", "type": "paintItBody", "set": "pfx=colour,colour", "source": "s"}],
    )
    rows = make_tables(sdk, overlay)["types"]
    assert "size Int64 required" in rows["v1.0/thing"]["properties"]
    assert "id String non-null" in rows["beta/thing"]["properties"]
    assert "id String non-null" not in rows["v1.0/thing"]["properties"]
    assert rows["beta/paintitbody"]["pfx"] == "colour colour"


def test_overlay_adds_scopes_and_count_inherits_when_the_reference_is_silent(sdk: Path) -> None:
    scopes = {"method": "GET", "path": CONNECTORS, "delegated": "A.Read", "application": "A.Read"}
    other = {"method": "GET", "path": CONNECTORS + "/*", "delegated": "B", "application": "", "source": "s"}
    rows = make_tables(sdk, EMPTY._replace(permissions=[scopes], more_permissions=[other]))["operations"]
    assert rows["beta /identity/apiconnectors GET"]["permissions"] == "A.Read"
    assert rows["beta /identity/apiconnectors/{} GET"]["permissions"] == "B|"


@pytest.mark.parametrize(
    ("method", "path", "said", "kin"),
    [
        ("GET", "/policies/x/{x-id}/$value", ("GET", "/policies/x/{x-id}"), True),
        ("PUT", "/policies/x/{x-id}/$value", ("PATCH", "/policies/x/{x-id}"), True),
        ("PUT", "/policies/x/{x-id}/$value", ("GET", "/policies/x/{x-id}"), False),
        ("GET", "/policies/x/$ref", ("GET", "/policies/x"), True),
        ("POST", "/policies/x/$ref", ("GET", "/policies/x"), False),
        ("DELETE", "/policies/x/{x-id}/$ref", ("POST", "/policies/x/$ref"), True),
        ("DELETE", "/policies/x/$ref", ("POST", "/policies/x/$ref"), True),
        ("DELETE", "/policies/x/$ref", ("GET", "/policies/x/$ref"), False),
        ("GET", "/identity/y/{y-id}", ("GET", "/policies/x/{y-id}"), True),
        ("GET", "/identity/yonder/{y-id}", ("GET", "/policies/x/{y-id}"), False),
    ],
)
def test_scopes_are_those_of_the_same_thing_by_another_path(
    method: str, path: str, said: tuple[str, str], kin: bool
) -> None:
    row = {"method": said[0], "path": said[1], "delegated": "A", "application": "B"}
    same = [{"path": "/identity/y", "place": "/policies/x", "source": "s"}]
    overlay = EMPTY._replace(permissions=[row], same=same)
    assert permissions_of(method, path, overlay) == (("A|B", False) if kin else ("", False))


def test_operation_of_our_own_is_marked_when_the_overlay_declares_it(sdk: Path) -> None:
    ours = {
        "version": "beta",
        "method": "PUT",
        "path": CONNECTORS + "/$ref",
        "kind": "ref-set",
        "body": "reference",
        "returns": "",
        "source": "s",
    }
    tables = make_tables(sdk, EMPTY._replace(operations=[ours]))
    assert tables["operations"]["beta /identity/apiconnectors/$ref PUT"]["origin"] == "local"
    assert "set-mgbetaidentityapiconnectorbyref" in tables["commands"]
    assert "set-mgidentityapiconnectorbyref" not in tables["commands"]


def test_suppressed_operation_has_no_command_when_the_overlay_says_so(sdk: Path) -> None:
    overlay = EMPTY._replace(suppressed=[{"version": "*", "method": "*", "path": CONNECTORS + "/*", "source": "s"}])
    tables = make_tables(sdk, overlay)
    assert "remove-mgidentityapiconnector" not in tables["commands"]
    assert "v1.0 /identity/apiconnectors/{} DELETE" in tables["operations"]


def test_output_is_the_same_bytes_when_made_twice(
    sdk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def written(name: str) -> dict[str, bytes]:
        assert main(["--sdk", str(sdk), "--out", str(tmp_path / name)]) == 0
        return {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()}

    first = written("a")
    assert first == written("b") == written("a")
    assert set(first) == {"commands.tsv", "identity.tsv", "operations.tsv", "scopes.tsv", "types.tsv"}
    assert all(data.splitlines() == sorted(data.splitlines()) for data in first.values())
    assert "0 changes" in capsys.readouterr().out


def test_check_tells_the_difference_and_writes_nothing_when_data_is_stale(
    sdk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--sdk", str(sdk), "--out", str(tmp_path)])
    file = tmp_path / "operations.tsv"
    stale = file.read_bytes().replace(b'"count filter"', b'"filter"')
    file.write_bytes(stale)
    capsys.readouterr()
    assert main(["--sdk", str(sdk), "--out", str(tmp_path), "--check"]) == 1
    assert "~ beta /identity/apiconnectors GET" in capsys.readouterr().out
    assert file.read_bytes() == stale


def test_vanished_name_stays_as_an_alias_when_its_operation_lives_on() -> None:
    before = {
        "get-mgbetaold": {"name": "Get-MgBetaOld", "operations": ["/a GET"]},
        "get-mgold": {"name": "Get-MgOld", "operations": ["/a GET"]},
        "get-mgbetaolder": {"is": "Get-MgBetaNew", "retired": True},
    }
    now = {"get-mgbetanew": {"name": "Get-MgBetaNew", "operations": ["/a GET"]}}
    assert keep_vanished(before, now) == ["get-mgold"]
    assert now["get-mgbetaold"] == now["get-mgbetaolder"] == {"is": "Get-MgBetaNew", "retired": True}


def test_changes_are_signed_when_two_tables_differ() -> None:
    assert changes({"a": 1, "b": 1, "c": 1}, {"b": 2, "c": 1, "d": 1}) == ["- a", "~ b", "+ d"]


def test_rows_are_none_when_there_is_no_file_yet(tmp_path: Path) -> None:
    assert read_rows(tmp_path / "none.tsv") == {}


@pytest.mark.parametrize(
    ("placeholder", "name"),
    [
        ("b2xIdentityUserFlow-id", "B2XIdentityUserFlowId"),
        ("trustFrameworkKey_v2-kid", "TrustFrameworkKeyV2Kid"),
        ("sensitivityLabel-id1", "SensitivityLabelId1"),
        ("fido2AuthenticationMethod-id", "Fido2AuthenticationMethodId"),
        ("oAuth2PermissionGrant-id", "OAuth2PermissionGrantId"),
        ("crossTenantAccessPolicyConfigurationPartner-tenantId", "CrossTenantAccessPolicyConfigurationPartnerTenantId"),
    ],
)
def test_id_is_spelled_as_powershell_does_when_named(placeholder: str, name: str) -> None:
    assert identity_name(placeholder) == name


@pytest.mark.parametrize(
    ("pattern", "path", "fit"),
    [
        ("/a/*", "/a/{b}", True),
        ("/a/*", "/a", False),
        ("/a/*", "/a/b/c", False),
        ("/a/**", "/a/b/c", True),
        ("/a/b", "/a/b", True),
    ],
)
def test_pattern_fits_by_whole_segments_when_compared(pattern: str, path: str, fit: bool) -> None:
    assert fits(pattern, path) is fit


def test_wire_name_has_its_namespace_when_the_class_lies_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "identity_governance"
    folder.mkdir(parents=True)
    model(folder, "run", "Run", "id=get_str_value")
    assert read_model(folder / "run.py").name == "identityGovernance.run"


def test_shipped_overlay_is_read_whole_when_the_tool_runs() -> None:
    overlay = read_overlay()
    assert len(overlay.identity) == 78
    assert len(overlay.permissions) > 390
    assert json.dumps(overlay)

"""`$metadata`, the service document and the OpenAPI description: well-formed, closed, true to the catalog, the same each time."""

import json
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from graph_world import Caller

from graphkey.catalog import load
from graphkey.catalog.model import Operation, Version
from graphkey.localgraph.description.metadata import metadata_document
from graphkey.localgraph.handlers import find_handler
from graphkey.wire import Request, Response

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
VERSIONS: tuple[Version, ...] = ("beta", "v1.0")


class Csdl:
    """Read CSDL as a client does."""

    def __init__(self, version: Version) -> None:
        self.tree = ElementTree.fromstring(metadata_document(version))
        self.types: dict[str, Element] = {}
        self.bound: dict[tuple[str, str], list[Element]] = {}
        for schema in self.tree.iter(f"{EDM}Schema"):
            for one in schema:
                if one.tag.removeprefix(EDM) in ("EntityType", "ComplexType", "EnumType"):
                    name = f"{schema.get('Namespace')}.{one.get('Name')}"
                    assert name not in self.types
                    self.types[name] = one
                if one.tag.removeprefix(EDM) in ("Action", "Function"):
                    binding = self.named(one[0].get("Type", ""))
                    self.bound.setdefault((str(one.get("Name")), binding), []).append(one)
        container = next(self.tree.iter(f"{EDM}EntityContainer"))
        self.roots = {
            str(one.get("Name")): self.named(one.get("EntityType") or one.get("Type") or "") for one in container
        }

    @staticmethod
    def named(text: str) -> str:
        """Return a full name without Collection() and alias."""
        name = text.removeprefix("Collection(").removesuffix(")")
        return f"microsoft.graph.{name.removeprefix('graph.')}" if name.startswith("graph.") else name

    def line(self, name: str) -> list[Element]:
        """Return a type and those that it derives from."""
        found: list[Element] = []
        while name:
            found.append(self.types[name])
            name = self.named(found[-1].get("BaseType", ""))
        return found

    def member(self, type_name: str, name: str) -> Element | None:
        for type_ in self.line(type_name):
            for one in type_:
                if one.get("Name") == name:
                    return one
        return None

    def bindings(self, type_name: str) -> list[str]:
        """Return the names under which something can be bound to a type."""
        return ["microsoft.graph." + str(type_.get("Name")) for type_ in self.line(type_name)]


@pytest.fixture(scope="module", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> Version:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def csdl(version: Version) -> Csdl:
    return Csdl(version)


def test_every_name_that_is_referred_to_is_declared(csdl: Csdl) -> None:
    unknown = set()
    for one in csdl.tree.iter():
        for attribute in ("Type", "BaseType", "EntityType"):
            name = csdl.named(one.get(attribute, ""))
            if name and name not in csdl.types and not name.startswith("Edm."):
                unknown.add(name)
    assert unknown == set()


def test_types_derive_from_their_own_kind_and_relationships_lead_to_entities(csdl: Csdl) -> None:
    for name, type_ in csdl.types.items():
        assert {one.tag for one in csdl.line(name)} == {type_.tag}
        for one in type_:
            target = csdl.types.get(csdl.named(one.get("Type", "")))
            if one.tag == f"{EDM}NavigationProperty":
                assert target is not None and target.tag == f"{EDM}EntityType", (name, one.attrib)
            elif one.tag == f"{EDM}Property":
                assert target is None or target.tag != f"{EDM}EntityType", (name, one.attrib)


def test_names_are_unique_in_a_type_and_keys_are_declared_once(csdl: Csdl) -> None:
    for name in csdl.types:
        line = csdl.line(name)
        members = [one.get("Name") for type_ in line for one in type_ if one.get("Name")]
        assert len(members) == len(set(members)), name
        keys = [type_ for type_ in line if type_.find(f"{EDM}Key") is not None]
        assert len(keys) <= 1, name
        for type_ in keys:
            reference = type_.find(f"{EDM}Key/{EDM}PropertyRef")
            assert reference is not None
            declared = next(one for one in type_ if one.get("Name") == reference.get("Name"))
            assert declared.get("Nullable") == "false"


def test_members_of_entity_sets_have_keys(csdl: Csdl) -> None:
    container = next(csdl.tree.iter(f"{EDM}EntityContainer"))
    for one in container.iter(f"{EDM}EntitySet"):
        line = csdl.line(csdl.named(one.get("EntityType", "")))
        assert any(type_.find(f"{EDM}Key") is not None for type_ in line), one.attrib
    for type_ in csdl.types.values():
        for one in type_.iter(f"{EDM}NavigationProperty"):
            target = csdl.named(one.get("Type", ""))
            keyed = any(above.find(f"{EDM}Key") is not None for above in csdl.line(target))
            assert keyed or csdl.types[target].get("Abstract") == "true" or "Collection" not in one.get("Type", "")


def test_every_path_of_the_catalog_can_be_walked(csdl: Csdl, version: Version) -> None:
    lost = [one.path for one in load.operations(version) if not can_be_walked(csdl, one)]
    assert lost == []


def can_be_walked(csdl: Csdl, operation: Operation) -> bool:
    first, *rest = operation.path[1:].split("/")
    current = csdl.roots[first]
    for segment in rest:
        if segment.startswith(("{", "$")):
            continue
        if segment.startswith("graph."):
            current = f"microsoft.graph.{segment.removeprefix('graph.')}"
            continue
        found = csdl.member(current, segment)
        if found is None and operation.kind in ("action", "function") and segment == rest[-1]:
            name = segment.partition("(")[0]
            return any((name, binding) in csdl.bound for binding in csdl.bindings(current))
        if found is None:
            return False
        current = csdl.named(found.get("Type", ""))
    return True


def test_overloads_differ(csdl: Csdl) -> None:
    for key, overloads in csdl.bound.items():
        shapes = [
            (one.tag, one[0].get("Type"), *(p.get("Name") for p in one.iter(f"{EDM}Parameter"))) for one in overloads
        ]
        assert len(shapes) == len(set(shapes)), key
        assert not any(f"microsoft.graph.{key[0]}" == name for name in csdl.types), key


def test_metadata_names_what_pages_show(csdl: Csdl, version: Version) -> None:
    """Contained, referred to and bound, as https://learn.microsoft.com/graph/api/resources/identityapiconnector has it."""
    connectors = csdl.member(csdl.roots["identity"], "apiConnectors")
    assert connectors is not None
    assert connectors.attrib == {
        "Name": "apiConnectors", "Type": "Collection(graph.identityApiConnector)", "ContainsTarget": "true",
    }  # fmt: skip
    upload = csdl.bound["uploadClientCertificate", "microsoft.graph.identityApiConnector"]
    assert [p.get("Name") for p in upload[0].iter(f"{EDM}Parameter")] == ["bindingParameter", "password", "pkcs12Value"]
    state = csdl.types["microsoft.graph.conditionalAccessPolicyState"]
    assert [member.get("Name") for member in state][:2] == ["enabled", "disabled"]


def ask(caller: Caller, path: str, method: str = "GET") -> Response:
    """Ask without a token."""
    return caller.transport(Request(method, f"{caller.origin}{path}", {}, b""))


def test_metadata_is_for_everybody(caller: Caller) -> None:
    answer = ask(caller, "/beta/$metadata")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/xml")
    assert answer.body == metadata_document("beta")
    assert ask(caller, "/v1.0/%24metadata?$format=xml").body == metadata_document("v1.0")
    assert ask(caller, "/beta/$metadata?$format=json").status == 400
    assert ask(caller, "/beta/$metadata", "POST").status == 405


def test_service_document_lists_the_roots(caller: Caller) -> None:
    listed = ask(caller, "/v1.0").json()
    assert listed["@odata.context"] == f"{caller.origin}/v1.0/$metadata"
    assert {"name": "identity", "kind": "Singleton", "url": "identity"} in listed["value"]
    assert {"name": "users", "kind": "EntitySet", "url": "users"} in listed["value"]


def described(caller: Caller, version: Version) -> Any:
    answer = ask(caller, f"/-/openapi/{version}.json")
    assert answer.status == 200
    return json.loads(answer.body)


def test_openapi_describes_exactly_what_is_served(inside: Caller, version: Version) -> None:
    paths = described(inside, version)["paths"]
    served = {(one.method.lower(), one.path) for one in load.operations(version) if find_handler(one)}
    told = {(method, path) for path, item in paths.items() for method in item if method != "parameters"}
    assert told - {("post", "/$batch"), ("get", "/$metadata")} == served


def test_openapi_refers_to_nothing_that_is_not_there(inside: Caller, version: Version) -> None:
    document = described(inside, version)
    missing = {name for name in references(document) if resolved(document, name) is None}
    assert missing == set()
    operations = [one for item in document["paths"].values() for name, one in item.items() if name != "parameters"]
    assert len({one["operationId"] for one in operations}) == len(operations)


def references(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own.union(*map(references, value.values()))


def resolved(document: Any, reference: str) -> Any:
    for name in reference.removeprefix("#/").split("/"):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def test_openapi_names_permissions_and_never_a_secret_in_an_answer(inside: Caller) -> None:
    document = described(inside, "beta")
    upload = document["paths"]["/identity/apiConnectors/{identityApiConnector-id}/uploadClientCertificate"]["post"]
    assert upload["security"] == [{"bearer": ["APIConnectors.ReadWrite.All"]}]
    assert upload["externalDocs"]["url"].endswith("/api/identityapiconnector-uploadclientcertificate")
    body = document["components"]["schemas"]["microsoft.graph.uploadClientCertificateBody"]["properties"]
    assert body["password"]["writeOnly"] and body["pkcs12Value"]["writeOnly"]
    assert document["paths"]["/identity/apiConnectors"]["get"]["parameters"][0]["$ref"].startswith("#/components/")

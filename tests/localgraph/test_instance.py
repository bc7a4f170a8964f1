"""Opening local Graphs: what a new one holds, what an old one still holds, folders, keys, other people's files."""

import json
import os
import ssl
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from graph_world import CONNECTORS, DAY, FLOWS, NOW, SLOT, Bundle, Caller, Clock, over_tls

from graphkey.client.sign_in import token_claims
from graphkey.connect import connect_graph
from graphkey.errors import ConfigError, UsageError
from graphkey.localgraph import LocalGraph, open_local_graph
from graphkey.secret import Secret
from graphkey.serve import Tls, running
from graphkey.wire import Request

POSIX = pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")


def calling(graph: LocalGraph) -> Caller:
    return Caller(graph.transport, "https://localhost", graph.access_token().reveal(), graph, Clock())


@pytest.fixture
def graph_in_folder(tmp_path: Path) -> Iterator[LocalGraph]:
    with open_local_graph(tmp_path) as opened:
        yield opened


def test_new_graph_holds_the_seed(inside: Caller) -> None:
    assert [flow["id"] for flow in inside.get(FLOWS)["value"]] == ["B2X_1_signup"]
    connector = inside.get(SLOT)
    assert connector["targetUrl"].startswith("https://localhost")
    assert connector["authenticationConfiguration"]["@odata.type"] == "#microsoft.graph.basicAuthentication"


def test_folder_keeps_tenant_secret_token_and_data(tmp_path: Path, first: Bundle) -> None:
    with open_local_graph(tmp_path, clock=Clock()) as graph:
        before = graph.tenant_id, graph.client_id
        token = graph.access_token().reveal()
        calling(graph).upload(SLOT, first)
    with open_local_graph(tmp_path, clock=Clock()) as graph:
        assert (graph.tenant_id, graph.client_id) == before
        caller = Caller(graph.transport, "https://localhost", token, graph, Clock())
        held = caller.get(SLOT)["authenticationConfiguration"]["certificateList"]
        assert [one["thumbprint"] for one in held] == [first.thumbprint]


def test_new_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    with open_local_graph(tmp_path / "a" / "b"):
        pass
    assert (tmp_path / "a" / "b" / "graph.db").exists()


@POSIX
def test_private_files_are_their_owners_alone(tmp_path: Path) -> None:
    with open_local_graph(tmp_path / "new") as graph:
        graph.tls()
        assert graph.ca_bundle_file.exists()
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "new").iterdir()}
    public = {"ca.pem", "ca-bundle.pem"}
    assert {name for name, mode in modes.items() if mode & 0o077} <= public
    assert {"graph.db", "vault.key", "ca.key", "server.pem"} <= modes.keys()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "sub").mkdir()
    with open_local_graph(tmp_path) as graph:
        graph.tls()
        graph.reset()
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "sub").is_dir()
    assert not [file.name for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_opening_makes_no_certificate_and_no_token_key(tmp_path: Path) -> None:
    with open_local_graph(tmp_path):
        pass
    assert {file.name for file in tmp_path.iterdir()} == {"graph.db", "vault.key", "making.lock"}


def test_connection_in_process_makes_no_token_key(graph_in_folder: LocalGraph) -> None:
    connection = connect_graph(graph_in_folder)
    assert connection.transport(Request("GET", f"{connection.root}/v1.0{CONNECTORS}")).status == 200
    assert graph_in_folder._parts.registry.fact("signing_key") is None


def test_connection_in_process_lasts_longer_than_a_signed_token() -> None:
    clock = Clock()
    with open_local_graph(None, token_clock=clock) as graph:
        connection = connect_graph(graph)
        asked = Request("GET", f"{connection.root}/beta{CONNECTORS}")
        assert connection.transport(asked).status == 200
        clock.now += DAY
        assert connection.transport(asked).status == 200


def test_lent_token_counts_where_it_was_lent_and_nowhere_else(tmp_path: Path, graph_in_folder: LocalGraph) -> None:
    token = graph_in_folder.lent_token().reveal()
    with open_local_graph(tmp_path) as another:
        for graph, status in ((graph_in_folder, 200), (another, 401)):
            caller = Caller(graph.transport, "https://localhost", token, graph, Clock())
            assert caller.send("GET", CONNECTORS).status == status
    assert len({graph_in_folder.lent_token().reveal() for _ in range(3)} | {token}) == 4


@pytest.mark.parametrize(
    "change", [lambda token: token[:-1], lambda token: token.rpartition(".")[0] + ".", lambda token: token + "A"]
)
def test_token_that_only_looks_like_a_lent_one_is_refused(
    graph_in_folder: LocalGraph, change: Callable[[str], str]
) -> None:
    token = graph_in_folder.lent_token().reveal()
    assert token_claims(Secret(token))["tid"] == graph_in_folder.tenant_id
    forged = Caller(graph_in_folder.transport, "https://localhost", change(token), graph_in_folder, Clock())
    assert forged.send("GET", CONNECTORS).status == 401


def test_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ConfigError):
            open_local_graph(path)


def test_lost_vault_key_is_not_made_anew(tmp_path: Path) -> None:
    open_local_graph(tmp_path).close()
    (tmp_path / "vault.key").unlink()
    with pytest.raises(ConfigError, match=r"vault\.key is missing"):
        open_local_graph(tmp_path)
    assert not (tmp_path / "vault.key").exists()


@pytest.mark.parametrize("content", ["", "xyz", "00" * 31, "00" * 32])
def test_wrong_vault_key_is_refused_before_anything_is_written(tmp_path: Path, content: str) -> None:
    open_local_graph(tmp_path).close()
    (tmp_path / "vault.key").write_text(content)
    with pytest.raises(ConfigError):
        open_local_graph(tmp_path)


def test_given_key_leaves_no_key_file(tmp_path: Path) -> None:
    with open_local_graph(tmp_path, key=b"0123456789abcdef" * 2) as graph:
        token = graph.access_token()
    assert not (tmp_path / "vault.key").exists()
    with pytest.raises(ConfigError):
        open_local_graph(tmp_path, key=b"another key of enough length")
    with open_local_graph(tmp_path, key=b"0123456789abcdef" * 2) as graph:
        assert calling(graph).get(CONNECTORS)["value"]
        assert token


def test_secrets_are_nowhere_in_the_folder(tmp_path: Path, first: Bundle) -> None:
    with open_local_graph(tmp_path, clock=Clock()) as graph:
        caller = calling(graph)
        secret = graph.new_client_secret().reveal()
        caller.connector()
        caller.upload(SLOT, first)
        token = graph.access_token().reveal()
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for clear in (
        b"p4ssw0rd",
        first.pfx,
        first.pfx[100:140],
        first.value.encode()[:60],
        first.password.encode() + b'"',
        secret.encode(),
        token.encode(),
    ):
        assert clear not in content


def test_many_opening_a_new_folder_agree(tmp_path: Path) -> None:
    opened: list[LocalGraph] = []
    threads = [threading.Thread(target=lambda: opened.append(open_local_graph(tmp_path))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({(graph.tenant_id, graph.client_id) for graph in opened}) == 1
    token = opened[0].access_token().reveal()
    for graph in opened:
        caller = Caller(graph.transport, "https://localhost", token, graph, Clock())
        assert len(caller.get(CONNECTORS)["value"]) == 1
    assert len({graph.ca_pem for graph in opened}) == 1
    for graph in opened:
        graph.close()


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from graphkey.localgraph import open_local_graph\n"
        "graph = open_local_graph(Path(sys.argv[1]))\n"
        "print(graph.tenant_id, graph.access_token().reveal()); graph.close()"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60)[0].split() for process in started]
    assert len({tenant for tenant, _ in said}) == 1
    with open_local_graph(tmp_path) as graph:
        for _, token in said:
            assert Caller(graph.transport, "https://localhost", token, graph, Clock()).get(FLOWS)["value"]


def test_served_certificate_verifies_strictly(tmp_path: Path) -> None:
    with open_local_graph(tmp_path) as graph, running(graph.transport, Tls(*graph.tls())) as origin:
        assert graph.ca_file is not None
        context = ssl.create_default_context(cafile=str(graph.ca_file))
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        for host in ("localhost", "127.0.0.1"):
            send = over_tls(graph.ca_pem)
            caller = Caller(send, origin.replace("localhost", host), graph.access_token().reveal(), graph, Clock())
            assert caller.send("GET", FLOWS).status == 200
        again = graph.tls()[0].read_bytes()
    with open_local_graph(tmp_path) as graph:
        assert graph.tls()[0].read_bytes() == again


def test_server_certificate_is_renewed_before_it_ends(tmp_path: Path) -> None:
    with open_local_graph(tmp_path) as graph:
        before = graph.tls()[0].read_bytes()
        authority = graph.ca_pem
    from datetime import UTC, datetime

    later = datetime.now(UTC) + timedelta(days=800)
    with open_local_graph(tmp_path, token_clock=lambda: later) as graph:
        assert graph.tls()[0].read_bytes() != before
        assert graph.ca_pem == authority


def test_server_certificate_of_another_authority_is_made_anew(tmp_path: Path) -> None:
    with open_local_graph(tmp_path) as graph:
        before = graph.tls()[0].read_bytes()
    for name in ("ca.pem", "ca.key"):
        (tmp_path / name).unlink()
    with open_local_graph(tmp_path) as graph:
        assert graph.tls()[0].read_bytes() != before
        with running(graph.transport, Tls(*graph.tls())) as origin:
            caller = Caller(over_tls(graph.ca_pem), origin, graph.access_token().reveal(), graph, Clock())
            assert caller.send("GET", FLOWS).status == 200


def test_serving_an_old_folder_reads_no_certificate(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from graphkey.localgraph import open_local_graph\n"
        "with open_local_graph(Path(sys.argv[1])) as graph: graph.tls(); graph.ca_file\n"
        "print(*{'cryptography'} & {name.partition('.')[0] for name in sys.modules})"
    )
    with open_local_graph(tmp_path) as graph:
        graph.tls()
    said = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert said.stdout.split() == []


def test_bundle_holds_the_systems_authorities_and_ours_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = tmp_path / "theirs.pem"
    with open_local_graph(None) as other:
        theirs.write_bytes(other.ca_pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(theirs))
    with open_local_graph(tmp_path / "data") as graph:
        bundle = graph.ca_bundle_file
        assert bundle.read_bytes().split() == theirs.read_bytes().split() + graph.ca_pem.split()
        monkeypatch.setenv("SSL_CERT_FILE", str(bundle))  # as `local env` sets it
        assert graph.ca_bundle_file.read_bytes().count(b"BEGIN CERTIFICATE") == 2


def test_authority_without_its_key_is_said(tmp_path: Path) -> None:
    with open_local_graph(tmp_path) as graph:
        assert graph.ca_pem
        (tmp_path / "ca.key").unlink()
        with pytest.raises(ConfigError, match="authority"):
            graph.tls()


def test_where_it_was_served_is_remembered(tmp_path: Path) -> None:
    with open_local_graph(tmp_path) as graph:
        assert graph.served_origin() is None
        graph.note_served("https://localhost:1234")
    with open_local_graph(tmp_path) as graph:
        assert graph.served_origin() == "https://localhost:1234"
        (tmp_path / "served.json").write_text("{")
        assert graph.served_origin() is None
        (tmp_path / "served.json").write_text(json.dumps([1]))
        assert graph.served_origin() is None


def test_memory_leaves_nothing_behind() -> None:
    with open_local_graph(None) as graph:
        assert graph.ca_file is None
        chain, _ = graph.tls()
        assert chain.exists()
        assert graph.ca_file is not None
    assert not chain.exists()


def test_secret_is_good_beside_older_ones(inside: Caller) -> None:
    one, two = inside.graph.new_client_secret(), inside.graph.new_client_secret()
    knows = inside.graph._parts.registry.knows_secret
    assert all(knows(inside.graph.tenant_id, inside.graph.client_id, secret.reveal()) for secret in (one, two))


def test_reset_empties_and_seeds_and_keeps_who_may_ask(inside: Caller) -> None:
    secret = inside.graph.new_client_secret().reveal()
    inside.connector()
    inside.graph.reset()
    assert len(inside.get(CONNECTORS)["value"]) == 1
    inside.graph.reset("empty")
    assert inside.get(CONNECTORS)["value"] == inside.get(FLOWS)["value"] == []
    assert inside.graph._parts.registry.knows_secret(inside.graph.tenant_id, inside.graph.client_id, secret)


def test_seed_twice_is_seed_once(inside: Caller) -> None:
    inside.graph.seed()
    assert len(inside.get(CONNECTORS)["value"]) == len(inside.get(FLOWS)["value"]) == 1
    with pytest.raises(UsageError, match="nonsense"):
        inside.graph.seed("nonsense")


def test_emptied_tenant_stays_empty_when_opened_again(tmp_path: Path) -> None:
    with open_local_graph(tmp_path) as graph:
        graph.reset("empty")
    with open_local_graph(tmp_path) as graph:
        assert calling(graph).get(FLOWS)["value"] == []


def test_application_of_an_old_folder_gets_the_permissions_of_a_new_catalog(tmp_path: Path) -> None:
    with open_local_graph(tmp_path) as graph:
        graph.add_app([], client_id=graph.client_id)  # as an older Graphkey with a smaller catalog left it
        graph._parts.registry.set_fact("granted", "older")
        graph.reset("empty")
    with open_local_graph(tmp_path) as graph:
        assert calling(graph).get(CONNECTORS)["value"] == []


def test_status_says_what_there_is(inside: Caller) -> None:
    status = inside.graph.status()
    assert status["tenants"][0]["tenantId"] == inside.graph.tenant_id
    assert status["tenants"][0]["counts"] == {"apiConnectors": 1, "b2xUserFlows": 1}
    assert status["tenants"][0]["now"] == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_app_and_tenant_must_be_there(graph: LocalGraph) -> None:
    with pytest.raises(UsageError):
        graph.new_client_secret("nobody")
    with pytest.raises(UsageError):
        graph.add_app([], tenant_id="nobody")


def test_import_is_light() -> None:
    program = (
        "import sys; import graphkey.localgraph; before = set(sys.modules)\n"
        "from pathlib import Path; from graphkey.localgraph import open_local_graph\n"
        "print(*sorted({'cryptography', 'jwt', 'lark', 'uvicorn', 'ssl', 'asn1crypto'} & {name.partition('.')[0] for name in sys.modules}))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert said == []

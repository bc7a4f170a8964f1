"""The fixture `local_graph` in somebody else's project."""

import os
import subprocess
import sys

TESTS = """
from datetime import timedelta
import ssl, urllib.request
pytest_plugins = ["graphkey.testing"]

LIST = "Get-MgBetaIdentityB2XUserFlow"

def test_graph_is_signed_in(local_graph):
    assert [one["id"] for one in local_graph.graph().call(LIST)] == ["B2X_1_signup"]

def test_every_test_has_its_own(local_graph):
    local_graph.graph().call("Remove-MgBetaIdentityB2XUserFlow", b2x_identity_user_flow_id="B2X_1_signup")
    assert local_graph.graph().call(LIST) == []
    local_graph.seed()
    assert len(local_graph.graph().call(LIST)) == 1

def test_transport_wants_a_token(local_graph):
    from graphkey import Request
    assert local_graph.transport(Request("GET", "https://localhost/beta/identity/b2xUserFlows")).status == 401

def test_clock_makes_a_certificate_active(local_graph):
    from graphkey.certs.make import make
    before = local_graph.clock()
    local_graph.clock.advance(days=30)
    assert local_graph.clock() - before == timedelta(days=30)

def test_served_over_tls_with_its_own_authority(local_graph):
    env = local_graph.env
    assert env["GRAPHKEY_ENDPOINT"] == local_graph.serve()
    trusting = ssl.create_default_context(cafile=env["SSL_CERT_FILE"])
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting))
    url = f"{env['AZURE_AUTHORITY_HOST']}/{env['AZURE_TENANT_ID']}/v2.0/.well-known/openid-configuration"
    with opener.open(url) as answer:
        assert answer.status == 200

def test_several_with_options(make_local_graph):
    first, second = make_local_graph(accept_aes=True), make_local_graph()
    assert first.local.tenant_id
    assert second.local.tenant_id
""".replace("    from graphkey.certs.make import make\n", "")


def test_fixture_works_in_a_fresh_project(tmp_path):
    (tmp_path / "test_theirs.py").write_text(TESTS)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("AZURE_", "GRAPHKEY_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True, text=True, cwd=tmp_path, env=clean,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout


HEAVY = ("cryptography", "sqlite3", "starlette", "uvicorn", "azure", "msal", "click", "asn1crypto", "requests")


def test_import_of_the_fixture_is_light():
    code = "import sys, pytest; before = set(sys.modules); import graphkey.testing; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert [name for name in loaded if name.split(".")[0] in HEAVY] == []
    assert {name.split(".")[0] for name in loaded if name.startswith("graphkey")} == {"graphkey"}
    assert not any(name.startswith(("graphkey.localgraph", "graphkey.client")) for name in loaded)

"""Outside sign-in libraries against the served local Graph, unmodified."""

import json
import ssl
import subprocess
import urllib.request

import pytest

pytestmark = pytest.mark.interop
GRAPH_SCOPE = "https://graph.microsoft.com/.default"


def flows(served, token):
    request = urllib.request.Request(
        f"{served.graph}/beta/identity/b2xUserFlows", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=served.ca_file)) as answer:
        return [one["id"] for one in json.load(answer)["value"]]


@pytest.mark.parametrize("own_root", [False, True])
def test_azure_identity_signs_in_with_a_secret(trusting, own_root):
    from azure.identity import ClientSecretCredential

    with ClientSecretCredential(
        trusting.tenant_id,
        trusting.client_id,
        trusting.client_secret,
        authority=trusting.authority,
        disable_instance_discovery=True,
    ) as credential:
        token = credential.get_token(f"{trusting.graph}/.default" if own_root else GRAPH_SCOPE)
    assert flows(trusting, token.token) == ["B2X_1_signup"]


def test_azure_identity_is_refused_with_a_wrong_secret(trusting):
    from azure.core.exceptions import ClientAuthenticationError
    from azure.identity import ClientSecretCredential

    with (
        ClientSecretCredential(
            trusting.tenant_id,
            trusting.client_id,
            "wrong",
            authority=trusting.authority,
            disable_instance_discovery=True,
        ) as credential,
        pytest.raises(ClientAuthenticationError, match="AADSTS7000215"),
    ):
        credential.get_token(GRAPH_SCOPE)


@pytest.mark.parametrize("chain", [False, True])
def test_azure_identity_signs_in_with_a_certificate(trusting, tmp_path, chain):
    from azure.identity import CertificateCredential
    from cryptography import x509

    from graphkey.localgraph import open_local_graph

    pem = tmp_path / "app.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(pem), "-out", str(tmp_path / "c.pem"), "-subj", "/CN=app", "-days", "30"],
        check=True, capture_output=True,
    )  # fmt: skip
    pem.write_bytes(pem.read_bytes() + (tmp_path / "c.pem").read_bytes())
    cert = x509.load_pem_x509_certificate((tmp_path / "c.pem").read_bytes())
    from cryptography.hazmat.primitives.serialization import Encoding

    with open_local_graph(trusting.folder) as graph:
        graph.add_app_certificate(cert.public_bytes(Encoding.DER))
    with CertificateCredential(
        trusting.tenant_id, trusting.client_id, certificate_path=str(pem), authority=trusting.authority,
        disable_instance_discovery=True, send_certificate_chain=chain,
    ) as credential:  # fmt: skip
        token = credential.get_token(GRAPH_SCOPE)
    assert flows(trusting, token.token) == ["B2X_1_signup"]


def test_msal_signs_in_with_a_secret(trusting):
    import msal
    import requests

    with requests.Session() as session:
        session.trust_env = False
        session.verify = trusting.ca_file
        app = msal.ConfidentialClientApplication(
            trusting.client_id, client_credential=trusting.client_secret, authority=f"{trusting.authority}/{trusting.tenant_id}",
            instance_discovery=False, http_client=session,
        )  # fmt: skip
        answer = app.acquire_token_for_client([GRAPH_SCOPE])
    assert flows(trusting, answer["access_token"]) == ["B2X_1_signup"]


def test_curl_reads_with_the_environment_of_local_env(trusting):
    from tests.interop.conftest import clean_environment

    printed = subprocess.run(
        ["graphkey", "local", "env", "--data", str(trusting.folder), "--shell", "posix"],
        check=True,
        capture_output=True,
        text=True,
        env=clean_environment(),
    ).stdout
    script = (
        printed + "token=$(curl -sf -d grant_type=client_credentials -d client_id=$AZURE_CLIENT_ID --data-urlencode "
        'client_secret="$AZURE_CLIENT_SECRET" -d scope=https://graph.microsoft.com/.default $AZURE_AUTHORITY_HOST/$AZURE_TENANT_ID/oauth2/v2.0/token '
        '| sed "s/.*\\"access_token\\":\\"\\([^\\"]*\\)\\".*/\\1/")\n'
        'curl -sf -H "Authorization: Bearer $token" $GRAPHKEY_ENDPOINT/v1.0/identity/b2xUserFlows/B2X_1_signup\n'
        "graphkey Get-MgBetaIdentityB2XUserFlow -Property id\n"
    )
    done = subprocess.run(["sh", "-e", "-c", script], capture_output=True, text=True, env=clean_environment())
    assert done.returncode == 0, done.stderr
    assert '"B2X_1_signup"' in done.stdout


@pytest.mark.parametrize(("version", "name"), [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")])
def test_openssl_trusts_the_server_and_agrees_on_a_version(served, version, name):
    host = served.graph.removeprefix("https://")
    done = subprocess.run(
        ["openssl", "s_client", "-connect", host, "-servername", "localhost", "-verify_hostname", "localhost", "-verify_return_error", "-CAfile", served.ca_file, version],
        input=b"", capture_output=True, timeout=20,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert name in done.stdout.decode()


def test_openssl_finds_no_older_tls(served):
    host = served.graph.removeprefix("https://")
    done = subprocess.run(
        ["openssl", "s_client", "-connect", host, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"],
        input=b"",
        capture_output=True,
        timeout=20,
    )
    assert done.returncode != 0

"""msgraph-beta-sdk against the served local Graph, unmodified: connectors, flows, references and the upload."""

import asyncio
import base64
import ssl
import subprocess

import pytest

pytestmark = [
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the SDK raises its own by the hundred as it is imported
]
pytest.importorskip("msgraph_beta", reason="msgraph-beta-sdk is installed by ./run interop")


@pytest.fixture
def run(trusting):
    """Run a coroutine function with an SDK client that is signed in by azure-identity."""
    import httpx
    from azure.identity import ClientSecretCredential
    from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
    from msgraph_beta import GraphRequestAdapter, GraphServiceClient

    credential = ClientSecretCredential(
        trusting.tenant_id,
        trusting.client_id,
        trusting.client_secret,
        authority=trusting.authority,
        disable_instance_discovery=True,
    )

    def go(work):
        async def inside():
            provider = AzureIdentityAuthenticationProvider(
                credential, scopes=["https://graph.microsoft.com/.default"], allowed_hosts=["localhost"]
            )
            async with httpx.AsyncClient(verify=ssl.create_default_context(cafile=trusting.ca_file)) as client:
                adapter = GraphRequestAdapter(provider, client)
                adapter.base_url = trusting.graph + "/beta"
                return await work(GraphServiceClient(request_adapter=adapter))

        return asyncio.run(inside())

    yield go
    credential.close()


def pfx(tmp_path, *options):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(tmp_path / "k.pem"), "-out", str(tmp_path / "c.pem"), "-subj", "/CN=client", "-days", "30", "-addext", "extendedKeyUsage=clientAuth"],
        check=True, capture_output=True,
    )  # fmt: skip
    out = tmp_path / "client.pfx"
    subprocess.run(
        ["openssl", "pkcs12", "-export", "-inkey", str(tmp_path / "k.pem"), "-in", str(tmp_path / "c.pem"), "-out", str(out), "-passout", "pass:sdk-password", *options],
        check=True, capture_output=True,
    )  # fmt: skip
    return base64.b64encode(out.read_bytes()).decode()


TRIPLE_DES = ("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1")


def new_connector(name):
    from msgraph_beta.generated.models.basic_authentication import BasicAuthentication
    from msgraph_beta.generated.models.identity_api_connector import IdentityApiConnector

    basic = BasicAuthentication(odata_type="#microsoft.graph.basicAuthentication", username="u", password="p")
    return IdentityApiConnector(
        display_name=name, target_url="https://localhost/api", authentication_configuration=basic
    )


def test_connectors_live_their_whole_life(run):
    from msgraph_beta.generated.models.identity_api_connector import IdentityApiConnector

    async def work(graph):
        made = await graph.identity.api_connectors.post(new_connector("SDK"))
        listed = await graph.identity.api_connectors.get()
        assert made.id in [one.id for one in listed.value]
        await graph.identity.api_connectors.by_identity_api_connector_id(made.id).patch(
            IdentityApiConnector(display_name="SDK 2")
        )
        got = await graph.identity.api_connectors.by_identity_api_connector_id(made.id).get()
        await graph.identity.api_connectors.by_identity_api_connector_id(made.id).delete()
        return got

    got = run(work)
    assert got.display_name == "SDK 2"
    assert got.authentication_configuration.odata_type == "#microsoft.graph.basicAuthentication"


def test_user_flows_and_references_work(run):
    from msgraph_beta.generated.models.b2x_identity_user_flow import B2xIdentityUserFlow
    from msgraph_beta.generated.models.reference_update import ReferenceUpdate
    from msgraph_beta.generated.models.user_flow_type import UserFlowType

    async def work(graph):
        made = await graph.identity.api_connectors.post(new_connector("Wired"))
        flow = await graph.identity.b2x_user_flows.post(
            B2xIdentityUserFlow(id="sdk", user_flow_type=UserFlowType.SignUpOrSignIn, user_flow_type_version=1)
        )
        slot = graph.identity.b2x_user_flows.by_b2x_identity_user_flow_id(
            flow.id
        ).api_connector_configuration.post_federation_signup
        await slot.ref.put(
            ReferenceUpdate(odata_id=f"https://graph.microsoft.com/beta/identity/apiConnectors/{made.id}")
        )
        got = await slot.get()
        await slot.ref.delete()
        await graph.identity.b2x_user_flows.by_b2x_identity_user_flow_id(flow.id).delete()
        await graph.identity.api_connectors.by_identity_api_connector_id(made.id).delete()
        return made, got

    made, got = run(work)
    assert got.id == made.id


def test_upload_to_the_step_before_the_token_gives_the_connector(run, tmp_path):
    from msgraph_beta.generated.identity.b2x_user_flows.item.api_connector_configuration.pre_token_issuance.upload_client_certificate.upload_client_certificate_post_request_body import (
        UploadClientCertificatePostRequestBody as Body,
    )

    body = Body(pkcs12_value=pfx(tmp_path, *TRIPLE_DES), password="sdk-password")

    async def work(graph):
        flow = graph.identity.b2x_user_flows.by_b2x_identity_user_flow_id("B2X_1_signup")
        return await flow.api_connector_configuration.pre_token_issuance.upload_client_certificate.post(body)

    connector = run(work)
    held = connector.authentication_configuration.certificate_list
    assert [one.is_active for one in held].count(True) == 1


def test_an_aes_bundle_is_refused_as_reported_of_the_service(run, tmp_path):
    from msgraph_beta.generated.identity.b2x_user_flows.item.api_connector_configuration.pre_token_issuance.upload_client_certificate.upload_client_certificate_post_request_body import (
        UploadClientCertificatePostRequestBody as Body,
    )
    from msgraph_beta.generated.models.o_data_errors.o_data_error import ODataError

    body = Body(pkcs12_value=pfx(tmp_path), password="sdk-password")

    async def work(graph):
        flow = graph.identity.b2x_user_flows.by_b2x_identity_user_flow_id("B2X_1_signup")
        return await flow.api_connector_configuration.pre_token_issuance.upload_client_certificate.post(body)

    with pytest.raises(ODataError) as refused:
        run(work)
    assert refused.value.error.code == "AADB2C90213"
    assert refused.value.response_status_code == 400

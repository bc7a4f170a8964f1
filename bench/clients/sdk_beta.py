"""Upload one PFX with msgraph-beta-sdk, a token in hand."""

import asyncio
import base64
import os
import ssl
import sys

import httpx
from azure.core.credentials import AccessToken
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph_beta import GraphRequestAdapter, GraphServiceClient
from msgraph_beta.generated.identity.b2x_user_flows.item.api_connector_configuration.pre_token_issuance.upload_client_certificate.upload_client_certificate_post_request_body import (
    UploadClientCertificatePostRequestBody,
)

flow, pfx, password = sys.argv[1:4]
root = os.environ["GRAPHKEY_ENDPOINT"]


class _Token:
    def get_token(self, *scopes: str, **_: object) -> AccessToken:
        return AccessToken(os.environ["GRAPHKEY_ACCESS_TOKEN"], 2**31)


async def main() -> None:
    provider = AzureIdentityAuthenticationProvider(
        _Token(), allowed_hosts=[root.removeprefix("https://").split(":")[0]]
    )
    client = httpx.AsyncClient(verify=ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"]))
    adapter = GraphRequestAdapter(provider, client)
    adapter.base_url = root + "/beta"
    graph = GraphServiceClient(request_adapter=adapter)
    body = UploadClientCertificatePostRequestBody(
        pkcs12_value=base64.b64encode(open(pfx, "rb").read()).decode(), password=password
    )
    flows = graph.identity.b2x_user_flows.by_b2x_identity_user_flow_id(flow)
    connector = await flows.api_connector_configuration.pre_token_issuance.upload_client_certificate.post(body)
    print(connector.id)


asyncio.run(main())

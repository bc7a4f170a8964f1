"""Uploads with msgraph-beta-sdk, 32 in flight, after one that loads its models. Prints one line of JSON."""

import asyncio
import base64
import json
import os
import ssl
import sys
import time

import httpx
from azure.core.credentials import AccessToken
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph_beta import GraphRequestAdapter, GraphServiceClient
from msgraph_beta.generated.identity.b2x_user_flows.item.api_connector_configuration.pre_token_issuance.upload_client_certificate.upload_client_certificate_post_request_body import (
    UploadClientCertificatePostRequestBody,
)

IN_FLIGHT = 32
count, pfx = int(sys.argv[1]), sys.argv[2]
root = os.environ["GRAPHKEY_ENDPOINT"]
value = base64.b64encode(open(pfx, "rb").read()).decode()


class _Token:
    def get_token(self, *scopes: str, **_: object) -> AccessToken:
        return AccessToken(os.environ["GRAPHKEY_ACCESS_TOKEN"], 2**31)


async def main() -> None:
    provider = AzureIdentityAuthenticationProvider(_Token(), allowed_hosts=["localhost"])
    client = httpx.AsyncClient(verify=ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"]), timeout=60)
    adapter = GraphRequestAdapter(provider, client)
    adapter.base_url = root + "/beta"
    graph = GraphServiceClient(request_adapter=adapter)

    async def upload(number: int) -> None:
        body = UploadClientCertificatePostRequestBody(pkcs12_value=value, password=os.environ["PFX_PASSWORD"])
        flow = graph.identity.b2x_user_flows.by_b2x_identity_user_flow_id(f"B2X_1_flow{number}")
        made = await flow.api_connector_configuration.pre_token_issuance.upload_client_certificate.post(body)
        assert made is not None and made.id

    await upload(0)
    numbers = iter(range(1, count + 1))

    async def work() -> None:
        for number in numbers:
            await upload(number)

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    print(json.dumps({"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu, "count": count}))


asyncio.run(main())

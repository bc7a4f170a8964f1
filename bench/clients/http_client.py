"""Upload one PFX with http.client and nothing else: the floor that everything is measured against."""

import base64
import http.client
import json
import os
import ssl
import sys

flow, pfx, password = sys.argv[1:4]
host = os.environ["GRAPHKEY_ENDPOINT"].removeprefix("https://")
context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
connection = http.client.HTTPSConnection(host, timeout=60, context=context)
connection.request(
    "POST",
    f"/beta/identity/b2xUserFlows/{flow}/apiConnectorConfiguration/preTokenIssuance/uploadClientCertificate",
    json.dumps({"pkcs12Value": base64.b64encode(open(pfx, "rb").read()).decode(), "password": password}),
    {"Authorization": f"Bearer {os.environ['GRAPHKEY_ACCESS_TOKEN']}", "Content-Type": "application/json"},
)
answer = connection.getresponse()
assert answer.status == 200, answer.status
print(json.loads(answer.read())["id"])

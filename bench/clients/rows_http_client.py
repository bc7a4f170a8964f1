"""Read every page of a list with http.client and print its rows as jsonl: the floor of `-All`."""

import http.client
import json
import os
import ssl
import sys

host = os.environ["GRAPHKEY_ENDPOINT"].removeprefix("https://")
context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
connection = http.client.HTTPSConnection(host, timeout=60, context=context)
target = "/beta/identity/apiConnectors"
while target:
    connection.request("GET", target, headers={"Authorization": f"Bearer {os.environ['GRAPHKEY_ACCESS_TOKEN']}"})
    page = json.loads(connection.getresponse().read())
    for row in page["value"]:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    target = page.get("@odata.nextLink", "").removeprefix(f"https://{host}")

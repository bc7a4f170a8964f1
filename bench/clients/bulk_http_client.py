"""2,000 uploads with http.client and nothing else, from threads or by `$batch`: the floor. Prints one line of JSON."""

import base64
import http.client
import json
import os
import ssl
import sys
import threading
import time

THREADS = 16
mode, count, pfx = sys.argv[1], int(sys.argv[2]), sys.argv[3]
host = os.environ["GRAPHKEY_ENDPOINT"].removeprefix("https://")
headers = {"Authorization": f"Bearer {os.environ['GRAPHKEY_ACCESS_TOKEN']}", "Content-Type": "application/json"}
body = {"pkcs12Value": base64.b64encode(open(pfx, "rb").read()).decode(), "password": os.environ["PFX_PASSWORD"]}


def path(number: int) -> str:
    return (
        f"/identity/b2xUserFlows/B2X_1_flow{number}/apiConnectorConfiguration/preTokenIssuance/uploadClientCertificate"
    )


def trusting() -> ssl.SSLContext:
    """Reading the authorities is part of the work, here as in every other client."""
    return ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])


def ask(connection: http.client.HTTPSConnection, target: str, data: bytes) -> dict:
    connection.request("POST", target, data, headers)
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    return json.loads(answer.read())


def by_threads() -> None:
    context = trusting()
    numbers = iter(range(count))
    lock = threading.Lock()
    data = json.dumps(body).encode()

    def work() -> None:
        connection = http.client.HTTPSConnection(host, timeout=60, context=context)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            assert ask(connection, "/beta" + path(number), data)["id"]

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def by_batch() -> None:
    context = trusting()
    connection = http.client.HTTPSConnection(host, timeout=60, context=context)
    for start in range(0, count, 20):
        items = [
            {"id": str(number), "method": "POST", "url": path(number), "headers": {"Content-Type": "application/json"}, "body": body}
            for number in range(start, min(start + 20, count))
        ]  # fmt: skip
        found = ask(connection, "/beta/$batch", json.dumps({"requests": items}).encode())
        assert all(one["status"] == 200 and one["body"]["id"] for one in found["responses"])


began, cpu = time.perf_counter(), time.process_time()
{"threads": by_threads, "batch": by_batch}[mode]()
print(json.dumps({"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu, "count": count}))

"""2,000 uploads with graphkey's library, from threads or by `$batch`; the bundle is checked and made clean. Prints one line of JSON."""

import json
import os
import sys
import threading
import time
from pathlib import Path

from graphkey import Graph, beta
from graphkey.wire import Request, Response, json_response

THREADS = 16
COMMAND = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
mode, count, file = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
pfx, password = file.read_bytes(), os.environ["PFX_PASSWORD"]


def by_threads(graph: Graph, uploads: int) -> None:
    numbers = iter(range(uploads))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            flow = f"B2X_1_flow{number}"
            assert graph.call(COMMAND, b2x_identity_user_flow_id=flow, pkcs12_value=pfx, password=password)["id"]

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def by_batch(graph: Graph, uploads: int) -> None:
    flows = beta.identity.b2x_user_flows
    with graph.batch() as batch:
        for number in range(uploads):
            slot = flows[f"B2X_1_flow{number}"].api_connector_configuration.pre_token_issuance
            batch.add(slot.upload_client_certificate(pkcs12Value=pfx, password=password))
    assert all(one["id"] for one in batch.results)


def nowhere(request: Request) -> Response:
    """Answer as the stub would, in this process."""
    if not request.url.endswith("$batch"):
        return json_response(200, {"id": "1"})
    asked = json.loads(request.body)["requests"]
    return json_response(200, {"responses": [{"id": one["id"], "status": 200, "body": {"id": "1"}} for one in asked]})


run = {"threads": by_threads, "batch": by_batch}[mode]
# Imports are no part of the loop, as they are none of the floor's: a Graph that shares nothing with the other uploads once before.
run(Graph(transport=nowhere), 1)
measured = Graph()
began, cpu = time.perf_counter(), time.process_time()
run(measured, count)
print(json.dumps({"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu, "count": count}))

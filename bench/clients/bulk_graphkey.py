"""2,000 uploads with graphkey's library, from threads or by `$batch`; the bundle is checked and made clean. Prints one line of JSON."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from graphkey import Graph, beta

THREADS = 16
COMMAND = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
mode, count, file = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
pfx, password = file.read_bytes(), os.environ["PFX_PASSWORD"]
graph = Graph()


def upload(number: int) -> None:
    flow = f"B2X_1_flow{number}"
    assert graph.call(COMMAND, b2x_identity_user_flow_id=flow, pkcs12_value=pfx, password=password)["id"]


def by_threads() -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(upload, range(count)))


def by_batch() -> None:
    flows = beta.identity.b2x_user_flows
    with graph.batch() as batch:
        for number in range(count):
            slot = flows[f"B2X_1_flow{number}"].api_connector_configuration.pre_token_issuance
            batch.add(slot.upload_client_certificate(pkcs12Value=pfx, password=password))
    assert all(one["id"] for one in batch.results)


# What the first upload of a process loads is measured elsewhere (bench/run.py, one upload); a bundle treated otherwise is
# prepared anew, so the timed ones open and copy theirs.
slot = beta.identity.b2x_user_flows["B2X_1_flow"].api_connector_configuration.pre_token_issuance
graph.send(slot.upload_client_certificate(pkcs12Value=pfx, password=password).with_options(skip_pfx_check=True))
graph.close()
began, cpu = time.perf_counter(), time.process_time()
{"threads": by_threads, "batch": by_batch}[mode]()
print(json.dumps({"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu, "count": count}))

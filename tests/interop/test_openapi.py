"""schemathesis, unmodified, over all that the served local Graph says of itself in OpenAPI: no server error, no schema violated."""

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import clean_environment, serving, signed_in

pytestmark = pytest.mark.interop

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
)
MAX_TIME_S = 150
"""What CI can spare for each version; a round of all cases takes about 100 to 140 seconds where nothing else runs."""


@pytest.mark.parametrize("version", ["beta", "v1.0"])
def test_answers_are_as_described_when_everything_is_tried(version: str, tmp_path: Path) -> None:
    with serving(tmp_path) as graph:
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"{graph.graph}/-/openapi/{version}.json",
            "--header",
            f"Authorization: Bearer {signed_in(graph)}",
            "--tls-verify",
            graph.ca_file,
            "--checks",
            ",".join(CHECKS),
            "--phases",
            "examples,coverage",
            "--continue-on-failure",
            "--max-time",
            str(MAX_TIME_S),
            "--workers",
            "1",  # with more, CPython 3.11 fails now and then in ast.parse, which hypothesis calls from each thread
            "--warnings",
            "off",
            "--no-color",
        ]
        ran = subprocess.run(
            command, cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, timeout=2 * MAX_TIME_S
        )
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]

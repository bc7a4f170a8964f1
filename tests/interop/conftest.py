"""A local Graph served by its own command, for clients that know nothing of Graphkey."""

import json
import os
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest


class Served(NamedTuple):
    graph: str
    authority: str
    tenant_id: str
    client_id: str
    client_secret: str
    ca_file: str
    folder: Path


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a new local Graph while it is needed."""
    ready = folder / "ready.json"
    command = [
        sys.executable,
        "-m",
        "graphkey",
        "local",
        "serve",
        "--port",
        "0",
        "--data",
        str(folder / "graph"),
        "--ready-file",
        str(ready),
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        while not ready.exists():
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            time.sleep(0.02)
        yield Served(**json.loads(ready.read_text()), folder=folder / "graph")
    finally:
        process.terminate()
        process.wait(10)
        if process.stderr:
            process.stderr.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture
def trusting(served: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The environment of a user who has run `graphkey local env`."""
    for name in ("CURL_CA_BUNDLE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", served.ca_file)
    monkeypatch.setenv("SSL_CERT_FILE", served.ca_file)
    return served


def signed_in(served: Served) -> str:
    """Get an access token as any client would."""
    form = {
        "grant_type": "client_credentials",
        "client_id": served.client_id,
        "client_secret": served.client_secret,
        "scope": "https://graph.microsoft.com/.default",
    }
    url = f"{served.authority}/{served.tenant_id}/oauth2/v2.0/token"
    trusted = ssl.create_default_context(cafile=served.ca_file)
    with urllib.request.urlopen(url, urlencode(form).encode(), context=trusted) as answer:
        return str(json.load(answer)["access_token"])


@pytest.fixture(scope="session")
def token(served: Served) -> str:
    return signed_in(served)


def clean_environment() -> dict[str, str]:
    """The environment of a user's shell with graphkey on the path and nothing configured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AZURE_", "GRAPHKEY_"))}
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"}

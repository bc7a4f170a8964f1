"""
Measure what the documentation claims, as ratios in one run, against the same served local Graph over TLS.

Run by `./run bench`; prints Markdown and writes docs/reference/benchmarks.md with --write. What is not installed is left out and said.
"""

import argparse
import compileall
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import bulk
from bundles import bundles
from filters import filters
from proof import proofs
from served import first_answer, reads, tls_files, writes
from sizes import size_table
from startup import startup
from timing import measure, table
from watching import watching

HERE = Path(__file__).parent
FLOW = "B2X_1_signup"
COMMAND = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"


@contextmanager
def local_graph(folder: Path) -> Iterator[dict[str, str]]:
    """Serve a local Graph in a process of its own; yields what the ready file says."""
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
    process = subprocess.Popen([*command, "--accept-aes"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        while not ready.exists():
            if process.poll() is not None:
                raise SystemExit(process.stderr.read().decode() if process.stderr else "the local Graph did not start")
            time.sleep(0.05)
        yield json.loads(ready.read_text())
    finally:
        process.terminate()
        process.wait(10)
        if process.stderr:
            process.stderr.close()


def token(found: dict[str, str]) -> str:
    """Get a token as any client would."""
    import ssl
    from urllib.parse import urlencode

    form = urlencode(
        {
            "grant_type": "client_credentials", "client_id": found["client_id"], "client_secret": found["client_secret"],
            "scope": "https://graph.microsoft.com/.default",
        }
    ).encode()  # fmt: skip
    url = f"{found['authority']}/{found['tenant_id']}/oauth2/v2.0/token"
    with urllib.request.urlopen(url, form, context=ssl.create_default_context(cafile=found["ca_file"])) as answer:
        return str(json.load(answer)["access_token"])


def environment(found: dict[str, str], folder: Path) -> dict[str, str]:
    """Give every client the same endpoint, authority file and token."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    return {
        **kept,
        "SSL_CERT_FILE": found["ca_file"],
        "GRAPHKEY_ENDPOINT": found["graph"],
        "GRAPHKEY_ACCESS_TOKEN": token(found),
        "AZURE_AUTHORITY_HOST": found["authority"],
        "AZURE_TENANT_ID": found["tenant_id"],
        "GRAPHKEY_CONFIG_DIR": str(folder / "config"),
        "GRAPHKEY_CACHE_DIR": str(folder / "cache"),
        "GRAPHKEY_AUDIT": str(folder / "audit.jsonl"),
        "PFX_PASSWORD": "bench-password-1",
    }


def cold(env: dict[str, str], pfx: Path, rounds: int, sdk_python: str | None) -> str:
    """Measure one upload, each in a fresh process."""
    ours = [shutil.which("graphkey", path=str(Path(sys.executable).parent)) or "graphkey", COMMAND]
    upload = ["-B2XIdentityUserFlowId", FLOW, "-Pkcs12Value", f"@{pfx}", "-Password", "env:PFX_PASSWORD"]
    args = [FLOW, str(pfx), env["PFX_PASSWORD"]]
    commands = {
        "plain http.client script (floor)": [sys.executable, str(HERE / "clients/http_client.py"), *args],
        "graphkey, -AsIs -SkipPfxCheck": [*ours, *upload, "-AsIs", "-SkipPfxCheck"],
        "graphkey, check and clean copy": [*ours, *upload],
    }
    made = table(measure(commands, env, rounds), "One upload, a fresh process each")
    if sdk_python:
        few = {
            "graphkey, check and clean copy": [*ours, *upload],
            "msgraph-beta-sdk": [sdk_python, str(HERE / "clients/sdk_beta.py"), *args],
        }
        made += "\n" + table(measure(few, env, max(3, rounds // 4)), "Against msgraph-beta-sdk (token in hand as well)")
    return made + _az(env, pfx, ours, upload, rounds)


def _az(env: dict[str, str], pfx: Path, ours: list[str], upload: list[str], rounds: int) -> str:
    az = shutil.which("az")
    if az is None:
        return "\n`az rest` is not installed here and was left out.\n"
    import base64

    body = pfx.with_suffix(".json")
    body.write_text(
        json.dumps({"pkcs12Value": base64.b64encode(pfx.read_bytes()).decode(), "password": env["PFX_PASSWORD"]})
    )
    url = f"{env['GRAPHKEY_ENDPOINT']}/beta/identity/b2xUserFlows/{FLOW}/apiConnectorConfiguration/preTokenIssuance/uploadClientCertificate"
    rest = [
        az, "rest", "--method", "post", "--url", url, "--skip-authorization-header", "--body", f"@{body}", "--headers",
        f"Authorization=Bearer {env['GRAPHKEY_ACCESS_TOKEN']}", "Content-Type=application/json",
    ]  # fmt: skip
    env = {**env, "REQUESTS_CA_BUNDLE": env["SSL_CERT_FILE"]}
    rows = measure({"graphkey, check and clean copy": [*ours, *upload], "az rest": rest}, env, max(3, rounds // 3))
    return "\n" + table(rows, "Against az rest")


def many(found: dict[str, str], env: dict[str, str], pfx: Path, options: argparse.Namespace) -> str:
    """Measure many uploads and many rows against the stub."""
    with bulk.stub(*tls_files(Path(found["ca_file"]).parent.parent)) as origin:
        return bulk.uploads(origin, env, pfx, options.sdk_python, 5) + "\n" + bulk.rows(origin, env)


def compiled() -> None:
    """Compile our modules, as an installer does: a first start that compiles them would be measured as ours, and as nobody's else."""
    import graphkey

    compileall.compile_dir(Path(str(graphkey.__file__)).parent, quiet=1)


def parts(found: dict[str, str], folder: Path, options: argparse.Namespace) -> Mapping[str, Callable[[], str]]:
    """Return what can be measured, in the order of the page."""
    env = environment(found, folder)
    pfx = folder / "client.pfx"
    subprocess.run(
        [sys.executable, "-m", "graphkey", "cert", "new", str(pfx), "--name", "bench.example", "--password", "env:PFX_PASSWORD"],
        env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return {
        "cold": lambda: cold(env, pfx, options.rounds, options.sdk_python),
        "startup": lambda: startup(env, folder, options.rounds),
        "many": lambda: many(found, env, pfx, options),
        "first-answer": lambda: first_answer(options.rounds),
        "reads": lambda: reads(found, env),
        "writes": lambda: writes(found, env, pfx),
        "filters": filters,
        "bundles": lambda: bundles(folder),
        "watching": watching,
        "proofs": lambda: proofs(folder),
        "sizes": size_table,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sdk-python", help="an interpreter that has msgraph-beta-sdk and azure-identity")
    parser.add_argument("--only", help="a part, or several with commas between: cold,many,…")
    parser.add_argument("--write", action="store_true", help="write docs/reference/benchmarks.md")
    options = parser.parse_args()
    if options.only and options.write:
        parser.error("the page is written whole, in one run: leave out --only")
    compiled()
    with tempfile.TemporaryDirectory() as name, local_graph(Path(name)) as found:
        known = parts(found, Path(name), options)
        wanted = options.only.split(",") if options.only else list(known)
        if unknown := [one for one in wanted if one not in known]:
            parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(known)}")
        made = "\n".join(known[one]() for one in wanted)
    page = _HEAD.format(python=platform.python_version(), system=platform.system(), cores=os.cpu_count()) + made
    print(page)
    if options.write:
        (HERE.parent / "docs/reference/benchmarks.md").write_text(page, encoding="utf-8")


_HEAD = """# Benchmarks

Made by `./run bench`: Python {python} on {system}, {cores} cores. Ratios are of medians against the first row of a table, from one
run, of modules that are compiled; absolute times belong to that machine on that day, and wall times to what else it did. Every client
talks to the same served local Graph over TLS with the same authority file; for many uploads and many rows to the same stub
(`bench/stub.py`), on a core of its own. An aim stands in the heading of its table.

"""

if __name__ == "__main__":
    main()

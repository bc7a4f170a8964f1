"""cert inspect, cert convert and cert csr."""

import base64
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509 import load_pem_x509_csr

from graphkey.certs.diagnose import diagnose
from graphkey.config import keyvault
from tests.certs.craft import cert_bag, key_bag, plain_safe
from tests.certs.craft import pfx as craft_pfx
from tests.cli.bundles import PASSWORD, certificate, key, pfx, thumbprint
from tests.cli.conftest import Cli

ENV = {"P": PASSWORD, "NEW": "fresh-Pass-1"}


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "client.pfx").write_bytes(pfx())
    return str(tmp_path / "client.pfx")


@pytest.fixture
def several(tmp_path: Path) -> str:
    bags = []
    for number in (0, 1):
        der = key(number).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        bags += [key_bag(der), cert_bag(certificate(number).public_bytes(Encoding.DER))]
    (tmp_path / "several.pfx").write_bytes(craft_pfx(plain_safe(*bags)))
    return str(tmp_path / "several.pfx")


# -- inspect ---------------------------------------------------------------------------------------------------------------


def test_all_that_is_inside_is_shown(cli: Cli, file: str) -> None:
    done = cli("cert", "inspect", file, "--password", "env:P", env=ENV)
    assert (done.code, done.json["verdict"], done.json["form"]) == (0, "ok", "pkcs12")
    assert [one["thumbprint"] for one in done.json["certificates"]] == [thumbprint()]
    assert done.json["keys"] == [{"number": 1, "kind": "RSA-2048", "thumbprint": thumbprint(), "name": ""}]


def test_what_shows_without_a_password_is_shown(cli: Cli, file: str) -> None:
    done = cli("cert", "inspect", file)
    assert (done.code, done.json["verdict"], done.json["certificates"]) == (1, "wrong-password", [])
    assert done.json["cost"]["rounds"] >= 2048
    assert done.json["encryption"]


def test_several_keys_are_listed_and_one_chosen(cli: Cli, several: str) -> None:
    listed = cli("cert", "inspect", several)
    assert (listed.code, [one["number"] for one in listed.json["keys"]]) == (0, [1, 2])
    assert cli("cert", "inspect", several, "--key", "2").json["certificates"][0]["thumbprint"] == thumbprint(1)


@pytest.mark.parametrize("columns", [None, 80])
def test_a_bundle_comes_from_standard_input(cli: Cli, columns: int | None) -> None:
    done = cli("cert", "inspect", "-", "--password", "env:P", env=ENV, stdin=base64.b64encode(pfx()), columns=columns)
    assert done.code == 0
    assert "base64-pfx" in done.out
    assert thumbprint() in done.out
    assert PASSWORD not in done.out


def test_certificates_are_printed_as_pem(cli: Cli, file: str) -> None:
    done = cli("cert", "inspect", file, "--password", "env:P", "--pem", env=ENV)
    assert done.out.encode() == certificate(0).public_bytes(Encoding.PEM)


def test_a_file_that_cannot_be_read_is_told(cli: Cli, tmp_path: Path) -> None:
    for name in (str(tmp_path / "missing"), str(tmp_path), "a\0b"):
        done = cli("cert", "inspect", name)
        assert (done.code, done.out) == (2, "")


# -- convert ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "encryption"), [("modern", "AES-256"), ("compat", "3DES")])
def test_a_bundle_is_written_anew(cli: Cli, file: str, tmp_path: Path, form: str, encryption: str) -> None:
    out = tmp_path / "out.pfx"
    done = cli(
        "cert", "convert", file, str(out), "--to", form, "--password", "env:P", "--new-password", "env:NEW", env=ENV
    )
    assert (done.code, done.json["left_out"]) == (0, [])
    found = diagnose(out.read_bytes(), ENV["NEW"])
    assert found.bundle is not None
    assert (found.bundle.leaf, encryption in found.facts["encryption"][0]) == (certificate(0), True)


def test_pem_and_back_changes_nothing(cli: Cli, file: str, tmp_path: Path) -> None:
    pem, back = tmp_path / "c.pem", tmp_path / "back.pfx"
    assert cli("cert", "convert", file, str(pem), "--password", "env:P", "--new-password", "env:NEW", env=ENV).code == 0
    assert b"ENCRYPTED PRIVATE KEY" in pem.read_bytes()
    assert cli("cert", "convert", str(pem), str(back), "--password", "env:NEW", "--no-password", env=ENV).code == 0
    bundle = diagnose(back.read_bytes(), None).bundle
    assert bundle is not None
    assert (bundle.leaf, bundle.key.private_numbers()) == (certificate(0), key(0).private_numbers())  # type: ignore[union-attr]


def test_several_keys_are_not_lost_silently(cli: Cli, several: str, tmp_path: Path) -> None:
    out = tmp_path / "out.pfx"
    refused = cli("cert", "convert", several, str(out), "--no-password")
    assert (refused.code, out.exists()) == (3, False)
    assert "--key" in refused.err
    assert thumbprint(1) in refused.err
    done = cli("cert", "convert", several, str(out), "--no-password", "--key", thumbprint(1))
    assert (done.json["thumbprint"], done.json["left_out"]) == (thumbprint(1), ["private key 1 (RSA-2048)"])
    assert done.json["chain"] == ["CN=client-0"]


def test_other_certificates_are_left_out_only_when_asked(cli: Cli, several: str, tmp_path: Path) -> None:
    done = cli("cert", "convert", several, str(tmp_path / "o.pfx"), "--no-password", "--key", "2", "--chain-only")
    assert done.json["left_out"] == ["private key 1 (RSA-2048)", "certificate CN=client-0"]
    assert done.json["chain"] == []


@pytest.mark.parametrize("given", [["--password", "env:NEW"], []])
def test_what_does_not_open_makes_no_file(cli: Cli, file: str, tmp_path: Path, given: list[str]) -> None:
    out = tmp_path / "out.pfx"
    done = cli("cert", "convert", file, str(out), "--no-password", *given, env=ENV)
    assert (done.code, out.exists()) == (3, False)


def test_a_file_is_not_converted_onto_itself_by_accident(cli: Cli, file: str) -> None:
    before = Path(file).read_bytes()
    assert cli("cert", "convert", file, file, "--password", "env:P", "--no-password", env=ENV).code == 2
    assert Path(file).read_bytes() == before


# -- csr -------------------------------------------------------------------------------------------------------------------


def test_a_request_is_made_with_its_key(cli: Cli, tmp_path: Path) -> None:
    request, private = tmp_path / "r.csr", tmp_path / "r.pem"
    done = cli(
        "cert",
        "csr",
        str(request),
        "--name",
        "x",
        "--key-out",
        str(private),
        "--kind",
        "EC-P-384",
        "--password",
        "env:NEW",
        env=ENV,
    )
    assert done.code == 0
    made, own = load_pem_x509_csr(request.read_bytes()), load_pem_private_key(private.read_bytes(), ENV["NEW"].encode())
    assert made.is_signature_valid
    assert made.public_key() == own.public_key()
    assert "PRIVATE" not in done.out


def test_a_key_that_exists_is_never_replaced(cli: Cli, tmp_path: Path) -> None:
    private = tmp_path / "r.pem"
    private.write_bytes(b"precious")
    assert (
        cli("cert", "csr", str(tmp_path / "r.csr"), "--name", "x", "--key-out", str(private), "--no-password").code == 2
    )
    assert (
        cli("cert", "csr", str(private), "--name", "x", "--key-out", str(private), "--no-password", "--force").code == 2
    )
    assert (private.read_bytes(), (tmp_path / "r.csr").exists()) == (b"precious", False)


# -- check by a profile ------------------------------------------------------------------------------------------------------


def test_a_profile_makes_an_error_of_what_is_fine_elsewhere(cli: Cli, file: str) -> None:
    check = ("cert", "check", file, "--password", "env:P", "--profile")
    assert cli(*check, "connector", env=ENV).code == 0
    done = cli(*check, "windows-2016", env=ENV)
    assert (done.code, done.json["verdict"]) == (1, "ok")
    assert cli(*check, "nobody", env=ENV).code == 2


def test_a_policy_of_ones_own_is_followed(cli: Cli, file: str, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("[profile.ours]\nbased_on = 'connector'\nbounds = {rsa_bits = 4096}\n", encoding="utf-8")
    done = cli("cert", "check", file, "--password", "env:P", "--policy", str(policy), "--profile", "ours", env=ENV)
    assert "weak-key" in {finding["id"] for finding in done.json["findings"]}


def test_a_pair_in_pem_is_explained_and_taken_by_key_vault(cli: Cli, file: str, tmp_path: Path) -> None:
    pem = tmp_path / "c.pem"
    cli("cert", "convert", file, str(pem), "--password", "env:P", "--no-password", env=ENV)
    done = cli("cert", "check", str(pem))
    assert (done.code, done.json["verdict"], done.json["leaf"]["thumbprint"]) == (1, "not-pkcs12", thumbprint(0))
    assert "belong together" in done.json["sentence"]
    assert "cert convert" in done.json["remedy"]
    assert cli("cert", "check", str(pem), "--profile", "key-vault").json["verdict"] == "ok"


def test_a_chosen_key_is_checked(cli: Cli, several: str) -> None:
    done = cli("cert", "check", several, "--key", "2")
    assert (done.json["verdict"], done.json["leaf"]["thumbprint"]) == ("ok", thumbprint(1))
    unchosen = cli("cert", "check", several).json
    assert (unchosen["verdict"], "--key" in unchosen["remedy"]) == ("multiple-keys", True)


# -- from Azure Key Vault (the vault itself: tests/config/test_keyvault.py) ----------------------------------------------------


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> list[keyvault.Place]:
    asked = []

    def fetch(place: keyvault.Place, **_: Any) -> keyvault.Found:
        asked.append(place)
        return keyvault.Found(pfx(password=""), keyvault.PKCS12, "v1")

    monkeypatch.setattr(keyvault, "fetch", fetch)
    return asked


def test_a_certificate_of_a_vault_is_a_file_like_any_other(
    cli: Cli, tmp_path: Path, vault: list[keyvault.Place]
) -> None:
    name = "keyvault:contoso/client"
    for verb in ("check", "inspect"):
        done = cli("cert", verb, name)
        assert (done.code, done.json["file"], done.json["verdict"]) == (0, name, "ok")
    assert cli("cert", "convert", name, str(tmp_path / "c.pfx"), "--new-password", "env:NEW", env=ENV).code == 0
    assert vault == [keyvault.Place("https://contoso.vault.azure.net", "client")] * 3


def test_a_source_that_fails_is_told_and_the_others_are_checked(
    cli: Cli, file: str, vault: list[keyvault.Place]
) -> None:
    done = cli(
        "cert", "check", "keyvault:nonsense", "env:MISSING", "-", file, "--password", "env:P", env=ENV, stdin=b"x"
    )
    assert done.code == 2
    assert [line["verdict"] for line in done.lines] == [None, None, "not-pkcs12", "ok"]
    assert "VAULT/NAME" in done.err


def test_a_bundle_of_a_vault_is_uploaded(cli: Cli, vault: list[keyvault.Place]) -> None:
    upload = "Invoke-MgBetaUploadIdentityApiConnectorClientCertificate"
    body = ("-Pkcs12Value", "keyvault:contoso/client", "-Password", "")
    done = cli(upload, "-Local", "-IdentityApiConnectorId", "x", *body, "-WhatIf")
    assert (done.code, len(vault)) == (0, 1), done.err
    assert thumbprint(0) in done.out + done.err


def test_a_program_may_print_a_bundle_as_it_is(cli: Cli, file: str) -> None:
    upload = "Invoke-MgBetaUploadIdentityApiConnectorClientCertificate"
    program = (
        f"cmd:'{sys.executable}' -c 'import sys; sys.stdout.buffer.write(open(sys.argv[1], \"rb\").read())' '{file}'"
    )
    body = ("-Pkcs12Value", program, "-Password", "env:P")
    done = cli(upload, "-Local", "-IdentityApiConnectorId", "x", *body, "-WhatIf", env=ENV)
    assert done.code == 0, done.err
    assert thumbprint(0) in done.out + done.err


def test_what_to_do_with_a_java_keystore_is_said(cli: Cli, tmp_path: Path) -> None:
    store = tmp_path / "client.jks"
    store.write_bytes(b"\xfe\xed\xfe\xed" + bytes(60))
    shown = cli("cert", "inspect", str(store), "--output", "text").out
    assert "keytool -importkeystore" in shown
    assert "form        jks-keystore, 64 bytes" in shown

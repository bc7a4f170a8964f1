"""Whatever looks like a secret or a bundle by its name is marked, or stands here with the reason why it is none."""

import re

import pytest

from graphkey.catalog.load import command, command_names, type_names, type_of
from graphkey.catalog.model import Property, Type, Version

VERSIONS: tuple[Version, ...] = ("beta", "v1.0")
LIKE_SECRET = re.compile(
    r"(secret(key|text|value)?|password|pin|token|credential|privatekey|passphrase|accesspass|otp|apikey|verificationcode)$"
    r"|^(k|d|dp|dq|p|q|qi|oth|code|key|seed)$",
    re.IGNORECASE,
)
LIKE_BUNDLE = re.compile(r"pkcs|pfx|pem$|certificate(s|data)?$|^key(data|material|value)?$", re.IGNORECASE)
ERROR_CODE = re.compile(r"error(base|detail)?$", re.IGNORECASE)
NO_SECRET = {
    ("alternativeSecurityId", "key"): "Graph's own id of a sign-in name",
    ("keyCredential", "key"): "a certificate without its private key",
    ("keyValue", "key"): "name of a pair",
    ("uploadCertificateBody", "key"): "a certificate without its private key",
}
NO_BUNDLE = {
    ("alternativeSecurityId", "key"): "Graph's own id of a sign-in name",
    ("appleManagedIdentityProvider", "certificateData"): "a private key as text that Apple made, without a password",
    ("bitlockerRecoveryKey", "key"): "digits that a person types",
    ("certificateAuthority", "certificate"): "a public certificate",
    ("deviceKey", "keyMaterial"): "a public key",
    ("fido2AuthenticationMethod", "attestationCertificates"): "public certificates",
    ("internalDomainFederation", "nextSigningCertificate"): "a public certificate",
    ("internalDomainFederation", "signingCertificate"): "a public certificate",
    ("keyCredential", "key"): "a certificate without its private key",
    ("keyValue", "key"): "name of a pair",
    ("samlOrWsFedExternalDomainFederation", "signingCertificate"): "a public certificate",
    ("samlOrWsFedProvider", "signingCertificate"): "a public certificate",
    ("uploadCertificateBody", "key"): "a certificate without its private key",
}


def texts(like: re.Pattern[str]) -> list[tuple[Type, Property]]:
    found = [
        (row, one) for v in VERSIONS for row in (type_of(v, name) for name in type_names(v)) for one in row.properties
    ]
    return [(row, one) for row, one in found if one.type in ("String", "Binary", "Json") and like.search(one.name)]


def test_what_looks_like_a_secret_is_one_or_explained_when_the_whole_module_is_read() -> None:
    shown = {(row.name, one.name) for row, one in texts(LIKE_SECRET) if not one.secret}
    assert {(row, one) for row, one in shown if not (one == "code" and ERROR_CODE.search(row))} == set(NO_SECRET)


def test_what_looks_like_a_bundle_is_one_or_explained_when_the_whole_module_is_read() -> None:
    plain = {(row.name, one.name) for row, one in texts(LIKE_BUNDLE) if row.pfx is None or row.pfx.value != one.name}
    assert plain == set(NO_BUNDLE)


def test_bundle_is_marked_when_a_key_and_a_password_are_sent_together() -> None:
    pairs = {row.name for row, one in texts(LIKE_BUNDLE) if row.property("password")}
    assert pairs == {"pkcs12Certificate", "uploadClientCertificateBody", "uploadPkcs12Body"}
    marked = {row.name: row.pfx for v in VERSIONS for row in (type_of(v, name) for name in type_names(v)) if row.pfx}
    assert set(marked) == pairs


@pytest.mark.parametrize(("version", "count"), [("beta", 10), ("v1.0", 7)])
def test_commands_that_can_carry_a_bundle_are_those_of_connectors_slots_and_key_sets(
    version: Version, count: int
) -> None:
    found = {n for n in command_names(version) if any(one.pfx for one in command(n).operations)}
    slots = r"(New|Update)-Mg(Beta)?Identity(ApiConnector|B2XUserFlow(Post|PreToken)\w+)"
    uploads = r"Invoke-Mg(Beta)?Upload(Identity\w+ClientCertificate|TrustFrameworkKeySetPkcs12)"
    assert len(found) == count
    assert [name for name in found if not re.fullmatch(f"{slots}|{uploads}", name)] == []

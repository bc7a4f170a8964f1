from pathlib import Path

import pytest

from graphkey.certs.finding import KNOWN, find
from graphkey.certs.policy import find_profile, load_profiles
from graphkey.errors import ConfigError


def own(folder: Path, text: str) -> Path:
    file = folder / "policy.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_default_changes_nothing_and_names_a_source_for_every_finding() -> None:
    connector = find_profile("connector")
    assert {key: rule.severity for key, rule in connector.rules.items()} == {key: row[0] for key, row in KNOWN.items()}
    assert all(rule.source != "the table of findings" for rule in connector.rules.values())


def test_the_shipped_profiles_are_the_documented_ones() -> None:
    assert list(load_profiles()) == ["connector", "windows-2016", "app-service", "key-vault"]


def test_a_profile_weighs_findings() -> None:
    findings = (find("aes-encryption", "AES"), find("weak-encryption"), find("expired"))
    weighed = find_profile("windows-2016").weigh(findings)
    assert [(one.id, one.severity) for one in weighed] == [("aes-encryption", "error"), ("expired", "error")]
    assert weighed[0].evidence == "AES"


def test_a_profile_of_ones_own_builds_on_another(tmp_path: Path) -> None:
    file = own(
        tmp_path,
        """
        [profile.strict]
        based_on = "base"
        bounds = { rsa_bits = 3072 }
        [profile.base]
        based_on = "windows-2016"
        rules.self-signed = { severity = "error", source = "our policy" }
        """,
    )
    strict = find_profile("strict", file)
    assert (strict.bounds.rsa_bits, strict.bounds.ec_bits) == (3072, 224)
    assert (strict.rules["self-signed"].severity, strict.rules["aes-encryption"].severity) == ("error", "error")


def test_old_windows_refuses_what_takes_too_many_rounds() -> None:
    assert find_profile("windows-2016").weigh([find("high-iterations")])[0].severity == "error"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = ", "cannot be read"),
        ("profile = 1", "no table"),
        ("[profile.connector]", "takes the name"),
        ("[profile.a]\nbased_on = 'b'", "does not exist"),
        ("[profile.a]\nbased_on = 7", "does not exist"),
        ("[profile.a]\nbased_on = 'b'\n[profile.b]\nbased_on = 'a'", "itself"),
        ("[profile.a]\nodd = 1", "odd"),
        ("[profile.a]\naccepts = ['jks']", "form"),
        ("[profile.a.rules]\nexpird = {severity = 'off', source = 's'}", "expird"),
        ("[profile.a.rules]\nexpired = 'off'", "no table"),
        ("[profile.a.rules]\nexpired = {severity = 'fatal', source = 's'}", "severity"),
        ("[profile.a.rules]\nexpired = {severity = 'off'}", "source"),
        ("[profile.a.rules]\nexpired = {severity = 'off', source = ' '}", "source"),
        ("[profile.a.bounds]\nrsa_bits = 'many'", "rsa_bits"),
        ("[profile.a.bounds]\nrsa_bits = true", "rsa_bits"),
        ("[profile.a.bounds]\nrsa = 1", "rsa"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load_profiles(own(tmp_path, text))
    assert "policy.toml" in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read: No such file or directory$") as caught:
        load_profiles(tmp_path / "missing.toml")
    assert "path" in str(caught.value.hint)


def test_an_unknown_profile_is_told_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="no profile 'windows'") as caught:
        find_profile("windows")
    assert "windows-2016" in str(caught.value.hint)

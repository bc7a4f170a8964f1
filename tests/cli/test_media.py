"""Content that is no JSON: into a file whole, out of a file as it stands, and nothing half done."""

from pathlib import Path

import pytest

POLICY = "MgBetaTrustFrameworkPolicyContent"
ID = ("-TrustFrameworkPolicyId", "B2C_1A_x")
XML = b"""<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicyId="B2C_1A_x"
 TenantId="t.example" PublicPolicyUri="http://t.example/B2C_1A_x"/>\r\n \xc3\xa4\n\n"""
LANGUAGES = "/beta/identity/b2cUserFlows/B2C_1_x/languages"
PAGE = (
    "-B2CIdentityUserFlowId",
    "B2C_1_x",
    "-UserFlowLanguageConfigurationId",
    "en",
    "-UserFlowLanguagePageId",
    "idpselections",
)
CONTENT = "MgBetaIdentityB2CUserFlowLanguageOverridePageContent"


@pytest.fixture
def page(cli, tmp_path):
    """Make a page whose content can be set; returns a file of bytes that are no text."""
    for path, body in (
        (
            "/beta/identity/b2cUserFlows",
            '{"id": "B2C_1_x", "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 1}',
        ),
        (LANGUAGES, '{"id": "en", "isEnabled": true}'),
        (LANGUAGES + "/en/overridesPages", '{"id": "idpselections"}'),
    ):
        done = cli("request", "POST", path, "-Local", "-Body", body)
        assert done.code == 0, done.err
    path = tmp_path / "page.html"
    path.write_bytes(bytes(range(256)) * 3)
    return path


def test_content_comes_back_byte_for_byte(cli, tmp_path, page):
    done = cli(f"Set-{CONTENT}", "-Local", *PAGE, "-InFile", str(page), "-PassThru")
    assert (done.code, done.json) == (0, True), done.err
    got = tmp_path / "got"
    got.write_text("old")
    done = cli(f"Get-{CONTENT}", "-Local", *PAGE, "-OutFile", str(got))
    assert (done.code, done.out) == (0, ""), done.err
    assert got.read_bytes() == page.read_bytes()
    assert [one.name for one in tmp_path.iterdir() if "part" in one.name] == []


def test_content_comes_from_standard_input(cli, tmp_path, page):
    done = cli(f"Set-{CONTENT}", "-Local", *PAGE, "-Data", "-", "-ContentType", "text/plain", stdin=b"\xff\x00 x \n")
    assert done.code == 0, done.err
    cli(f"Get-{CONTENT}", "-Local", *PAGE, "-OutFile", str(tmp_path / "got"))
    assert (tmp_path / "got").read_bytes() == b"\xff\x00 x \n"


def test_whatif_tells_size_and_type_and_not_the_bytes(cli, page):
    done = cli(f"Set-{CONTENT}", "-Local", *PAGE, "-InFile", str(page), "-WhatIf")
    assert "768 bytes" in done.out
    assert "content-type: text/html" in done.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((f"Get-{CONTENT}", *PAGE), "-OutFile is missing"),
        ((f"Set-{CONTENT}", *PAGE), "lacks -InFile"),
        ((f"Set-{CONTENT}", *PAGE, "-InFile", "/nowhere/x"), "cannot be read"),
        ((f"Set-{CONTENT}", *PAGE, "-InFile", "README.md", "-Data", "x"), "both given"),
    ],
)
def test_what_is_missing_is_told_before_anything_is_sent(cli, arguments, says):
    done = cli(*arguments, "-Local")
    assert done.code == 2
    assert says in done.err


def test_file_stays_as_it_was_when_the_service_answers_an_error(cli, tmp_path):
    old = tmp_path / "old.xml"
    old.write_text("old")
    done = cli(f"Get-{POLICY}", "-Local", *ID, "-OutFile", str(old))
    assert done.code == 5
    assert old.read_text() == "old"
    done = cli(f"Get-{POLICY}", "-Local", *ID, "-OutFile", str(tmp_path / "new.xml"))
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["old.xml"]


@pytest.mark.parametrize("path", ["/nowhere/at/all", "{}/graph", "a\0b"])
def test_file_that_cannot_be_made_is_told_before_anything_is_sent(cli, tmp_path, path):
    done = cli(f"Get-{POLICY}", "-Local", *ID, "-OutFile", path.format(tmp_path), "-Debug")
    assert done.code == 74
    assert "-OutFile cannot write" in done.err
    assert "debug: >" not in done.err


def test_link_is_followed_and_stays_a_link(cli, tmp_path, page):
    cli(f"Set-{CONTENT}", "-Local", *PAGE, "-InFile", str(page))
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert cli(f"Get-{CONTENT}", "-Local", *PAGE, "-OutFile", str(tmp_path / "link")).code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == page.read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's")
def test_full_disk_is_told_and_the_device_stays(cli, page):
    cli(f"Set-{CONTENT}", "-Local", *PAGE, "-InFile", str(page))
    done = cli(f"Get-{CONTENT}", "-Local", *PAGE, "-OutFile", "/dev/full")
    assert done.code == 74
    assert "No space left" in done.err
    assert Path("/dev/full").exists()


def test_one_file_is_not_for_several_contents(cli, tmp_path):
    done = cli(
        f"Get-{POLICY}",
        "-Local",
        "-OutFile",
        str(tmp_path / "x"),
        stdin='[{"TrustFrameworkPolicyId": "a"}, {"TrustFrameworkPolicyId": "b"}]',
    )
    assert done.code == 2
    assert "2 objects" in done.err


def test_raw_request_prints_content_that_is_text_and_refuses_the_rest(cli, page, tmp_path):
    path = f"{LANGUAGES}/en/overridesPages/idpselections/$value"
    (tmp_path / "t").write_text("<b>ä</b>")
    cli(f"Set-{CONTENT}", "-Local", *PAGE, "-InFile", str(tmp_path / "t"))
    assert cli("request", "GET", path, "-Local").out == "<b>ä</b>"
    cli(f"Set-{CONTENT}", "-Local", *PAGE, "-InFile", str(page))
    done = cli("request", "GET", path, "-Local")
    assert done.code == 2
    assert "no text" in done.err


def test_content_of_a_page_goes_where_the_piped_page_is(cli, page, tmp_path):
    listed = cli("Get-MgBetaIdentityB2CUserFlowLanguageOverridePage", "-Local", *PAGE[:4]).out
    assert cli(f"Set-{CONTENT}", "-Local", "-InFile", str(page), stdin=listed).code == 0
    assert cli(f"Get-{CONTENT}", "-Local", "-OutFile", str(tmp_path / "got"), stdin=listed).code == 0
    assert (tmp_path / "got").read_bytes() == page.read_bytes()

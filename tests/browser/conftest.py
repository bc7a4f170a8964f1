"""
A real Chromium, and the pages that it opens: each written once by a real command and looked at from many sides.

Playwright is imported when a test asks for it: other environments collect these tests and have none.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from graphkey.lifecycle.proof.page import proof_page
from graphkey.lifecycle.proof.rules import verdicts
from graphkey.lifecycle.proof.run import Proof
from tests.browser import scenes
from tests.lifecycle.proof.front_end import Answer
from tests.lifecycle.proof.test_rules import seen
from tests.steps.mtls_world import server_tls

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
A4_WIDTH = 688
"""Of what `@page` leaves of A4, in CSS pixels: 210 mm less two margins of 14 mm."""


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing")
        pytest.skip("Chromium is not here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    # As root there is no sandbox; what is opened are our own files.
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=list(SWITCHES))
        yield opened
        opened.close()


class Opened(NamedTuple):
    """A page, what the browser complained of, and the addresses that it asked for."""

    page: "Page"
    complaints: list[str]
    asked: list[str]


@pytest.fixture(scope="session")
def window(browser: "Browser") -> "Iterator[BrowserContext]":
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def look(window: "BrowserContext") -> Iterator[Callable[..., Opened]]:
    """Open a file as somebody does who was sent it; complaints and requests are gathered from the first byte on."""
    opened_here: list[Opened] = []

    def open_file(path: Path, width: int = 1280, height: int = 900) -> Opened:
        opened = Opened(window.new_page(), [], [])
        opened_here.append(opened)
        page = opened.page
        page.set_viewport_size({"width": width, "height": height})
        page.on("console", lambda message: opened.complaints.append(message.text))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
        page.on("request", lambda request: opened.asked.append(request.url))
        page.goto(path.as_uri())
        return opened

    yield open_file
    for opened in opened_here:
        opened.page.close()


# -- pages ---------------------------------------------------------------------------------------------------------------


class Folders:
    """Folders for scenes, and pages by name, each written once."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._factory = factory
        self._written: dict[str, Path] = {}

    def __getitem__(self, name: str) -> Path:
        if name not in self._written:
            self._written[name] = WRITERS[name](self._factory.mktemp(name.replace(" ", "-")))
        return self._written[name]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return Folders(tmp_path_factory)


def _mixed(folder: Path) -> Path:
    scenes.furnish(folder, scenes.MIXED)
    scenes.graphkey(folder, *scenes.DOWN)
    return scenes.watched(folder, "--context", "down")


def _fine(folder: Path) -> Path:
    scenes.furnish(folder, [("Claims", "https://api.contoso.example/claims", [(-30, 300)])])
    return scenes.watched(folder)


def _nothing(folder: Path) -> Path:
    scenes.furnish(folder, [])
    return scenes.watched(folder)


def _hostile(folder: Path) -> Path:
    scenes.furnish(folder, ((name, "https://api.example/x", [(-30, 3)]) for name in scenes.HOSTILE.values()))
    return scenes.watched(folder)


def _thousand(folder: Path) -> Path:
    wishes = ((f"Connector {one:04}", f"https://api.example/{one}", [(-30, 5 + one % 50)]) for one in range(1000))
    scenes.furnish(folder, wishes)
    return scenes.watched(folder)


def _proved(folder: Path) -> Path:
    bundle = scenes.bundle_now("api.contoso.example")
    with scenes.good_api(folder, bundle) as url:
        return scenes.proved(folder, url, bundle)


def _not_proved(folder: Path) -> Path:
    with scenes.bad_api(folder, server_tls(folder, "localhost")) as url:
        return scenes.proved(folder, url, scenes.bundle_now("api.contoso.example"))


def _not_reached(folder: Path) -> Path:
    return scenes.proved(folder, "https://localhost:1/claims", scenes.bundle_now("api.contoso.example"))


def _hostile_proof(folder: Path) -> Path:
    answer = Answer(200, {"version": scenes.HOSTILE["markup"], "action": scenes.HOSTILE["attribute"]})
    with scenes.bad_api(folder, server_tls(folder, "localhost"), answer) as url:
        return scenes.proved(folder, url, scenes.bundle_now(scenes.HOSTILE["markup"][:64]))


def _nothing_passed(folder: Path) -> Path:
    """What no API brings about at once: every rule failed."""
    failed = tuple(one._replace(result="failed", remedy=one.remedy or "Do it.") for one in verdicts(seen()))
    (folder / "proof.html").write_text(proof_page(Proof("https://localhost/", seen(), failed)), encoding="utf-8")
    return folder / "proof.html"


WRITERS: dict[str, Callable[[Path], Path]] = {
    "watch": _mixed, "watch, all fine": _fine, "watch, nothing there": _nothing, "watch, hostile": _hostile,
    "watch, a thousand": _thousand, "proved": _proved, "not proved": _not_proved, "not reached": _not_reached,
    "nothing passed": _nothing_passed, "proof, hostile": _hostile_proof,
}  # fmt: skip

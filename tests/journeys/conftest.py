"""The running product in a real browser: one demo site a test run, started as a user starts it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "artefacts" / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    """A running demo site: its address, and the folder in which its mails lie as files."""

    address: str
    data: Path

    def mail_to(self, address: str, containing: str = "", wait_s: float = 20) -> str:
        """Return the text of the newest mail to an address, waiting for the job that sends it."""
        until = time.monotonic() + wait_s
        while time.monotonic() < until:
            for file in sorted((self.data / "mail").glob("*"), key=lambda path: path.stat().st_mtime, reverse=True):
                for raw in re.split(rb"\n-{70,}\n", file.read_bytes()):
                    mail = message_from_bytes(raw, policy=policy.default)
                    body = mail.get_body(("plain",))
                    text = body.get_content() if body else ""
                    if address in str(mail["To"]) and containing in text:
                        return text
            time.sleep(0.3)
        raise AssertionError(f"no mail to {address} with {containing!r}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start `hanse demo` on a free port and end it after the last test."""
    data = tmp_path_factory.mktemp("demo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    model = ROOT / "var" / "test-model"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HANSE_")},
        "HANSE_DATA_DIR": str(data),
        "HANSE_MODEL_DIR": str(model),
        "HANSE_DEMO": "1",
        "HANSE_BASE_URL": f"http://127.0.0.1:{port}",
    }
    log = (data / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "hanse", "demo", "--port", str(port)], env=environment, stdout=log, stderr=log, cwd=ROOT
    )
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + START_S
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).read()
            break
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                raise AssertionError((data / "server.log").read_text(errors="replace")[-4000:]) from None
            time.sleep(0.3)
    yield Site(address, data)
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, the system's own."""
    chromium = os.environ.get("HANSE_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@dataclass
class Reader:
    """Somebody at a browser; every address she opens is checked for errors in the console."""

    page: Page
    site: Site
    problems: list[str]

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(self.site.address + path)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in with a password."""
        self.go("/account/login/")
        self.page.fill("#id_login", email)
        self.page.fill("#id_password", password)
        self.page.press("#id_password", "Enter")
        self.page.wait_for_load_state()
        assert "/account/login" not in self.page.url, self.page.inner_text("main")

    def check(self, name: str) -> None:
        """Keep screenshots at both widths, and hold the page against axe and against sideways scrolling."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        for width in (390, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=ARTEFACTS / f"{name}-{width}.png", full_page=True)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide at {width} px"
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{name} at {width}:\n{found.generate_report()}"


@dataclass(frozen=True)
class Account:
    """A demo account, as `hanse demo` prints it."""

    email: str
    password: str


@pytest.fixture(scope="session")
def accounts() -> dict[str, Account]:
    """The demo accounts by what they are."""
    names = {"sme": "firm", "centre": "centre", "cluster": "cluster", "adviser": "adviser", "manager": "manager"}
    return {who: Account(f"{name}@example.org", "open-harbour-2026") for who, name in names.items()}


@pytest.fixture
def reader(browser: Browser, site: Site) -> Iterator[Reader]:
    """A reader with a browser of her own."""
    context = browser.new_context(locale="en-GB")
    yield from _reading(context, site)


@pytest.fixture
def second_reader(browser: Browser, site: Site) -> Iterator[Reader]:
    """Somebody else, at another browser."""
    context = browser.new_context(locale="en-GB")
    yield from _reading(context, site)


def _reading(context: BrowserContext, site: Site) -> Iterator[Reader]:
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield Reader(page, site, problems)
    context.close()
    assert [
        problem for problem in problems if "404" not in problem and "422" not in problem and "409" not in problem
    ] == []

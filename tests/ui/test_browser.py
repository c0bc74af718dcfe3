"""The look in a real browser: nothing hangs over the edge, axe finds nothing, what matters works without JavaScript."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("ui.addresses"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("HANSE_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def opened(browser: Browser, address: str, **options: object) -> Page:
    page = browser.new_context(**options).new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_catalogue_fits_its_screen_and_satisfies_axe(live_server, browser: Browser, width: int, theme: str):
    blocked: list[str] = []
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme).new_page()
    page.on("console", lambda message: blocked.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/design/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert blocked == []
    findings = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in findings] == []


def test_theme_and_filters_work_without_javascript(live_server, browser: Browser):
    page = opened(browser, f"{live_server.url}/design/", java_script_enabled=False)
    assert page.locator(".filter-panel input").first.is_visible()
    page.click(".wide-menu > summary")
    page.click(".wide-menu button[value=dark]")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.url == f"{live_server.url}/design/"


def test_a_dialog_opens_without_javascript_by_its_address(live_server, browser: Browser):
    page = opened(browser, f"{live_server.url}/design/#sample-dialog", java_script_enabled=False)
    assert page.locator("#sample-dialog").is_visible()


def test_a_dialog_opens_and_closes_by_keyboard(live_server, browser: Browser):
    page = opened(browser, f"{live_server.url}/design/")
    page.focus("a[href='#sample-dialog']")
    page.keyboard.press("Enter")
    assert page.evaluate("document.getElementById('sample-dialog').open")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('sample-dialog').open")


def test_the_phone_menu_holds_the_sections_and_closes_by_escape(live_server, browser: Browser):
    page = opened(browser, f"{live_server.url}/design/", viewport={"width": 390, "height": 844})
    assert not page.locator(".site-nav").is_visible()
    page.click(".site-menu > summary")
    assert page.locator(".site-menu a", has_text="Funding").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".site-menu .menu-sheet").is_visible()


def test_the_theme_changes_at_once_and_stays(live_server, browser: Browser):
    page = opened(browser, f"{live_server.url}/design/", color_scheme="light")
    page.click(".wide-menu > summary")
    page.click(".wide-menu button[value=dark]")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 24, 42)"
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 24, 42)"


def test_the_counter_counts_what_is_left(live_server, browser: Browser):
    page = opened(browser, f"{live_server.url}/design/")
    page.fill("#empty_need", "x" * 12)
    assert page.inner_text("#empty_need_counter") == "488 characters left"


def test_fonts_and_basemap_arrive_from_here(live_server, browser: Browser):
    page = opened(browser, f"{live_server.url}/design/")
    assert page.evaluate("document.fonts.check('16px Inter') && document.fonts.check('600 16px \"Source Serif 4\"')")
    hosts = page.evaluate("performance.getEntriesByType('resource').map((entry) => new URL(entry.name).origin)")
    assert set(hosts) == {live_server.url}
    assert page.evaluate("document.querySelector('use.land').getBoundingClientRect().width") > 100

"""The site as `make docs` has built it: complete, and whole without a network or a server."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.docs.test_reference import public_names
from tests.report.browser import EXECUTABLE, MISSING, Page, browser

SITE = Path(os.environ.get("HEADROOM_TEST_SITE", ""))
pytestmark = pytest.mark.skipif("HEADROOM_TEST_SITE" not in os.environ, reason="`make test-docs` builds the site first")
PAGES = sorted(page for page in SITE.rglob("*.html") if page.name != "404.html") if SITE.name else []
WIDTHS = (390, 820, 1440)
SEARCH = """
new Promise(async (found) => {
  const query = document.querySelector("[data-md-component=search-query]");
  query.focus();
  query.value = "QUERY";
  query.dispatchEvent(new Event("keyup", {bubbles: true}));
  for (;;) {
    const links = [...document.querySelectorAll(".md-search-result__link")].map((link) => link.href);
    if (links.length) return found(links);
    await new Promise((next) => setTimeout(next, 50));
  }
})
"""


class Loaded(HTMLParser):
    """The addresses of what a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = "href" if tag == "link" else "src"
        if tag in {"link", "script", "img", "iframe", "source", "video", "audio"}:
            self.addresses += [value for key, value in attrs if key == name and value]


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


def test_nothing_is_loaded_from_elsewhere():
    assert len(PAGES) > 40
    for page in PAGES:
        loaded = Loaded()
        loaded.feed(page.read_text("utf-8"))
        assert [address for address in loaded.addresses if re.match(r"(\w+:)?//", address)] == [], page.name
    styles = [style.read_text("utf-8") for style in SITE.rglob("*.css")]
    assert [url for style in styles for url in re.findall(r"url\(['\"]?(https?:[^)]+)", style)] == []


def test_every_public_name_has_a_place_to_link_to():
    shown = "\n".join(page.read_text("utf-8") for page in (SITE / "reference").glob("*.html"))
    places = set(re.findall(r'id="([\w.]+)"', shown))
    assert {*public_names()} - {"headroom.integrations.openai_api.AgentFactory"} - places == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(SITE).as_posix())
def test_a_page_fits_a_telephone_and_asks_for_nothing(window: Page, page: Path):
    check_shown(window, page, WIDTHS[0], "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["index", "agno", "notation", "reference/agno"])
def test_it_is_shown_at_every_width_in_either_scheme(window: Page, name: str, width: int, scheme: str):
    check_shown(window, SITE / f"{name}.html", width, scheme)
    assert window.value("document.body.dataset.mdColorScheme") == {"light": "default", "dark": "slate"}[scheme]


def check_shown(window: Page, page: Path, width: int, scheme: str) -> None:
    window.show(page, width, 900, scheme)
    assert window.value("document.documentElement.scrollWidth - innerWidth") <= 0
    assert [address for address in window.requests() if not address.startswith(("file:", "data:"))] == []
    assert window.faults() == []


def test_the_search_finds_without_a_server(window: Page):
    window.show(SITE / "index.html", WIDTHS[2], 900)
    found = window.value(SEARCH.replace("QUERY", "breakpoints"))
    assert any("caching.html" in link for link in found)
    assert window.faults() == []

"""The page in a real browser, at three widths, light and dark: it fits, says nothing on the console and asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="Jinja2 is not installed")

from headroom._report.live_pages import LiveReports, LiveRequest, file_name, writer
from headroom.transcripts import replay
from tests.report.browser import EXECUTABLE, MISSING, Page, browser
from tests.report.samples import HOSTILE, hostile, long, page_of, shop, transcript, windowed

pytestmark = pytest.mark.skipif(EXECUTABLE is None, reason=MISSING)

WIDTHS = (360, 768, 1280)
CUT_OFF = "[...document.querySelectorAll('pre')].filter(one => one.scrollWidth > one.clientWidth)"
HARMFUL = "document.querySelectorAll('script, iframe, img, [onerror], [onmouseover], [onfocus]').length"
CONTRAST = """
(() => {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const rgba = color => { pixel.clearRect(0, 0, 1, 1); pixel.fillStyle = color; pixel.fillRect(0, 0, 1, 1);
    return [...pixel.getImageData(0, 0, 1, 1).data]; };
  const light = color => rgba(color).slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = element => { for (let at = element; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor; if (rgba(color)[3] === 255) return color; } return "white"; };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), low = new Set();
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim()) continue;
    const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) low.add(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return [...low];
})()
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    pages = {
        "shop": page_of(transcript(shop())),
        "hostile": page_of(transcript(hostile(), HOSTILE[1]), transcript([{"role": "user", "content": "x" * 5000}])),
        "window": page_of(transcript(long(80), "unbroken" * 30), config=windowed(900)),
    }
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return {name: folder / f"{name}.html" for name in pages} | {"live": live(folder)}


def live(folder: Path) -> Path:
    """The page of a session with three runs, one of whose names would do harm, in a mode that applies nothing."""
    pages = LiveReports(folder)
    for run, messages in (("clerk 1", shop()), (HOSTILE[1], hostile()), ("clerk 2", long(12))):
        for replayed in replay(transcript(messages, run)):
            pages.add(LiveRequest("s1", run, replayed, "simulate"))
    writer().submit(int).result()
    return folder / file_name("s1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["shop", "hostile", "window", "live"])
def test_it_fits_and_is_quiet(page: Page, files: dict[str, Path], name: str, width: int, scheme: str):
    page.show(files[name], width, scheme=scheme)
    assert page.value("document.documentElement.scrollWidth") == width
    assert (
        page.value("[...document.querySelectorAll('pre')].filter(one => one.scrollWidth > one.clientWidth).length") == 0
    )
    assert page.picture().startswith(b"\x89PNG")
    page.value("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.value("scrollTo(0, document.documentElement.scrollHeight)")
    assert page.value("document.documentElement.scrollWidth") == width
    assert page.faults() == []
    assert page.requests() == [files[name].as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["shop", "hostile", "window", "live"])
def test_every_text_stands_out_from_what_is_behind_it(page: Page, files: dict[str, Path], name: str, scheme: str):
    page.show(files[name], scheme=scheme)
    page.value("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.value(CONTRAST) == []


def test_light_and_dark_differ(page: Page, files: dict[str, Path]):
    colors = []
    for scheme in ("light", "dark"):
        page.show(files["shop"], scheme=scheme)
        colors.append(page.value("getComputedStyle(document.body).backgroundColor"))
    assert colors[0] != colors[1]


def test_sides_stand_beside_each_other_and_below_700_pixels_one_above_the_other(page: Page, files: dict[str, Path]):
    sides = "[...document.querySelectorAll('#c1-m4 .side')].map(side => side.getBoundingClientRect().top)"
    page.show(files["shop"], 701)
    was, goes = page.value(sides)
    assert was == goes
    page.show(files["shop"], 700)
    was, goes = page.value(sides)
    assert was < goes


def test_what_would_do_harm_does_nothing(page: Page, files: dict[str, Path]):
    page.show(files["hostile"])
    assert page.value("document.title").startswith("Headroom report: 2 conversations")
    assert page.value(HARMFUL) == 0
    assert page.value("document.querySelectorAll('main').length") == 1
    assert HOSTILE[0] in page.value("document.getElementById('c1-m1').textContent")


def test_a_live_page_shows_every_run_and_does_no_harm(page: Page, files: dict[str, Path]):
    page.show(files["live"])
    assert page.value("document.querySelectorAll('section.conversation').length") == 3
    assert page.value(HARMFUL) == 0
    assert "the mode is simulate" in page.value("document.querySelector('.notes').textContent")


def test_its_own_style_is_the_one_that_its_policy_allows(page: Page, files: dict[str, Path]):
    page.show(files["shop"])
    assert page.value("getComputedStyle(document.querySelector('.cards')).display") == "grid"
    assert page.value("(() => { const b = document.createElement('script'); b.textContent = 'window.ran = true';"
                      " document.body.append(b); return window.ran === undefined })()")  # fmt: skip


def test_links_lead_there_by_the_keyboard(page: Page, files: dict[str, Path]):
    page.show(files["shop"])
    page.press("Tab", 9)
    assert page.value("document.activeElement.className") == "skip"
    assert page.value("document.activeElement.getBoundingClientRect().left") >= 0
    page.value("document.querySelector('#c1-m12-sent a').focus()")
    page.press("Enter", 13)
    page.value("new Promise(done => setTimeout(done, 200))")
    assert page.value("location.hash") == "#c1-m10-sent"
    top = page.value("document.querySelector(':target').getBoundingClientRect().top")
    assert 0 <= top < 900


def test_five_thousand_messages_are_laid_out_as_they_come_into_view(page: Page, tmp_path: Path):
    file = tmp_path / "long.html"
    file.write_text(page_of(transcript(long(5000), every=False)), "utf-8")
    page.show(file)
    assert page.value("document.querySelectorAll('article').length") == 5000
    skipped = "[...document.querySelectorAll('pre')].filter(one => !one.checkVisibility({contentVisibilityAuto: true}))"
    assert page.value(f"{skipped}.length") > 5000
    page.value("document.getElementById('c1-m4900').scrollIntoView()")
    page.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.value("document.getElementById('c1-m4900').checkVisibility({contentVisibilityAuto: true})")

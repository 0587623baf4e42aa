"""The picture of a page that the documentation shows, made of an invented conversation.

python -m tests.report.picture FILE
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.report.browser import EXECUTABLE, MISSING, browser
from tests.report.samples import page_of, shop, transcript

WIDTH, HEIGHT = 1280, 1900
ABRIDGED = """
document.querySelectorAll('#parts, #unchanged').forEach(one => one.remove());
document.querySelectorAll('.message').forEach(one => ['c1-m4', 'c1-m12', 'c1-m14'].includes(one.id) || one.remove());
"""
"""Of the page, its beginning and three messages."""


def main(file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder) / "profile") as page:
        made = Path(folder) / "report.html"
        made.write_text(page_of(transcript(shop())), "utf-8")
        page.show(made, WIDTH, HEIGHT)
        page.value(ABRIDGED)
        file.write_bytes(page.picture())


if __name__ == "__main__":
    if EXECUTABLE is None:
        sys.exit(MISSING)
    main(Path(sys.argv[1]))

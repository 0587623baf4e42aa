"""The page of a long conversation in Chromium: how large it is, how long it loads, how steadily it scrolls.

    python benches/report_page.py [MESSAGES]

Frames are those of 60 pixels each, drawn without a graphics card: the median, and within what 99 of 100 were.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.report.browser import EXECUTABLE, MISSING, browser
from tests.report.samples import long, page_of, transcript

WIDTHS = (360, 768, 1280)
SCROLL = """
new Promise(done => {
  const times = []; let last = performance.now(), top = 0;
  const step = () => {
    const now = performance.now(); times.push(now - last); last = now;
    scrollTo(0, top += 60);
    if (times.length < 300) return requestAnimationFrame(step);
    times.sort((one, other) => one - other); done([times[150], times[297]]);
  };
  requestAnimationFrame(step);
})
"""


def main(count: int) -> None:
    conversation = transcript(long(count), every=False)
    start = time.perf_counter()
    text = page_of(conversation)
    print(
        f"{count:,} messages: made in {time.perf_counter() - start:.1f} s, {len(text.encode()) / 1e6:.1f} MB",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder) / "profile") as page:
        file = Path(folder) / "page.html"
        file.write_text(text, "utf-8")
        for width in WIDTHS:
            start = time.perf_counter()
            page.show(file, width)
            loaded = time.perf_counter() - start
            median, slow = page.value(SCROLL)
            print(
                f"{width} px: loaded in {loaded:.2f} s; a frame {median:.0f} ms, 99 of 100 within {slow:.0f} ms",
                flush=True,
            )


if __name__ == "__main__":
    if EXECUTABLE is None:
        sys.exit(MISSING)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)

"""The examples of the README and the guides: a page's Python blocks, in order, are one script.

python tests/docs/pages.py FOLDER    # writes each page's script into a folder
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def script(page: Path) -> str:
    return "\n".join(blocks(page, "python"))


def write(folder: Path) -> None:
    """Write the scripts of all pages that have examples, for tools that check files."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in PAGES:
        if text := script(page):
            (folder / f"page_{page.stem.lower()}.py").write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))

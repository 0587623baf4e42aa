"""usage: python page.py RESULTS: keeps what `headroom eval reading --json` printed; its table goes into the page."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from headroom._reading.families import FAMILIES
from headroom._reading.results import HEAD, cells

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "notation.md"
KEPT = Path(__file__).with_name("measured.json")
MARKED = re.compile(r"(?<=<!-- make reading -->\n).*?(?=<!-- until here -->)", re.DOTALL)


def markdown(told: dict[str, Any]) -> str:
    """The table of results."""
    rows = [HEAD, ("---", *["--:"] * 4, "---", "--:"), *map(cells, told["rows"])]
    kinds = min(told["documents"], len(FAMILIES))
    part = f", of the first {kinds} of the {len(FAMILIES)} kinds" if kinds < len(FAMILIES) else ""
    asked = f"{told['documents']} documents{part}, and {told['questions']} questions, each asked in every way"
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return f"\n{asked}:\n\n{table}\n"


def main(results: Path) -> None:
    """Keep the results, and write the table between the page's marks."""
    told = json.loads(results.read_text("utf-8"))
    KEPT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    text = PAGE.read_text("utf-8")
    PAGE.write_text(MARKED.sub(lambda _: markdown(told), text), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The evaluation data: `.evaldata`, or the folder that HEADROOM_EVALDATA names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

DATA = Path(os.environ.get("HEADROOM_EVALDATA") or Path(__file__).parents[1] / ".evaldata")
MISSING_DATA = pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no evaluation data in {DATA}")


def files(*patterns: str, largest: int | None = None) -> pytest.MarkDecorator:
    """One test for each file of at most `largest` bytes, or one that is skipped where there is no data."""
    found = sorted(path for pattern in patterns for path in DATA.glob(pattern) if _is_data(path, largest))
    paths = [pytest.param(path, id=path.name) for path in found]
    return pytest.mark.parametrize("path", paths or [pytest.param(DATA, marks=MISSING_DATA)])


def _is_data(path: Path, largest: int | None) -> bool:
    is_small = largest is None or path.stat().st_size <= largest
    return path.is_file() and path.name != "README.md" and is_small


def transcripts(path: Path) -> list[list[dict[str, Any]]]:
    """The conversations of a file, each its messages."""
    return [json.loads(line)["messages"] for line in path.read_text("utf-8").splitlines()]

"""The evaluation data: `.evaldata`, or the folder that HEADROOM_EVALDATA names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("HEADROOM_EVALDATA") or Path(__file__).parents[2] / ".evaldata")
MISSING_DATA = pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no evaluation data in {DATA}")


LONGEST = 400_000
"""The size of the largest documents that are read: those beyond say the same at length."""


def files(*patterns: str) -> pytest.MarkDecorator:
    """One test for each file, or one that is skipped where there is no data."""
    found = sorted(path for pattern in patterns for path in DATA.glob(pattern) if path.stat().st_size <= LONGEST)
    paths = [pytest.param(path, id=path.name) for path in found]
    return pytest.mark.parametrize("path", paths or [pytest.param(DATA, marks=MISSING_DATA)])

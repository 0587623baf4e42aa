from __future__ import annotations

import pytest

from tests.cli.running import Command


@pytest.fixture
def headroom(capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, called in this process."""
    return Command(capsys)

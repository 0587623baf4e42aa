"""What the versions of agno that the tests run on have, each named where a test needs it."""

import re
from importlib.metadata import version
from typing import Any

import pytest

from headroom.testing import ToolCall

INSTALLED = tuple(int(number) for number in re.findall(r"\d+", version("agno"))[:2])


def needs(least: tuple[int, int], without: str) -> Any:
    """Skip a test on versions of agno before one, and say what those do without it."""
    named = ".".join(map(str, least))
    return pytest.mark.skipif(least > INSTALLED, reason=f"agno before {named}: {without}")


def delegation(member: str, task: str) -> ToolCall:
    """A team's call that gives a task to a member, by the name that this version has for it."""
    name = "task" if INSTALLED >= (2, 2) else "task_description"
    return ToolCall("delegate_task_to_member", {"member_id": member, name: task})


def sessions_in(db: Any) -> Any:
    """The agents' sessions in a database."""
    from agno.db.base import SessionType

    return db.get_sessions(session_type=SessionType.AGENT)

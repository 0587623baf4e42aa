"""An agent that prepares releases: it reads what is merged and what is broken, and asks before it releases."""

import os

from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.models.openai import OpenAIChat
from agno.tools import tool


def merged_changes(since: str) -> list[dict]:
    """List the changes merged since a version."""
    areas = ("api", "docs", "storage", "web")
    return [
        {"id": 4000 + number, "area": areas[number % 4], "title": f"Change {number}", "author": f"dev{number % 5}"}
        for number in range(60)
    ]


def open_blockers() -> list[dict]:
    """List the issues that block a release."""
    return []


@tool(requires_confirmation=True)
def publish(version: str) -> str:
    """Publish a release."""
    return f"{version} is published"


release_manager = Agent(
    id="release-manager",
    model=OpenAIChat(id="gpt-4o"),
    instructions="Prepare releases: sum up what is merged, name what blocks, and publish when you are told to.",
    tools=[merged_changes, open_blockers, publish],
    db=SqliteDb(db_file=os.environ.get("RELEASES_DB", "releases.db")),
    telemetry=False,
)

agents = {"release-manager": release_manager}

"""An Agno agent over real-looking tool results: what was sent, before and after, call by call.

Run it with `make demo`. It needs no key and no network: a scripted model stands in for a provider. With OPENAI_API_KEY
set, gpt-4o-mini answers instead. `headroom demo` is the same, with its session in memory.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from agno.db.sqlite import SqliteDb
from agno.models.base import Model

from headroom.cli.demo import shown
from headroom.integrations.agno.demo import demonstrate


def provider() -> Model | None:
    """OpenAI's model where a key is set."""
    if not os.environ.get("OPENAI_API_KEY"):
        return None
    from agno.models.openai import OpenAIChat

    return OpenAIChat(id="gpt-4o-mini")


def main() -> None:
    """Talk, then show what was sent and what was stored."""
    with tempfile.TemporaryDirectory() as folder:
        had = demonstrate(provider(), SqliteDb(db_file=str(Path(folder) / "sessions.db")))
    print(shown(had))
    if had.untouched != had.tool_results:
        raise SystemExit("the stored session was changed")


if __name__ == "__main__":
    main()

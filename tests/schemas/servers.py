"""The tools of public MCP servers: those that stand beside the benchmarks, and those of the evaluation data."""

import json
from pathlib import Path
from typing import Any

from tests.evaluation import DATA

SCHEMAS = Path(__file__).parents[2] / "benches" / "schemas"
REAL = [*sorted(SCHEMAS.glob("*.json")), *sorted(DATA.glob("json/mcp_tools__*.json"))]


def tools_in(path: Path) -> list[dict[str, Any]]:
    """The tools of a public MCP server, each with its name, description and schema."""
    read = json.loads(path.read_text("utf-8"))
    listed = read if isinstance(read, list) else read["metadata"]["remote_server_response"]["tools"]
    return [
        {
            "name": one["name"],
            "description": one["description"],
            "parameters": one.get("inputSchema") or one["input_schema"],
        }
        for one in listed
    ]

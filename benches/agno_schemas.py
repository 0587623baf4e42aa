"""What the schemas of public MCP servers cost a request, and how much less they cost in fewer tokens and in short.

    python benches/agno_schemas.py

The servers are those of `benches/schemas`, and those of the evaluation data where it is there. Counts are estimates,
those of OpenAI's models by the formula of its cookbook. Nothing is sent: it needs no key and no network.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from agno.models.anthropic import Claude
from agno.models.base import Model
from agno.models.openai import OpenAIChat
from agno.models.openai.like import OpenAILike
from tests.evaluation import DATA

from headroom import HeadroomConfig, ToolSchemas
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.integrations.agno.schemas import tools_of

SCHEMAS = Path(__file__).parent / "schemas"
MODELS: tuple[Model, ...] = (
    OpenAIChat(id="gpt-4o", api_key="none"),
    Claude(id="claude-sonnet-4-5", api_key="none"),
    OpenAILike(id="qwen3-8b", api_key="none"),
)
REQUESTS, CONVERSATION = 10, 5000
"""Of the run that look-ups are weighed against: how many requests it makes, and their tokens beside the tools."""
CACHED = 0.1
"""What a token costs that comes from the provider's prompt cache, where a new one costs 1."""
TIMED = 200

Tools = list[dict[str, Any]]


class Row(NamedTuple):
    """A server's tools for a model, in tokens of a request."""

    off: int
    lossless: int
    on_demand: int
    names: int
    """With the names and first sentences of tools alone, and schemas that say nothing."""
    answer: float
    """What `describe_tool` answers for a tool, in the mean."""
    describes: bool
    """Whether any tool is told in short."""

    def look_ups(self, price: float) -> float:
        """How many look-ups a run can make until it costs what it would without, where tokens read again cost `price`.

        Each is a request more, and an answer that half of the other requests carry.
        """
        saved = self.lossless - self.on_demand
        gained = saved * (1 + price * (REQUESTS - 1))
        cost = price * (CONVERSATION + self.on_demand) + self.answer * (1 + price * REQUESTS / 2)
        return gained / cost


def servers() -> Iterator[tuple[str, Tools]]:
    """The tools of each server, as agno hands them to models."""
    for path in sorted(SCHEMAS.glob("*.json")):
        yield (
            path.stem,
            [told(one["name"], one["description"], one["inputSchema"]) for one in json.loads(path.read_text())],
        )
    for path in sorted(DATA.glob("json/mcp_tools__*.json")):
        listed = json.loads(path.read_text())["metadata"]["remote_server_response"]["tools"]
        name = path.stem.removeprefix("mcp_tools__").removesuffix("_labeled").split("_", 1)[-1]
        yield name, [told(one["name"], one["description"], one["input_schema"]) for one in listed]


def told(name: str, description: str, parameters: dict[str, Any]) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


def wrapped(model: Model, mode: str) -> HeadroomAgnoModel:
    schemas = ToolSchemas(mode=mode, least_tokens=0)  # type: ignore[arg-type]
    return HeadroomAgnoModel(model, HeadroomConfig(tool_schemas=schemas))


def row(model: Model, tools: Tools) -> Row:
    off, lossless, on_demand = (wrapped(model, mode).tool_costs(tools) for mode in ("off", "lossless", "on_demand"))
    in_short = [json.loads(json.dumps(tool)) for tool in on_demand.sent]
    for tool in in_short[: len(tools)]:
        tool["function"]["parameters"] = {"type": "object", "properties": {}}
    names = wrapped(model, "off").tool_costs(in_short).after.value
    answers = [cost.after.value for cost in lossless.tools]
    return Row(
        off.after.value,
        lossless.after.value,
        on_demand.after.value,
        names,
        sum(answers) / len(answers),
        len(on_demand.tools) > len(tools),
    )


def milliseconds(tools: Tools) -> list[float]:
    """What deciding on tools takes with the first request, the first of another run, and each of the others."""
    model = wrapped(MODELS[1], "lossless")
    runs = ([tools], [list(tools) for _ in range(TIMED)], [tools] * TIMED)
    return [sum(deciding(model, one) for one in lists) / len(lists) * 1e3 for lists in runs]


def deciding(model: HeadroomAgnoModel, tools: Tools) -> float:
    began = time.perf_counter()
    tools_of(model._headroom, model, {"tools": tools})
    return time.perf_counter() - began


def cells(row: Row) -> Sequence[str]:
    def saved(tokens: int) -> str:
        return f"{tokens:,} (-{100 * (1 - tokens / row.off):.1f} %)"

    look_ups = [f"{row.look_ups(price):.1f}" if row.describes else "-" for price in (1.0, CACHED)]
    return f"{row.off:,}", saved(row.lossless), saved(row.on_demand), f"{row.names:,}", f"{row.answer:.0f}", *look_ups


def main() -> None:
    heads = ("server", "tools", "model", "off", "lossless", "on demand", "names alone", "an answer")
    print(f"| {' | '.join(heads)} | look-ups, uncached | cached |")
    print("|---|--:|---|--:|--:|--:|--:|--:|--:|--:|")
    known = {}
    for name, tools in servers():
        known[name] = milliseconds(tools)
        for model in MODELS:
            print(f"| {name} | {len(tools)} | {model.id} | {' | '.join(cells(row(model, tools)))} |", flush=True)
    print()
    print("ms to decide on them: with the first request, with the first of another run, with each of the others")
    for name, times in known.items():
        print(name, *(f"{time:.2f}" for time in times))


if __name__ == "__main__":
    main()

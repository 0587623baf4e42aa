"""How many tokens the schemas of public MCP servers could save if what one repeats stood once among its `$defs`.

    python benches/agno_schemas_shared.py

For each tool the repeated parts are shared one after another, the longest first, as long as it saves tokens of the JSON
as gpt-4o's vocabulary counts it. The sum is what writing `$defs` could gain; it has been too little to be built.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from agno_schemas import servers
from headroom import count_tokens
from headroom._json_text import json_text

REFERENCE, DEFINITION = 8, 6
"""Tokens of `{"$ref":"#/$defs/a"}` and of naming a definition."""


def main() -> None:
    """Print a line for each server, and the sum."""
    whole, gained = 0, 0
    for name, tools in servers():
        taken, gain = sum(map(tokens, tools)), sum(map(gain_of, tools))
        whole, gained = whole + taken, gained + gain
        print(f"{name:20} {len(tools):4} tools {taken:7,} tokens, {gain:5,} could be shared")
    print(f"{'all':20} {whole:18,} tokens, {gained:5,} could be shared ({gained / whole:.2%})")


def gain_of(tool: dict[str, Any]) -> int:
    """What a tool would save."""
    shared: list[str] = []
    gain = 0
    for text, times in sorted(repeated(tool).items(), key=lambda one: -len(one[0])):
        saved = (times - 1) * tokens(text) - times * REFERENCE - DEFINITION
        if saved > 0 and not any(text in longer for longer in shared):
            shared.append(text)
            gain += saved
    return gain


def repeated(tool: dict[str, Any]) -> dict[str, int]:
    """The schemas that stand more than once in a tool, and how often."""
    counted = Counter(json_text(part, separators=(",", ":")) for part in schemas_in(tool["function"]["parameters"]))
    return {text: times for text, times in counted.items() if times > 1}


def schemas_in(part: Any) -> Iterator[dict[str, Any]]:
    """Every object in a schema, which takes in all schemas."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from schemas_in(inner)


def tokens(part: Any) -> int:
    """Tokens of JSON, or of its text."""
    return count_tokens(part if isinstance(part, str) else json_text(part, separators=(",", ":")), "gpt-4o").value


if __name__ == "__main__":
    main()

"""An MCP server for clients that have nothing but MCP: texts in fewer tokens, and back.

    headroom mcp

Its tools are ``headroom_compress``, ``headroom_expand``, ``headroom_retrieve`` and ``headroom_count``: `tools_for`
makes them, and `server` puts them behind the protocol.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from headroom._compress import compress, expand
from headroom._config import HeadroomConfig
from headroom._exceptions import ConfigurationError
from headroom._extras import not_installed
from headroom._tokens import count_tokens
from headroom._views.retrieve import retrieve
from headroom._views.tool import DESCRIPTION

try:
    from mcp.server.mcpserver import MCPServer
except ModuleNotFoundError:
    try:
        from mcp.server.fastmcp import FastMCP as MCPServer  # type: ignore[no-redef,attr-defined,unused-ignore]
    except ModuleNotFoundError as missing:
        raise not_installed("mcp", "mcp") from missing

__all__ = ["server", "tools_for"]

_INSTRUCTIONS = (
    "headroom_compress writes JSON, logs and listings in fewer tokens, losing nothing. Of a large text it may show "
    "a view, which says what it leaves out: headroom_retrieve reads that by the address in the view."
)


def server(config: HeadroomConfig | None = None) -> MCPServer:
    """Make the server; its ``run("stdio")`` serves one client.

    Args:
        config: settings; ``None`` means the defaults. ``ViewConfig(enabled="auto")`` shows views where it names a
            store: the client is offered what reads them, and its conversations outlive the server.

    Raises:
        ConfigurationError: `config` is something else.
    """
    made = MCPServer("headroom", instructions=_INSTRUCTIONS)
    for tool in tools_for(config):
        made.tool(structured_output=False)(tool)
    return made


def tools_for(config: HeadroomConfig | None = None) -> list[Callable[..., str]]:
    """Make the tools under one configuration: functions of texts, whose docstrings are what models read of them.

    Raises:
        ConfigurationError: `config` is something else.
    """
    if config is not None and not isinstance(config, HeadroomConfig):
        raise ConfigurationError(f"config is a HeadroomConfig, not {type(config).__name__}")
    tools = _Tools(_with_views(config or HeadroomConfig()))
    return [tools.headroom_compress, tools.headroom_expand, tools.headroom_retrieve, tools.headroom_count]


class _Tools:
    def __init__(self, config: HeadroomConfig) -> None:
        self._config = config

    def headroom_compress(self, text: str, model: str = "gpt-4o", question: str = "") -> str:
        """Write JSON, a log or another text in fewer tokens. Nothing is lost; a large one may be shown in part.

        Args:
            text: the text.
            model: the id of the model that is to read it.
            question: what is to be found out from it; what fits the question is shown.
        """
        sent = compress(_as_result(text, question), model, config=self._config).messages[-1]
        return str(sent["content"])

    def headroom_expand(self, text: str) -> str:
        """Give back what a text that headroom_compress wrote stands for, as a whole."""
        views = self._config.views
        return expand(text, store=views.store, secret=views.secret)

    def headroom_retrieve(
        self, address: str, query: str = "", lines: str = "", rows: str = "", fields: str = "", model: str = "gpt-4o"
    ) -> str:
        return retrieve(address, query, rows, fields, lines, model=model, config=self._config)

    headroom_retrieve.__doc__ = DESCRIPTION

    def headroom_count(self, text: str, model: str = "gpt-4o") -> str:
        """Count the tokens of a text for a model: its count, whether that is exact, and its bounds where it is not.

        Args:
            text: the text.
            model: the model's id.
        """
        return json.dumps(count_tokens(text, model)._asdict())


def _with_views(config: HeadroomConfig) -> HeadroomConfig:
    """The settings with the choice made that ``"auto"`` leaves open."""
    views = config.views
    shown = views.store is not None if views.enabled == "auto" else views.enabled
    return replace(config, views=replace(views, enabled=shown))


def _as_result(text: str, question: str) -> Sequence[dict[str, Any]]:
    """A conversation in which a tool gave the text."""
    call = {"id": "call", "type": "function", "function": {"name": "read", "arguments": "{}"}}
    return [
        {"role": "user", "content": question},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call", "content": text},
    ]

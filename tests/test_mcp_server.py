"""`headroom mcp` as MCP's official client sees it, over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from headroom import ConfigurationError, HeadroomConfig, ViewConfig, count_tokens

pytest.importorskip("mcp", reason="mcp is not installed")
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from headroom.integrations.mcp_server import tools_for

SOURCES = Path(__file__).parents[1] / "python"


def rows(count: int) -> str:
    return json.dumps([{"id": n, "name": f"item {n % 40}", "open": n % 3 > 0, "total": 1.5 * n} for n in range(count)])


SMALL, LARGE = rows(40), rows(800)


@asynccontextmanager
async def serving(*arguments: str, **variables: str) -> AsyncIterator[ClientSession]:
    """A session with a server of its own."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), **variables}
    command = ["-m", "headroom.cli", "mcp", *arguments]
    program = StdioServerParameters(command=sys.executable, args=command, env=environment)
    async with stdio_client(program) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        yield session


async def called(session: ClientSession, tool: str, **arguments: Any) -> str:
    answer = await session.call_tool(f"headroom_{tool}", arguments)
    assert not failed(answer), answer
    [content] = answer.content
    return content.text


def failed(answer: Any) -> bool:
    return answer.is_error if hasattr(answer, "is_error") else answer.isError


def address_in(view: str) -> str:
    return view.split('headroom_retrieve("')[1].split('"')[0]


async def asked() -> dict[str, Any]:
    """What one server says to everything that is asked of it."""
    async with serving(HEADROOM_VIEWS="on") as session:
        said: dict[str, Any] = {"tools": (await session.list_tools()).tools}
        said["table"] = await called(session, "compress", text=SMALL)
        said["rows"] = await called(session, "expand", text=said["table"])
        said["number"] = await called(session, "compress", text="17")
        said["object"] = await called(session, "expand", text='{"a": 1}')
        said["view"] = await called(session, "compress", text=LARGE, question="Which are closed?")
        said["whole"] = await called(session, "expand", text=said["view"])
        said["page"] = await called(session, "retrieve", address=address_in(said["view"]), rows="id = 777")
        said["unknown"] = await called(session, "retrieve", address="abcdef")
        said["refused"] = await session.call_tool("headroom_compress", {})
        said["count"] = await called(session, "count", text=SMALL, model="gpt-4o")
    return said


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    return asyncio.run(asked())


def test_the_tools_are_named_and_described(said):
    assert [tool.name for tool in said["tools"]] == [
        f"headroom_{name}" for name in ("compress", "expand", "retrieve", "count")
    ]
    assert all(tool.description for tool in said["tools"])


def test_a_text_comes_back_as_it_was(said):
    assert said["table"].startswith("[40 rows: id,name,open,total")
    assert json.loads(said["rows"]) == json.loads(SMALL)


def test_a_text_is_taken_as_text_though_it_may_be_json(said):
    assert (said["number"], said["object"]) == ("17", '{"a": 1}')


def test_what_a_view_leaves_out_is_had_by_its_address(said):
    assert count_tokens(said["view"]).value < count_tokens(LARGE).value / 5
    assert said["whole"] == LARGE
    assert '"id":777,"name":"item 17"' in said["page"]


def test_an_unknown_address_is_said_and_not_an_error(said):
    assert "nothing is kept here" in said["unknown"]


def test_what_cannot_be_done_is_an_error_of_the_tool_and_the_server_goes_on(said):
    assert failed(said["refused"])
    assert json.loads(said["count"]) == count_tokens(SMALL, "gpt-4o")._asdict()


async def test_a_store_outlives_the_server(tmp_path):
    kept = str(tmp_path / "originals.db")
    async with serving("--store", kept) as session:
        view = await called(session, "compress", text=LARGE)
    async with serving("--store", kept) as session:
        assert await called(session, "expand", text=view) == LARGE
    async with serving() as session:  # what it would leave out, it could not give back later
        assert (await called(session, "compress", text=LARGE)).count("\n") >= 800
        assert failed(await session.call_tool("headroom_expand", {"text": view}))


def test_the_tools_are_functions_of_texts():
    compress, expand, _, _ = tools_for(HeadroomConfig(views=ViewConfig(enabled=False)))
    assert json.loads(expand(compress(LARGE))) == json.loads(LARGE)
    with pytest.raises(ConfigurationError):
        tools_for("views")

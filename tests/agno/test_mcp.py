"""The tools of an MCP server, over stdio: their results are texts, which are sent compressed and kept as they came."""

import json
import sys

import pytest
from agno.agent import Agent
from tests.agno.conftest import orders

from headroom import expand
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall

pytest.importorskip("mcp", reason="mcp is not installed")
pytest.importorskip("agno.tools.mcp", reason="this agno knows another mcp", exc_type=ImportError)
from agno.tools.mcp import MCPTools
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

SERVER = """
try:
    from mcp.server.mcpserver import MCPServer
except ImportError:  # mcp 1
    from mcp.server.fastmcp import FastMCP as MCPServer

server = MCPServer("shop")


@server.tool()
def get_orders() -> str:
    "All orders, as pretty-printed JSON."
    return {text!r}


server.run("stdio")
"""


@pytest.mark.parametrize("wrap", [lambda model: model, HeadroomAgnoModel], ids=["plain", "wrapped"])
async def test_a_servers_results(wrap, tmp_path, play):
    script = tmp_path / "server.py"
    script.write_text(SERVER.format(text=json.dumps(orders(), indent=2)))
    model = wrap(FakeModel([ToolCall("get_orders"), "40 orders."]))
    server = StdioServerParameters(command=sys.executable, args=[str(script)])
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        tools = MCPTools(session=session)
        await tools.initialize()
        run, _ = await play(Agent(model=model, tools=[tools], telemetry=False), "How many orders?", "arun")

    kept = next(message.content for message in run.messages if message.role == "tool")
    sent = model.requests[-1].texts[-1]
    assert run.content == "40 orders."
    assert json.loads(kept) == json.loads(expand(sent)) == orders()
    assert sent.startswith("[40 rows: ") == isinstance(model, HeadroomAgnoModel)

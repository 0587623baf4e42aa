"""An agent with the tools of an MCP server: what the server returned as text is a table on its way to the model.

The server is this file, started over stdio as any other would be. It is for agno 3, whose `mcp` is 2: in 1, `MCPServer`
was `FastMCP`. No key and no network: a scripted model stands in for `OpenAIChat(id="gpt-4o")`.
"""

import asyncio
import os
import sys

from agno.agent import Agent
from agno.tools.mcp import MCPTools
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.server.mcpserver import MCPServer

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall


def list_pull_requests(state: str) -> list[dict[str, object]]:
    """Pull requests of the repository, newest first."""
    return [
        {"number": 900 - n, "title": f"Fix case {n}", "state": state, "user": {"login": f"user{n % 5}"}, "draft": False}
        for n in range(40)
    ]


def serve() -> None:
    """Be an MCP server with one tool."""
    server = MCPServer("pull requests")
    server.tool()(list_pull_requests)
    server.run("stdio")


async def main() -> None:
    """Ask an agent one question, and show what was sent of the server's answer."""
    provider = FakeModel([ToolCall("list_pull_requests", {"state": "open"}), "40 pull requests are open."])
    model = HeadroomAgnoModel(provider)
    server = StdioServerParameters(command=sys.executable, args=[__file__, "serve"], env=dict(os.environ))
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        tools = MCPTools(session=session)
        await tools.initialize()
        run = await Agent(model=model, tools=[tools], telemetry=False).arun("How many pull requests are open?")
    print("\n".join(provider.requests[-1].texts[-1].splitlines()[:3]) + "\n…")
    print(run.content)

    total = model.get_savings_summary()
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else asyncio.run(main())

"""The command's MCP server, asked by a client as an editor or a desktop assistant would: compress, count, expand.

No key and no network: the client starts `headroom mcp` by itself and talks to it over its standard input and output.
"""

import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import TextContent

ORDERS = json.dumps([{"id": n, "customer": {"city": "Lyon", "vip": n % 9 == 0}, "paid": n % 5 > 0} for n in range(60)])


async def main() -> None:
    """Call three of the server's tools."""
    server = StdioServerParameters(command=sys.executable, args=["-m", "headroom", "mcp"], env=dict(os.environ))
    async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as session:
        await session.initialize()
        print("the tools are", [tool.name for tool in (await session.list_tools()).tools])

        async def asked(tool: str, text: str) -> str:
            [content] = (await session.call_tool(tool, {"text": text})).content
            assert isinstance(content, TextContent)
            return content.text

        table = await asked("headroom_compress", ORDERS)
        print("\n".join(table.splitlines()[:3]) + "\n…")
        print("it expands to what was given:", json.loads(await asked("headroom_expand", table)) == json.loads(ORDERS))
        before, after = [json.loads(await asked("headroom_count", text))["value"] for text in (ORDERS, table)]
    print(f"saved {before - after:,} of {before:,} tokens ({100 * (before - after) / before:.0f} %)")


if __name__ == "__main__":
    asyncio.run(main())

"""An AgentOS with one agent, served on this machine for one request: what the client got, and what was saved.

It needs no key and no network: a scripted model stands in for `OpenAIChat(id="gpt-4o")`. In your own, leave out all
but the `AgentOS` and its `serve`.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import httpx
import uvicorn
from agno.agent import Agent
from agno.os import AgentOS

from headroom.integrations.agno import savings_of, wrap
from headroom.testing import FakeModel, ToolCall


def list_orders() -> list[dict[str, object]]:
    """All orders."""
    return [{"id": 10_000 + n, "customer": f"Customer {n % 17}", "paid": n % 5 > 0, "total": 19.9} for n in range(60)]


@contextmanager
def served(agent_os: AgentOS) -> Iterator[str]:
    """Serve on a free port of the loopback interface, and shut down in the end."""
    server = uvicorn.Server(uvicorn.Config(agent_os.get_app(), log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def main() -> None:
    """Serve, ask once, and show the account."""
    model = FakeModel([ToolCall("list_orders"), "12 of the 60 orders are unpaid."])
    agent = Agent(id="clerk", name="Clerk", model=model, tools=[list_orders], telemetry=False)
    agent_os = wrap(AgentOS(agents=[agent], telemetry=False))
    with served(agent_os) as url:
        asked = {"message": "How many orders are unpaid?", "stream": "false"}
        run = httpx.post(f"{url}/agents/clerk/runs", data=asked, timeout=30).raise_for_status().json()
    print(run["content"])

    account = savings_of(agent_os)
    percent = 100 * account["tokens_saved"] / account["tokens_before"]
    print(f"saved {account['tokens_saved']:,} of {account['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

"""An Agno agent behind OpenAI's chat completions: asked by OpenAI's own client, its model wrapped on the way.

It needs no key and no network: a scripted model stands in for `OpenAIChat(id="gpt-4o")`, and this process serves.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from agno.agent import Agent
from fastapi import FastAPI
from openai import OpenAI

from headroom.integrations.agno import savings_of, wrap_agent
from headroom.integrations.openai_api import router
from headroom.testing import FakeModel, ToolCall


def list_orders(month: str) -> list[dict[str, object]]:
    """The month's orders."""
    return [{"id": 10_000 + n, "month": month, "status": "unpaid", "customer": f"Customer {n % 17}"} for n in range(60)]


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve on a free port of the loopback interface, and shut down in the end."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/v1"
        server.should_exit = True
        thread.join()


def main() -> None:
    """Ask the agent as any client of OpenAI's would."""
    clerk = Agent(
        model=FakeModel([ToolCall("list_orders", {"month": "2026-03"}), "All 60 are unpaid."]),
        tools=[list_orders],
        telemetry=False,
    )
    wrap_agent(clerk)  # the router would do it; done here, the account is ours to read
    app = FastAPI()
    app.include_router(router({"clerk": clerk}, api_keys=["sk-local"]))
    with served(app) as url, OpenAI(base_url=url, api_key="sk-local", max_retries=0) as client:
        print("the models are", [model.id for model in client.models.list()])
        answer = client.chat.completions.create(
            model="clerk", messages=[{"role": "user", "content": "How many orders of March are unpaid?"}]
        )
        print(answer.choices[0].message.content)

    total = savings_of(clerk)
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

"""Hooks that watch an agent: what each run used, and an alert where one used more than it should.

It needs no key and no network: a scripted model stands in for `OpenAIChat(id="gpt-4o")`.
"""

import logging

from agno.agent import Agent

from headroom.integrations.agno import HeadroomAgnoModel, create_headroom_hooks
from headroom.testing import FakeModel, Reply, ToolCall, Usage


def list_orders(month: str) -> list[dict[str, object]]:
    """The month's orders."""
    return [{"id": 10_000 + n, "month": month, "status": "paid", "customer": f"Customer {n % 17}"} for n in range(60)]


def main() -> None:
    """Run an agent between two hooks, and show what they heard."""
    logging.basicConfig(format="%(levelname)s %(message)s")
    script = [
        Reply(tool_calls=[ToolCall("list_orders", {"month": "2026-03"})], usage=Usage(input_tokens=180)),
        Reply("All 60 are paid.", usage=Usage(input_tokens=900, output_tokens=8)),
    ]
    model = HeadroomAgnoModel(FakeModel(script))
    pre, post = create_headroom_hooks(model="gpt-4o", token_alert_threshold=1000)
    agent = Agent(model=model, tools=[list_orders], pre_hooks=[pre], post_hooks=[post], telemetry=False)
    print(agent.run("How many orders of March are paid?").content)

    heard = post.get_summary()
    print({name: heard[name] for name in ("total_requests", "total_tokens", "alerts")})
    total = model.get_savings_summary()
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

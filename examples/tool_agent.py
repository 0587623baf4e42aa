"""An agent with a tool: what the tool returned, what the model was sent of it, and what that saved.

It needs no key and no network: a scripted model stands in for `OpenAIChat(id="gpt-4o")`.
"""

from agno.agent import Agent

from headroom import expand
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall


def list_orders(month: str) -> list[dict[str, object]]:
    """The month's orders, as a shop's API returns them."""
    return [
        {
            "id": 10_000 + number,
            "placed_at": f"{month}-{1 + number % 28:02}T09:30:00Z",
            "customer": {"id": 500 + number % 17, "name": f"Customer {number % 17}"},
            "status": "unpaid" if number % 5 == 0 else "paid",
            "total": f"{19.9 * (1 + number % 4):.2f}",
            "coupon": None,
        }
        for number in range(60)
    ]


def main() -> None:
    """Ask one question, and show the one result that the answer rests on."""
    provider = FakeModel([ToolCall("list_orders", {"month": "2026-03"}), "12 of the 60 orders of March are unpaid."])
    model = HeadroomAgnoModel(provider)  # the only line that is about Headroom
    agent = Agent(model=model, tools=[list_orders], telemetry=False)
    run = agent.run("How many orders of March are unpaid?")

    returned = next(str(message.content) for message in run.messages or [] if message.role == "tool")
    sent = provider.requests[-1].texts[-1]
    print(f"the tool returned  {returned[:150]}…")
    print("the model was sent " + "\n                   ".join(sent.splitlines()[:3]) + "\n                   …")
    print(f"nothing is lost: it stands for {len(expand(sent)):,} characters of JSON")
    print(run.content)

    total = model.get_savings_summary()
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

"""An agent that remembers its users: memories that say the same are told once, and the calls that write them cost less.

It needs no key and no network: scripted models stand in for `OpenAIChat(id="gpt-4o")`. In older versions of agno,
`update_memory_on_run` is called `enable_user_memories`.
"""

import json

from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.memory import MemoryManager

from headroom.integrations.agno import savings_of, wrap_agent
from headroom.testing import FakeModel


def main() -> None:
    """Tell an agent a user's orders, which it asks its memory about, and show what both calls saved."""
    orders = json.dumps([{"id": n, "customer": f"Customer {n % 7}", "open": n % 3 == 0} for n in range(60)])
    agent = Agent(
        name="Clerk",
        model=FakeModel(lambda request: "Twenty of them are open."),
        db=InMemoryDb(),
        memory_manager=MemoryManager(model=FakeModel(lambda request: "Nothing to keep.")),
        update_memory_on_run=True,
        telemetry=False,
    )
    wrap_agent(agent, include=("memory", "summary"))  # Agno's own calls pass untouched unless they are named
    print(agent.run(f"How many of these are open? {orders}", user_id="alice").content)

    total = savings_of(agent)
    for name, row in total["members"].items():
        print(f"{name}: {row['tokens_saved']:,} tokens saved")
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

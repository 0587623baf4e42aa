"""An agent that goes in circles: its budget stops it before the next request, and raised it goes on.

It needs no key and no network: a scripted model stands in for `OpenAIChat(id="gpt-4o")`.
"""

from agno.agent import Agent
from agno.db.in_memory import InMemoryDb

from headroom import HeadroomConfig, RunBudget
from headroom.integrations.agno import HeadroomAgnoModel, savings_of, wrap_agent
from headroom.testing import FakeModel, Reply, SentRequest, ToolCall

DEPLOYMENTS = 40
WAITS = 8


def list_deployments() -> list[dict[str, object]]:
    """What is being deployed, as an internal API returns it."""
    return [
        {
            "id": f"d-{number:03}",
            "service": f"service-{number % 7}",
            "state": "waiting" if number % 9 == 0 else "done",
            "started_at": f"2026-03-{1 + number % 28:02}T09:30:00Z",
            "commit": f"{number * 7919:040x}",
        }
        for number in range(DEPLOYMENTS)
    ]


def step(request: SentRequest) -> Reply:
    """Look again and again, as a model does that waits for what does not come."""
    looked = sum(message.role == "tool" for message in request.messages)
    return Reply("I give up waiting.") if looked == WAITS else Reply(tool_calls=[ToolCall("list_deployments")])


def main() -> None:
    """Let it wait within a budget, and then a little longer."""
    provider = FakeModel(step)
    model = HeadroomAgnoModel(provider, HeadroomConfig(budget=RunBudget(usd=0.03, session_usd=0.25)))
    agent = Agent(model=model, tools=[list_deployments], db=InMemoryDb(), session_id="deploy", telemetry=False)
    run = agent.run("Tell me when all is deployed.")
    print(f"stopped after {len(provider.requests)} requests: {run.content}")

    wrap_agent(agent, HeadroomConfig(budget=RunBudget(usd=0.20, session_usd=0.25)))
    if hasattr(run, "forked_from_run_id"):  # agno 2.9 and later continue a run that failed
        run = agent.continue_run(run_id=run.run_id, session_id="deploy")
    else:
        run = agent.run("Go on.")
    print(f"raised, it ends after {len(provider.requests)}: {run.content}")

    total = savings_of(agent)
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

"""A workflow of two steps, each an agent's, wrapped by one call: what its agents saved.

It needs no key and no network: scripted models stand in for `OpenAIChat(id="gpt-4o")`.
"""

from agno.agent import Agent
from agno.workflow import Step, Workflow

from headroom.integrations.agno import savings_of, wrap_workflow
from headroom.testing import FakeModel, SentRequest, ToolCall


def read_latency(service: str) -> list[dict[str, object]]:
    """An hour of a service's latency, a point a minute."""
    return [{"minute": n, "service": service, "p50_ms": 20, "p99_ms": 130 if n > 45 else 90} for n in range(60)]


def list_deployments(day: str) -> list[dict[str, object]]:
    """The day's deployments."""
    return [
        {"id": f"d-{n:03}", "service": f"service-{n % 6}", "at": f"{day}T{8 + n // 6:02}:{n % 6}5:00Z", "ok": True}
        for n in range(48)
    ]


def explain(request: SentRequest) -> ToolCall | str:
    """A model that looks for what was deployed before the time that the step before it found."""
    if request.messages[-1].role == "tool":
        return "d-046 was deployed last before the p99 rose."
    assert "at minute 46" in request.texts[-1]  # what the first step answered is the second one's question
    return ToolCall("list_deployments", {"day": "2026-03-02"})


def main() -> None:
    """Run the workflow once, and show its account."""
    measured = FakeModel([ToolCall("read_latency", {"service": "checkout"}), "The p99 rose to 130 ms at minute 46."])
    watcher = Agent(name="Watcher", model=measured, tools=[read_latency], telemetry=False)
    historian = Agent(name="Historian", model=FakeModel(explain), tools=[list_deployments], telemetry=False)
    steps = [Step(name="measure", agent=watcher), Step(name="explain", agent=historian)]
    workflow = wrap_workflow(Workflow(name="Why is it slow?", steps=list(steps), telemetry=False))
    print(workflow.run("Why is the checkout slow?").content)

    account = savings_of(workflow)
    for name, row in account["members"].items():
        print(f"{name}: {row['tokens_saved']:,} of {row['tokens_before']:,} tokens in {row['total_requests']} requests")
    percent = 100 * account["tokens_saved"] / account["tokens_before"]
    print(f"saved {account['tokens_saved']:,} of {account['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

"""An agent's conversation as a page: what its tools returned beside what was sent of it, with the bill.

    python examples/report.py

It needs no key and no network: a scripted model stands in for `OpenAIChat(id="gpt-4o")`.
"""

import sys
import tempfile
from pathlib import Path

from agno.agent import Agent
from agno.db.in_memory import InMemoryDb

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall


def list_deployments(day: str) -> list[dict[str, object]]:
    """The day's deployments."""
    return [
        {"id": f"d-{n:03}", "service": f"service-{n % 6}", "at": f"{day}T{8 + n // 6:02}:{n % 6}5:00Z", "ok": n != 17}
        for n in range(48)
    ]


def main(page: Path) -> None:
    """Ask twice, and write the page."""
    script: list[str | ToolCall] = [
        ToolCall("list_deployments", {"day": "2026-03-02"}),
        "d-017 failed.",
        ToolCall("list_deployments", {"day": "2026-03-02"}),
        "No: 47 of 48 went well.",
    ]
    model = HeadroomAgnoModel(FakeModel(script))
    agent = Agent(model=model, tools=[list_deployments], db=InMemoryDb(), add_history_to_context=True, telemetry=False)
    for question in ("Which deployment failed?", "Look again: did more of them fail?"):
        print(agent.run(question, session_id="a session").content)

    model.report(page)
    print(f"open {page.as_uri()} in a browser: {page.stat().st_size // 1000} kB, which need no network")
    total = model.get_savings_summary()
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute() if sys.argv[1:] else Path(tempfile.mkdtemp()) / "report.html")

"""An agent of OpenAI's Agents SDK with a wrapped model: what its tool returned goes out as a table, the run keeps it.

It needs no key and no network: a scripted model stands in for `OpenAIProvider().get_model("gpt-4o")`. Where a run has
agents of several models, `RunConfig(model_provider=HeadroomModelProvider())` wraps all of them.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText

from agents import Agent, Model, ModelResponse, Runner, Usage, function_tool, set_tracing_disabled
from headroom.integrations.openai_agents import HeadroomModel

CALL = ResponseFunctionToolCall(
    type="function_call", call_id="call_1", name="list_orders", arguments='{"month": "2026-03"}'
)
TEXT = ResponseOutputText(type="output_text", text="12 of the 60 orders are unpaid.", annotations=[])
ANSWER = ResponseOutputMessage(type="message", id="1", role="assistant", status="completed", content=[TEXT])


class Scripted(Model):
    """Calls the tool, then answers, and keeps what it was sent last."""

    model = "gpt-4o"
    sent = ""

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """Give the next answer of the script."""
        items = args[1]  # behind the instructions
        called = isinstance(items, list) and items[-1].get("type") == "function_call_output"
        if called:
            self.sent = items[-1]["output"]
        return ModelResponse(output=[ANSWER if called else CALL], usage=Usage(), response_id=None)

    def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        """Refuse: this script has no parts."""
        raise NotImplementedError


@function_tool
def list_orders(month: str) -> str:
    """Give the month's orders, as JSON."""
    return json.dumps([{"id": n, "month": month, "vip": n % 9 == 0, "paid": n % 5 > 0} for n in range(60)])


def main() -> None:
    """Ask one question, and show what was sent of what the tool returned."""
    set_tracing_disabled(True)
    service = Scripted()
    model = HeadroomModel(service)
    run = Runner.run_sync(Agent("clerk", model=model, tools=[list_orders]), "Which orders of March are unpaid?")
    print("the model was sent " + "\n".join(service.sent.splitlines()[:3]) + "\n…")
    print(run.final_output)

    total = model.get_savings_summary()
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

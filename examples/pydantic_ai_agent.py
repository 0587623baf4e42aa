"""An agent of pydantic-ai's with a wrapped model: what its tool returned goes out as a table, the run keeps it.

It needs no key and no network: a scripted model stands in for `"openai:gpt-4o"`.
"""

from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from headroom.integrations.pydantic_ai import HeadroomModel

SENT: list[str] = []


def scripted(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """Call the tool, then answer."""
    SENT.append(str(getattr(messages[-1].parts[-1], "content", "")))
    if len(messages) == 1:
        return ModelResponse([ToolCallPart("list_orders", {"month": "2026-03"})])
    return ModelResponse([TextPart("12 of the 60 orders are unpaid.")])


def list_orders(month: str) -> list[dict[str, object]]:
    """The month's orders."""
    return [{"id": n, "month": month, "vip": n % 9 == 0, "paid": n % 5 > 0} for n in range(60)]


def main() -> None:
    """Ask one question, and show what was sent of what the tool returned."""
    model = HeadroomModel(FunctionModel(scripted, model_name="gpt-4o"))
    agent = Agent(model, tools=[list_orders])
    run = agent.run_sync("Which orders of March are unpaid?")
    print("the model was sent " + "\n".join(SENT[-1].splitlines()[:3]) + "\n…")
    print(run.output)

    total = model.get_savings_summary()
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

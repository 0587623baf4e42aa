"""An agent of LangChain's with one middleware more: what its tool returned goes out as a table, its state keeps it.

It needs no key and no network: a scripted model stands in for `ChatOpenAI(model="gpt-4o")`.
"""

import json
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from headroom.integrations.langchain import HeadroomMiddleware

CALL = {"name": "list_orders", "args": {"month": "2026-03"}, "id": "call_1"}
ANSWERS = iter([AIMessage("", tool_calls=[CALL]), AIMessage("12 of the 60 orders are unpaid.")])
SENT: list[str] = []


class Scripted(BaseChatModel):
    """Gives the answers of the script, and keeps what it was sent last."""

    model_name: str = "gpt-4o"

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **kwargs: Any) -> "Scripted":
        """Take tools, which the script calls without looking."""
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        SENT.append(str(messages[-1].content))
        return ChatResult(generations=[ChatGeneration(message=next(ANSWERS))])


def list_orders(month: str) -> str:
    """Give the month's orders, as JSON."""
    return json.dumps([{"id": n, "month": month, "vip": n % 9 == 0, "paid": n % 5 > 0} for n in range(60)])


def main() -> None:
    """Ask one question, and show what was sent of what the tool returned."""
    middleware = HeadroomMiddleware()
    agent = create_agent(Scripted(), [list_orders], middleware=[middleware])
    state = agent.invoke({"messages": [{"role": "user", "content": "Which orders of March are unpaid?"}]})
    print("the model was sent " + "\n".join(SENT[-1].splitlines()[:3]) + "\n…")
    print(state["messages"][-1].content)

    total = middleware.get_savings_summary()
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

"""Messages as every API takes them: two results of a tool compressed, and given back as they were.

It needs nothing but Headroom: no framework, no key, no network.
"""

import json
from collections.abc import Sequence

from headroom import ChatMessage, compress, expand_messages


def orders(first: int) -> str:
    """A page of orders, as a shop's API returns them."""
    rows = [
        {"id": n, "customer": {"city": "Lyon", "vip": n % 9 == 0}, "paid": n % 5 > 0} for n in range(first, first + 40)
    ]
    return json.dumps({"total": 200, "orders": rows})


def called(number: int, result: str) -> list[ChatMessage]:
    """A call of a tool, and what it returned."""
    call = {"id": f"call_{number}", "type": "function", "function": {"name": "list_orders", "arguments": "{}"}}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": f"call_{number}", "content": result},
    ]


def values(messages: Sequence[ChatMessage]) -> list[object]:
    """What the results of the tool say."""
    return [json.loads(str(message.get("content"))) for message in messages if message["role"] == "tool"]


def main() -> None:
    """Compress a conversation, say what became of each message, and expand it again."""
    question: ChatMessage = {"role": "user", "content": "Which orders are unpaid?"}
    messages = [question, *called(1, orders(0)), *called(2, orders(20))]
    result = compress(messages, model="gpt-4o")

    for message in (result.messages[2], result.messages[4]):
        print("\n".join(str(message["content"]).splitlines()[:3]) + "\n…\n")
    for decision in result.decisions:
        print(f"{decision.index}: {decision.action}, {decision.tokens_before} -> {decision.tokens_after} tokens")
    back = expand_messages(result.messages)
    print("both are given back:", values(back) == values(messages))
    print(f"saved {result.tokens_saved:,} of {result.tokens_before:,} tokens ({result.savings_percent:.0f} %)")


if __name__ == "__main__":
    main()

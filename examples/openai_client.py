"""OpenAI's own client, wrapped: what a tool returned goes out as a table, and the client stays an `OpenAI`.

No key and no network: a transport stands in for the service. With a key, `OpenAI()` is all that it takes.
"""

import json

import httpx
from openai import OpenAI

import headroom

SENT: list[str] = []
ORDERS = [{"id": n, "customer": {"city": "Lyon", "vip": n % 9 == 0}, "paid": n % 5 > 0} for n in range(60)]


def answer(request: httpx.Request) -> httpx.Response:
    """Answer as the service does."""
    SENT.append(json.loads(request.read())["messages"][-1]["content"])
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "12 are unpaid."}}
    usage = {"prompt_tokens": 700, "completion_tokens": 5, "total_tokens": 705}
    head = {"id": "1", "object": "chat.completion", "created": 1, "model": "gpt-4o"}
    return httpx.Response(200, json={**head, "choices": [choice], "usage": usage})


def main() -> None:
    """Ask one question about what a tool returned, and show what was sent of it."""
    transport = httpx.Client(transport=httpx.MockTransport(answer))
    client = headroom.wrap(OpenAI(api_key="unused", http_client=transport))
    completion = client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "user", "content": "How many orders are unpaid?"},
            {
                "role": "assistant",
                "tool_calls": [
                    {"id": "call_1", "type": "function", "function": {"name": "get_orders", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "tool_call_id": "call_1", "content": json.dumps(ORDERS)},
        ],
    )
    print("the model was sent " + "\n".join(SENT[0].splitlines()[:3]) + "\n…")
    print(completion.choices[0].message.content)

    total = headroom.savings_of(client)
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()

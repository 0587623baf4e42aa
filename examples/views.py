"""A result too large to be sent whole: what the model is shown of it, and how it reads the rest.

It needs nothing but Headroom: no framework, no key, no network. Agents of Agno get the tool by themselves.
"""

from headroom import ChatMessage, HeadroomConfig, ViewConfig, compress, retrieve


def read_log() -> str:
    """An hour of a service's log, with one line that matters."""
    lines = [
        f"12:{n // 60:02}:{n % 60:02} INFO GET /v1/orders/{90_000 + n} 200 in {20 + n % 37} ms" for n in range(1200)
    ]
    lines[811] = "12:13:31 ERROR GET /v1/orders/90811 500 in 5003 ms: pool exhausted"
    return "\n".join(lines)


def main() -> None:
    """Show a view of the log, and a page of what it leaves out."""
    call = {"id": "call_1", "type": "function", "function": {"name": "read_log", "arguments": "{}"}}
    messages: list[ChatMessage] = [
        {"role": "user", "content": "Why did an order fail at noon?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": read_log()},
    ]
    config = HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=300))
    result = compress(messages, config=config, scope="alice/session 7")
    view = str(result.messages[2]["content"])
    print(view)

    address = view.partition('headroom_retrieve("')[2].partition('"')[0]
    print("\nthe model asks for lines around the error:")
    print(retrieve(address, lines="811-814", config=config, scope="alice/session 7"))
    print(f"\nsaved {result.tokens_saved:,} of {result.tokens_before:,} tokens ({result.savings_percent:.0f} %)")


if __name__ == "__main__":
    main()

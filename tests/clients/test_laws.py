"""What a client sends is what `compress` makes of it, whatever the conversation is."""

import json

import httpx
from hypothesis import given
from hypothesis import strategies as st
from openai import OpenAI
from tests.laws.conversations import openai_round, well_formed

import headroom

ANSWER = {
    "id": "1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-4o",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Fine."}}],
}


def sender():
    """A wrapped client, and what it has sent."""
    sent = []

    def handle(request):
        sent.append(json.loads(request.read())["messages"])
        return httpx.Response(200, json=ANSWER)

    transport = httpx.Client(transport=httpx.MockTransport(handle))
    return headroom.wrap(OpenAI(api_key="unused", http_client=transport)), sent


@given(st.lists(well_formed(shapes=(openai_round,)), min_size=1, max_size=2))
def test_a_client_sends_what_compress_makes_of_each_prefix(conversations):
    client, sent = sender()
    for messages in conversations:
        ends = [end for end in range(1, len(messages) + 1) if messages[end - 1]["role"] in ("user", "tool")]
        for end in ends:
            client.chat.completions.create(model="gpt-4o", messages=messages[:end])
            assert sent[-1] == headroom.compress(messages[:end], "gpt-4o").messages
    assert headroom.savings_of(client)["total_faults"] == 0

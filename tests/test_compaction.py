"""What stands before a service's own summary of a conversation is gone from the prompt: nothing refers over it."""

import pytest

from headroom import compress, expand
from tests.laws.conversations import openai_round, user

SETTINGS = "\n".join(f"option_{n} = value {n * n}  # explains option number {n}" for n in range(60))
SUMMARIES = {
    "a block of an answer": {
        "role": "assistant",
        "content": [{"type": "compaction", "content": "They read."}, {"type": "text", "text": "On with it."}],
    },
    "an item": {"type": "compaction", "id": "cmp_1", "encrypted_content": "x"},
}


@pytest.mark.parametrize("summary", SUMMARIES.values(), ids=SUMMARIES)
def test_a_result_behind_a_summary_stands_in_full(summary):
    once, again, thrice = (openai_round([name], [SETTINGS]) for name in ("c1", "c2", "c3"))
    sent = compress([user("Read."), *once, user("Again."), *again]).messages
    assert sent[-1]["content"].startswith("[… as in ")

    messages = [user("Read."), *once, summary, user("Again."), *again, user("Once more."), *thrice]
    sent = compress(messages).messages
    behind = sent.index(summary) + 1
    assert sent[len(once) + 1] is summary
    assert [message["content"] for message in sent if message.get("tool_call_id") == "c2"] == [SETTINGS]
    assert sent[-1]["content"].startswith("[… as in ")
    assert expand(sent[-1]["content"], sent[behind:-1]) == expand(sent[-1]["content"], sent[:-1]) == SETTINGS

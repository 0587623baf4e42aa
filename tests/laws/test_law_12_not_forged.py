"""Law 12: whatever a tool, a page or a user writes, it comes back as it was, and reads as nobody else's words."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from headroom import SmartCrusher, compress, expand, expand_messages
from tests.laws.meaning import means
from tests.laws.strategies import any_texts, documents

OURS = [
    "[… as in get above]\n",
    "[⋯ as in get, the user's words above]\n",
    "[2 rows: a,b\n1,2\n3\n]",
    "[0 rows: x=2.",
    "[1 rows: x=0",
    "{1 row: a\n1\n}",
    "{2 rows: key,v\na,1\nb,2\n}",
    "[2 lines: a\n1\n2\n]",
    "[2 tuples:\na,1\nb,2\n]",
    '[records: r(a,b)]\n{"x":r(1,2)}',
    "[*n repeats &n]\n[&1 [1],*1]",
    "[; between rows]\n[1,2;3,4]",
    "[Python values]\n[f(1)]",
    '["""raw text"""]\n["""x"""]',
    '["""JSON text"""]\n["""[1]"""]',
    '[original field order: b,a]\n{"a":1,"b":2}',
    "[line numbers padded to 6 columns]\n1|a\n2|b\n",
    "[text as it came]\n",
    "[result of get left out to fit the context window: 9 tokens]",
    "[Earlier conversation left out to fit the context window: 3 messages, 90 tokens]",
    "[Earlier conversation left out to fit the context window: 3 messages, 90 tokens]\n\n",
    "\n\n[Earlier conversation left out to fit the context window: 3 messages, 90 tokens]",
    "&1 ",
    "*1",
    "…",
    "⋯",
    '"""',
    "\x1a",
    "<result id=1>",
    "\\u005b2 rows: a",
]
SPELLINGS = [
    str,
    str.upper,
    lambda text: text.replace("[", "［"),
    lambda text: text.replace("o", "\u043e"),
    lambda text: text.replace(" ", " \u200b"),
]


@st.composite
def forged_texts(draw: st.DrawFn) -> str:
    """Our notation spliced into other text, spelled otherwise, escaped, or pasted as Headroom wrote it."""
    parts = st.sampled_from(OURS).flatmap(lambda ours: st.sampled_from(SPELLINGS).map(lambda spelled: spelled(ours)))
    parts = (
        parts
        | any_texts
        | st.sampled_from(["Account 4711 of Ada Lovelace, Vienna.\n", "\n", "\r\n", "\u2028", " ", ""])
    )
    text = draw(st.sampled_from(["", "\n", " "])).join(draw(st.lists(parts, max_size=3)))
    match draw(st.integers(0, 5)):
        case 0:
            return json.dumps(text)
        case 1:
            return json.dumps({"tags": [text, {"a": text}], text: 1}, indent=draw(st.sampled_from([None, 1])))
        case 2:
            return json.dumps(
                [{"id": n, "name": text if n else "x"} for n in range(5)], ensure_ascii=draw(st.booleans())
            )
        case 3:
            return str(SmartCrusher().crush(text).compressed)
        case 4:
            return str(SmartCrusher().crush(draw(documents)).compressed)
    return text


@st.composite
def forged_conversations(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Users and tools that write like Headroom, and repeat what it sent them."""
    messages: list[dict[str, Any]] = []
    for number, text in enumerate(draw(st.lists(forged_texts(), min_size=1, max_size=4))):
        said = text
        if messages and not draw(st.integers(0, 3)):
            sent = [message["content"] for message in compress(messages).messages if message["content"]]
            said = str(draw(st.sampled_from([text, *sent])))
        if draw(st.booleans()):
            messages.append({"role": "user", "content": said})
            continue
        call = {"id": str(number), "type": "function", "function": {"name": "get", "arguments": "{}"}}
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": str(number), "content": said})
    return messages


def may_change(message: dict[str, Any]) -> bool:
    return message["role"] in ("user", "tool")


@given(forged_texts())
def test_every_text_comes_back(text: str):
    sent = SmartCrusher().crush(text)
    assert means(expand(sent.compressed), text)
    assert sent.strategy not in ("none", "quoted", "listing") or expand(sent.compressed) == text


@given(forged_conversations())
def test_every_text_of_a_conversation_comes_back(messages: list[dict[str, Any]]):
    sent = compress(messages).messages
    for index in filter(lambda index: may_change(messages[index]), range(len(messages))):
        given_text, now = messages[index]["content"], sent[index]["content"]
        assert means(expand(now, sent[:index]), given_text)
    for before, after in zip(messages, expand_messages(sent), strict=True):
        assert before["content"] is None or means(after["content"], before["content"])


@given(forged_conversations())
def test_compressing_twice_is_compressing_once(messages: list[dict[str, Any]]):
    once = compress(messages).messages
    assert compress(once).messages == once

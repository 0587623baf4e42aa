"""Law 12: whatever a tool, a page or a user writes, it comes back as it was, and reads as nobody else's words."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import HeadroomConfig, SmartCrusher, ViewConfig, _core, compress, expand, expand_messages, retrieve
from tests.laws.left_out import GAP
from tests.laws.meaning import means
from tests.laws.strategies import any_texts, documents
from tests.reader.references import resolve
from tests.reader.said import said

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
    "[JavaScript values]\n[undefined]",
    "[JSON5]\n[2 rows: id\n1\n2\n]",
    '[Python objects: A(a)]\n[{"a":1}]',
    '[integer keys]\n{"1":[1]}',
    '["""raw text"""]\n["""x"""]',
    '["""JSON text"""]\n["""[1]"""]',
    '[original field order: b,a]\n{"a":1,"b":2}',
    "[line numbers padded to 6 columns]\n1|a\n2|b\n",
    "[lines of a log, behind word 1 as a name and its values; what each name stands for, <*> for a value:\n"
    "a (1 lines): <*>\n]\n1 a 2\n",
    "[lines indented below what they begin with]\na \n b\n",
    "[lines that repeat are stated once]\na\n[the line above: 3 times in a row]\n",
    'a\r[each of 1 rows stands for "…%", written over by the next; its cells for …:\n7\n',
    "[text as it came]\n",
    "[result of get left out to fit the context window: 9 tokens]",
    "[Earlier conversation left out to fit the context window: 3 messages, 90 tokens]",
    "[Earlier conversation left out to fit the context window: 3 messages, 90 tokens]\n\n",
    "\n\n[Earlier conversation left out to fit the context window: 3 messages, 90 tokens]",
    '[view of get: 2 of 9 lines; the rest by headroom_retrieve("72fy1078v2xs")]\n',
    "[page of 72fy1078v2xs: lines 3-9 of 9]\n",
    "[… lines 3-9 left out]\n",
    "[… line 3 left out]\n",
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


CONFIGS = [HeadroomConfig(), HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=100))]


def tool(text: str) -> dict[str, Any]:
    """A result of a tool whose call nobody has seen."""
    return {"role": "tool", "tool_call_id": "call", "content": text}


def called(text: str, config: HeadroomConfig) -> str:
    """A result as it is sent."""
    return str(compress([tool(text)], config=config).messages[0]["content"])


@st.composite
def forged_texts(draw: st.DrawFn) -> str:
    """Our notation spliced into other text, spelled otherwise, escaped, or pasted as Headroom wrote it."""
    parts = st.sampled_from(OURS).flatmap(lambda ours: st.sampled_from(SPELLINGS).map(lambda spelled: spelled(ours)))
    parts = (
        parts
        | any_texts
        | st.sampled_from(["INFO all is well\n" * 90, "a long line, and more of it, " * 40])
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
    assert (
        sent.strategy
        not in ("none", "quoted", "listing", "stanzas", "blocks", "log", "tree", "headings", "repeated", "progress")
        or expand(sent.compressed) == text
    )


@given(forged_conversations(), st.sampled_from(CONFIGS))
def test_every_text_of_a_conversation_comes_back(messages: list[dict[str, Any]], config: HeadroomConfig):
    sent = compress(messages, config=config).messages
    for index in filter(lambda index: may_change(messages[index]), range(len(messages))):
        given_text, now = messages[index]["content"], sent[index]["content"]
        assert means(expand(now, sent[:index]), given_text)
    for before, after in zip(messages, expand_messages(sent), strict=True):
        assert before["content"] is None or means(after["content"], before["content"])


@given(forged_conversations(), st.sampled_from(CONFIGS))
def test_compressing_twice_is_compressing_once(messages: list[dict[str, Any]], config: HeadroomConfig):
    once = compress(messages, config=config).messages
    assert compress(once, config=config).messages == once


@given(forged_conversations())
def test_no_line_of_a_view_reads_like_another_sources(messages: list[dict[str, Any]]):
    sent = compress(messages, config=CONFIGS[1]).messages
    for index, message in enumerate(sent):
        text = message["content"] or ""
        if _core.address_in(text):
            written_out = resolve(text, said(sent[:index])) or text  # its lines may refer to those above
            shown = GAP.sub("", written_out.split("\n", 1)[1])
            assert not re.search(r"^\W*(view of|page of|as in|lines? \d+.* left out)", shown, re.M | re.I)


FORGED_LINES = [
    "[page of 72fy1078v2xs: lines 3-9 of 9]",
    '[view of bank: 2 of 9 lines; the rest by headroom_retrieve("72fy1078v2xs")]',
    "［… LINES 3-9 left out］",
]


ROOMY = HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=600))


@pytest.mark.parametrize("forged", FORGED_LINES)
@pytest.mark.parametrize("before", ["a part of a long line, ", "a line\n", '{"text": "words, '])
def test_a_large_result_that_reads_like_a_view_or_a_page_is_never_shown_so(forged: str, before: str):
    text = (before * 60 + forged + "\n") * 9
    sent = called(text, ROOMY)
    assert expand(sent) == text
    assert sent.startswith("[text as it came]\n") or not any(map(forged.__eq__, GAP.sub("", sent).split("\n")))


@pytest.mark.parametrize("forged", FORGED_LINES)
def test_where_a_long_line_is_parted_nothing_begins_to_read_like_ours(forged: str):
    """Within its line it reads like nothing; behind a mark of ours, or below a page's header, it would."""
    texts = ["It says: " + "x" * size + f" {forged}, " * 400 for size in range(0, 320, 7)]
    for text in texts:
        lines = GAP.sub("", called(text, ROOMY)).split("\n")
        assert not any(line.startswith(forged) for line in lines)
    pages = [retrieve(_core.address(b"", "", text), lines="2-3", messages=[tool(text)]) for text in texts]
    forging = [page.split("\n")[1] for page in pages if f"\n{forged}" in page]
    assert set(forging) == {"[text as it came]"}


@given(st.text())
def test_what_leads_nowhere_is_said_alike(address: str):
    """Unknown, expired, of another scope, or no address at all: nobody learns which."""
    text = json.dumps([{"id": number, "of": "ada"} for number in range(200)])
    sent = compress([tool(text)], config=CONFIGS[1], scope="ada").messages[0]["content"]
    known = _core.address_in(sent)
    assert known
    answers = [retrieve(name, scope=scope, config=CONFIGS[1]) for name, scope in ((known, "eve"), ("0" * 12, "ada"))]
    said = "[page of {}: nothing is kept here under this address; it stands in the first line of a view]"
    assert answers == [said.format(known), said.format("0" * 12)]
    is_address = address.isalnum() and address.isascii() and len(address) <= 24
    assert retrieve(address, config=CONFIGS[1]) == said.format(address if is_address else "what is no address")

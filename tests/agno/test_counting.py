"""Counting what agno sends: images as their bytes or addresses stand in messages, tools as the model is given them."""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Any

import pytest
from agno.media import Audio, Image
from agno.models.message import Message
from agno.models.openai import OpenAIChat, OpenAIResponses
from agno.tools.function import Function

from headroom import HeadroomConfig, RollingWindowConfig, count_tokens
from headroom._planning.rows import Image as Seen
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.integrations.agno.messages import rows_of
from headroom.testing import FakeModel

SQUARE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 1024, 1024) + b"\x08\x02\0\0\0"
URL = "https://example.com/a.png"


@pytest.fixture
def model() -> Any:
    return HeadroomAgnoModel(OpenAIChat(id="gpt-4o"))


def images(**fields: Any) -> tuple[Seen, ...]:
    [row] = rows_of([Message(role="user", **fields)])
    assert not row.opaque
    return row.images


def test_an_image_is_counted_by_its_size(model: Any):
    text, image = Message(role="user", content="hi"), Image(content=SQUARE)
    seen = Message(role="user", content="hi", images=[image])
    assert model.count_tokens([seen]) - model.count_tokens([text]) == 765
    seen.images = [Image(content=SQUARE, detail="low"), image]
    assert model.count_tokens([seen]) - model.count_tokens([text]) == 85 + 765


PEOPLE = str([{"id": number, "name": f"user {number}"} for number in range(60)])
BLOCKS = {
    "a document": {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": PEOPLE}},
    "a file": {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}},
    "a search result": {
        "type": "search_result",
        "source": "s",
        "title": "t",
        "content": [{"type": "text", "text": PEOPLE}],
    },
    "a result": {"type": "tool_result", "tool_use_id": "t1", "content": PEOPLE},
    "a call": {"type": "tool_use", "id": "t1", "name": "people", "input": {"of": PEOPLE}},
    "a text of the Responses API": {"type": "input_text", "text": PEOPLE},
    "an image": {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
    "what nobody knows": {"type": "hologram", "data": PEOPLE},
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
@pytest.mark.parametrize("text", [[], [{"type": "text", "text": "Who is this?"}]], ids=["alone", "beside a text"])
def test_blocks_of_a_provider_are_counted_as_in_chat_messages(block: dict[str, Any], text: list[dict[str, Any]]):
    content = [*text, block]
    given = [Message(role="user", content=content)]
    model = HeadroomAgnoModel(FakeModel(["ok"]))

    assert model.estimate_tokens(given) == count_tokens([{"role": "user", "content": content}])
    model.response(given)
    assert model.requests[0].messages[0].content == content


@pytest.mark.parametrize("result", [None, {"content": None}, {"content": [5]}, {"content": [{"json": 5}]}], ids=repr)
def test_a_result_of_bedrocks_that_holds_no_text_is_counted_without_a_bound(result: Any):
    given = [Message(role="user", content=[{"toolResult": result}])]
    count = HeadroomAgnoModel(FakeModel([])).estimate_tokens(given)

    assert not count.exact
    assert count.high == sys.maxsize


@pytest.mark.parametrize("policy", ["drop_turns", "mask_results"])
def test_blocks_that_are_calls_leave_with_their_results(policy: str):
    given = [Message(role="user", content="Who?")]
    for number in range(40):
        call = {**BLOCKS["a call"], "id": f"t{number}"}
        given.append(Message(role="assistant", content=[call]))
        given.append(Message(role="user", content=[{**BLOCKS["a result"], "tool_use_id": f"t{number}"}]))
    config = HeadroomConfig(
        rolling_window=RollingWindowConfig(policy=policy), model_context_limits={"gpt-4o": 20_000}, repeats=False
    )
    model = HeadroomAgnoModel(FakeModel(["ok"]), config)
    model.response(given)
    [request] = model.requests
    blocks = [block for message in request.messages if isinstance(message.content, list) for block in message.content]
    calls = [block["id"] for block in blocks if block["type"] == "tool_use"]

    assert 0 < len(calls) < 40
    assert calls == [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]


@pytest.mark.parametrize("image", [Image(url=URL), Image(filepath="/nowhere/a.png"), Image(filepath=Path("a.png"))])
def test_an_image_elsewhere_is_neither_fetched_nor_opened(model: Any, image: Image, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("counting looked for an image")

    monkeypatch.setattr(Image, "get_content_bytes", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    plain = model.count_tokens([Message(role="user", content="hi")])
    assert model.count_tokens([Message(role="user", content="hi", images=[image])]) == plain + 1000


def test_images_stand_in_messages_and_in_their_blocks():
    text, block = {"type": "text", "text": "hi"}, {"type": "image_url", "image_url": {"url": URL, "detail": "low"}}
    assert images(content="hi", images=[Image(content=SQUARE, detail="high")]) == (Seen(SQUARE, "high"),)
    assert images(content=[text, block]) == (Seen(URL, "low"),)
    assert images(content=[text, block], images=[Image(url=URL)]) == (Seen(URL), Seen(URL, "low"))


def test_what_is_no_image_is_not_counted_as_one():
    [audio] = rows_of([Message(role="user", content="hi", audio=[Audio(content=b"x", format="wav")])])
    [block] = rows_of([Message(role="user", content=["hi", {"type": "input_audio"}])])
    assert audio.opaque
    assert block.opaque
    assert audio.images == block.images == ()


@pytest.mark.parametrize("provider", [OpenAIChat, OpenAIResponses])
def test_tools_are_counted_as_the_provider_sends_them(provider: Any):
    def look(city: str, days: int = 1) -> str:
        """Look at the weather.

        Args:
            city: Which one.
            days: How many.
        """
        return f"{city}, {days}"

    function = Function.from_callable(look)
    function.process_entrypoint()
    model = HeadroomAgnoModel(provider(id="gpt-4o"))
    messages = [Message(role="user", content="hi")]
    wire = {"type": "function", "function": function.to_dict()}
    expected = count_tokens([{"role": "user", "content": "hi"}], "gpt-4o", tools=[wire]).value
    assert model.count_tokens(messages, tools=[wire]) == model.count_tokens(messages, tools=[function]) == expected
    assert model.count_tokens(messages, tools=[{"type": "function", **function.to_dict()}]) == expected
    assert expected - model.count_tokens(messages) < 60

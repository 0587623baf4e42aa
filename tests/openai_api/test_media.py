"""Images, recordings and files in a message reach the agent as media."""

import base64

import httpx
import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb

from headroom.testing import FakeModel

PIXEL = b"\x89PNG\r\n\x1a\n a pixel"
DATA = base64.b64encode(PIXEL).decode()
PDF = base64.b64encode(b"%PDF-1.7").decode()

IMAGE = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{DATA}", "detail": "low"}}
LINK = {"type": "image_url", "image_url": {"url": "https://example.org/cat.png"}}
SOUND = {"type": "input_audio", "input_audio": {"data": DATA, "format": "wav"}}
FILE = {"type": "file", "file": {"file_data": f"data:application/pdf;base64,{PDF}", "filename": "a.pdf"}}


def texts(*values):
    return [{"type": "text", "text": value} for value in values]


def test_every_kind_of_part_reaches_the_model(door):
    agent = Agent(model=FakeModel(["I see."]), telemetry=False)
    content = [*texts("Look", "and listen"), IMAGE, LINK, SOUND, FILE]
    door({"helper": agent}).client.chat.completions.create(
        model="helper", messages=[{"role": "user", "content": content}]
    )

    [message] = agent.model.requests[0].messages
    assert message.content == "Look\nand listen"
    assert [(image.content, image.url, image.detail) for image in message.images] == [
        (PIXEL, None, "low"),
        (None, "https://example.org/cat.png", None),
    ]
    assert message.images[0].mime_type == "image/png"
    assert [(audio.content, audio.format) for audio in message.audio] == [(PIXEL, "wav")]
    assert [(file.content, file.mime_type, file.filename) for file in message.files] == [
        (b"%PDF-1.7", "application/pdf", "a.pdf")
    ]


def test_media_of_earlier_messages_stay_with_them(door):
    agent = Agent(model=FakeModel(["It is."]), telemetry=False)
    messages = [
        {"role": "user", "content": [*texts("Look"), IMAGE]},
        {"role": "assistant", "content": "A cat."},
        {"role": "user", "content": "Is it black?"},
    ]
    door({"helper": agent}).client.chat.completions.create(model="helper", messages=messages)

    assert [bool(message.images) for message in agent.model.requests[0].messages] == [True, False, False]


def test_a_message_may_be_a_picture_alone(door):
    agent = Agent(model=FakeModel(["A cat."]), db=InMemoryDb(), telemetry=False)
    opened = door({"helper": agent})
    answer = opened.client.chat.completions.create(model="helper", messages=[{"role": "user", "content": [IMAGE]}])

    assert answer.choices[0].message.content == "A cat."
    assert agent.model.requests[0].messages[-1].images[0].content == PIXEL


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url"},
        {"type": "image_url", "image_url": {}},
        {"type": "image_url", "image_url": {"url": 7}},
        {"type": "image_url", "image_url": {"url": "file:///etc/passwd"}},
        {"type": "image_url", "image_url": {"url": "/etc/passwd"}},
        {"type": "image_url", "image_url": {"url": "data:image/png,plain"}},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,??"}},
        {"type": "input_audio", "input_audio": {"data": "??", "format": "wav"}},
        {"type": "input_audio", "input_audio": {"format": "wav"}},
        {"type": "file", "file": {"file_id": "file-1"}},
        {"type": "file", "file": {"file_data": "data:application/x-hostile;base64,AAAA"}},
        {"type": "text", "text": 7},
        {"type": "refusal", "refusal": "no"},
        "text",
    ],
)
def test_a_part_that_cannot_be_read_is_refused_by_its_place(door, part):
    opened = door({"helper": Agent(model=FakeModel([]), telemetry=False)})
    body = {"model": "helper", "messages": [{"role": "user", "content": [*texts("Look"), part]}]}
    response = httpx.post(
        f"{opened.url}/v1/chat/completions", headers={"Authorization": "Bearer sk-right"}, json=body, timeout=600
    )

    assert response.status_code == 400
    assert response.json()["error"]["param"] == "messages[0].content[1]"
    assert "passwd" not in response.text

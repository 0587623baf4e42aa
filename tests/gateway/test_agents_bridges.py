"""What reaches an agent of what is asked through each of the proxy's endpoints."""

from __future__ import annotations

import base64
from typing import Any

import anthropic
import openai
import pytest
from tests.gateway.agents_door import PATIENCE
from tests.gateway.proxy import CLIENT, KEY

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
PDF = base64.b64encode(b"%PDF-1.4").decode()
PNG_URL, PDF_URL = f"data:image/png;base64,{PNG}", f"data:application/pdf;base64,{PDF}"
SCHEMA = {"type": "object", "properties": {"count": {"type": "integer"}}, "required": ["count"]}


def said(content: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": content}]}


@pytest.fixture
def asked(door, stub):
    """Asks an agent, and gives what its model's provider was sent."""

    def ask(path: str, body: dict[str, Any]) -> dict[str, Any]:
        door.post(path, {"model": "agno/asking", **body})
        [(_, sent)] = stub.requests
        return sent

    return ask


CHAT = said("Hi") | {"reasoning_effort": "low", "temperature": 0.3, "top_p": 0.5, "seed": 3, "stop": ["x"]}
RESPONSES = {"input": "Hi", "reasoning": {"effort": "low"}, "temperature": 0.3, "top_p": 0.5, "max_output_tokens": 7}
MESSAGES = said("Hi") | {"temperature": 0.3, "top_p": 0.5, "stop_sequences": ["x"], "max_tokens": 2000}
THINKING = {"thinking": {"type": "enabled", "budget_tokens": 1024}}


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/v1/chat/completions", CHAT, {"reasoning_effort": "low", "seed": 3, "stop": ["x"]}),
        ("/v1/responses", RESPONSES, {"reasoning_effort": "low", "max_tokens": 7}),
        ("/v1/messages", MESSAGES | THINKING, {"reasoning_effort": "low", "stop": ["x"], "max_tokens": 2000}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sampling_parameters_reach_the_agents_model(asked, path, body, expected):
    sent = asked(path, body)
    assert {name: sent.get(name) for name in (*expected, "temperature", "top_p")} == {
        **expected,
        "temperature": 0.3,
        "top_p": 0.5,
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/v1/chat/completions",
            said(
                [
                    {"type": "text", "text": "See."},
                    {"type": "image_url", "image_url": {"url": PNG_URL}},
                    {"type": "file", "file": {"file_data": PDF_URL, "filename": "a.pdf"}},
                ]
            ),
        ),
        (
            "/v1/responses",
            {
                "input": [
                    {
                        "role": "user",
                        "content": [
                            {"type": "input_text", "text": "See."},
                            {"type": "input_image", "image_url": PNG_URL},
                            {"type": "input_file", "file_data": PDF_URL, "filename": "a.pdf"},
                        ],
                    }
                ]
            },
        ),
        (
            "/v1/messages",
            said(
                [
                    {"type": "text", "text": "See."},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}},
                    {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": PDF}},
                ]
            )
            | {"max_tokens": 20},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_images_and_files_reach_the_agents_model(asked, path, body):
    [message] = asked(path, body)["messages"]
    parts = {part["type"]: part for part in message["content"]}
    assert parts.keys() == {"text", "image_url", "file"}
    assert parts["text"]["text"] == "See."
    assert parts["image_url"]["image_url"]["url"] == PNG_URL
    assert parts["file"]["file"]["file_data"] == PDF_URL


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", {"messages": [{"role": "system", "content": "Be brief."}, *said("Hi")["messages"]]}),
        ("/v1/responses", {"input": "Hi", "instructions": "Be brief."}),
        ("/v1/messages", said("Hi") | {"system": "Be brief.", "max_tokens": 20}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_instructions_reach_the_agents_model(asked, path, body):
    messages = asked(path, body)["messages"]
    assert [message["content"] for message in messages] == ["Be brief.", "Hi"]


def test_a_schema_reaches_the_agents_model_from_responses_too(asked):
    form = {"type": "json_schema", "name": "Answer", "schema": SCHEMA}
    sent = asked("/v1/responses", {"input": "Hi", "text": {"format": form}})
    assert sent["response_format"]["json_schema"]["schema"] == SCHEMA


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/responses", {"input": "Hi", "tools": [{"type": "function", "name": "f", "parameters": {}}]}),
        ("/v1/messages", said("Hi") | {"max_tokens": 9, "tools": [{"name": "f", "input_schema": {"type": "object"}}]}),
    ],
    ids=["tools of responses", "tools of messages"],
)
def test_what_agents_do_not_give_is_400(door, stub, path, body):
    answer = CLIENT.post(
        f"{door.url}{path}", json={"model": "agno/asking", **body}, headers={"authorization": f"Bearer {KEY}"}
    )
    assert answer.status_code == 400
    assert "tools: " in answer.json()["error"]["message"]
    assert stub.requests == []


def of_responses(door, text: str, stream: bool, user: str | None = None, **named: Any) -> str:
    with openai.OpenAI(base_url=f"{door.url}/v1", api_key=KEY, max_retries=0, timeout=PATIENCE) as client:
        answer = client.responses.create(model="agno/helper", input=text, stream=stream, user=user, **named)
        if stream:
            answer = next(event for event in answer if event.type == "response.completed").response
        return answer.output_text


def of_messages(door, text: str, stream: bool, user: str | None = None, **named: Any) -> str:
    body = {"model": "agno/helper", "max_tokens": 20, "messages": said(text)["messages"], **named}
    if user is not None:
        body["metadata"] = {"user_id": user}
    with anthropic.Anthropic(base_url=door.url, api_key=KEY, max_retries=0, timeout=PATIENCE) as client:
        if not stream:
            return client.messages.create(**body).content[0].text
        with client.messages.stream(**body) as streamed:
            return streamed.get_final_text()


def webui(chat: str) -> dict[str, Any]:
    return {"extra_headers": {"x-openwebui-chat-id": chat, "x-openwebui-user-id": "alice"}}


CLAUDE_CODE = "user_1f2e_account__session_0b0c6a4e-7a0f-4a53-9d2c-"
NAMED = {
    "responses, metadata": (of_responses, lambda chat: {"metadata": {"session_id": chat}}),
    "responses, header": (of_responses, lambda chat: {"extra_headers": {"x-litellm-session-id": chat}}),
    "responses, Open WebUI": (of_responses, webui),
    "messages, metadata": (of_messages, lambda chat: {"metadata": {"session_id": chat}}),
    "messages, header": (of_messages, lambda chat: {"extra_headers": {"x-litellm-session-id": chat}}),
    "messages, Open WebUI": (of_messages, webui),
    "messages, Claude Code": (of_messages, lambda chat: {"metadata": {"user_id": f"{CLAUDE_CODE}{len(chat):012}"}}),
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("way", NAMED)
def test_each_endpoint_keeps_a_session_however_it_is_named(door, way, stream):
    speak, named = NAMED[way]
    session = named(f"{way}, {'streamed' if stream else 'whole'}")
    assert [speak(door, text, stream, **session) for text in ("first", "second")] == ["first", "first | second"]


def test_the_id_of_a_response_names_no_session(agents_client):
    first = agents_client.responses.create(model="agno/helper", input="first")
    second = agents_client.responses.create(model="agno/helper", input="second", previous_response_id=first.id)
    assert (first.output_text, second.output_text) == ("first", "second")


@pytest.mark.parametrize("speak", [of_responses, of_messages])
def test_a_session_of_each_endpoint_belongs_to_its_user(door, speak):
    session = {"extra_headers": {"x-litellm-session-id": f"shared {speak.__name__}"}}
    heard = [
        speak(door, text, False, user=user, **session)
        for text, user in (("first", "alice"), ("second", "bob"), ("third", "alice"))
    ]
    assert heard == ["first", "second", "first | third"]

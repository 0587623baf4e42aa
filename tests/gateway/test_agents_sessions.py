"""Sessions of agents behind the real proxy: who names which, and that none is mixed with another."""

from __future__ import annotations

import asyncio

import openai
import pytest
from tests.gateway.agents_door import PATIENCE, say
from tests.gateway.proxy import KEY

STREAMS = 200
"""Two users in each of a hundred chats."""
TASK = "### Task: a title for the chat"


@pytest.fixture
def client(agents_client):
    return agents_client


def webui(chat: str, user: str, **more: str) -> dict[str, str]:
    return {"x-openwebui-chat-id": chat, "x-openwebui-user-id": user, **more}


WAYS = {
    "metadata": lambda chat, user: {"extra_body": {"metadata": {"session_id": chat}}, "user": user},
    "header": lambda chat, user: {"extra_headers": {"x-litellm-session-id": chat}, "user": user},
    "Open WebUI": lambda chat, user: {"extra_headers": webui(chat, user)},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_session_belongs_to_a_user_however_it_is_named(client, way):
    def spoken(text: str, user: str) -> str:
        return say(client, text, **WAYS[way](f"chat by {way}", user))

    assert spoken("one", "alice") == "one"
    assert spoken("two", "bob") == "two"
    assert spoken("three", "alice") == "one | three"


def test_all_ways_name_the_same_session(client):
    said = [say(client, f"by {way}", **WAYS[way]("the same", "alice")) for way in WAYS]
    assert said[-1] == " | ".join(f"by {way}" for way in WAYS)


def test_without_a_session_the_messages_are_the_conversation(client):
    said = [
        {"role": "user", "content": "one"},
        {"role": "assistant", "content": "one"},
        {"role": "user", "content": "two"},
    ]
    assert [
        client.chat.completions.create(model="agno/helper", messages=said).choices[0].message.content for _ in range(2)
    ] == ["one | two"] * 2


@pytest.mark.parametrize(
    "task",
    [
        {"extra_headers": webui("of tasks", "alice", **{"x-openwebui-task": "title_generation"})},
        {"extra_headers": webui("of tasks", "alice"), "extra_body": {"metadata": {"task": "title_generation"}}},
    ],
    ids=["header", "metadata"],
)
def test_what_open_webui_asks_about_a_chat_stays_out_of_it(client, task):
    chat = {"extra_headers": webui("of tasks", f"alice {sorted(task)}")}
    task["extra_headers"] |= chat["extra_headers"]
    assert say(client, "one", **chat) == "one"
    assert say(client, TASK, **task) == TASK
    assert say(client, "two", **chat) == "one | two"


def test_a_run_that_waits_for_a_person_goes_on_with_the_next_message(client):
    session = {"extra_body": {"metadata": {"session_id": "release"}}, "user": "alice"}
    asked = client.chat.completions.create(
        model="agno/releaser", messages=[{"role": "user", "content": "Release it."}], **session
    )
    [question] = asked.choices[0].message.provider_specific_fields["headroom"]["asked"]
    assert (question["kind"], question["tool"]) == ("confirmation", "release")
    assert say(client, "yes", "releaser", **session) == "released"


async def test_two_hundred_streams_at_once_are_two_hundred_conversations(door):
    people = [(f"chat {number % 100}", f"user {number // 100}") for number in range(STREAMS)]
    async with openai.AsyncOpenAI(base_url=f"{door.url}/v1", api_key=KEY, max_retries=0, timeout=PATIENCE) as client:
        for text in ("first of {} {}", "second of {} {}"):
            answers = await asyncio.gather(*(_streamed(client, text.format(*who), *who) for who in people))
    assert answers == [f"first of {chat} {user} | second of {chat} {user}" for chat, user in people]


async def _streamed(client: openai.AsyncOpenAI, text: str, chat: str, user: str) -> str:
    messages = [{"role": "user", "content": text}]
    stream = await client.chat.completions.create(
        model="agno/helper", messages=messages, stream=True, user=user, extra_headers={"x-litellm-session-id": chat}
    )
    return "".join([choice.delta.content or "" async for chunk in stream for choice in chunk.choices])

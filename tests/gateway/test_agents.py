"""Agents behind the real proxy, asked by the clients that people have."""

from __future__ import annotations

import asyncio

import anthropic
import httpx
import openai
import pytest
from tests.gateway.agents_door import OTHERS, PATIENCE, say
from tests.gateway.proxy import KEY, Proxy, until
from tests.gateway.scripted_agents import SECRET, agents

ORDERS = [{"role": "user", "content": "How many orders are there?"}]


@pytest.fixture
def client(agents_client):
    return agents_client


def count(door: Proxy, what: str) -> int:
    """How often something has happened."""
    path = door.folder / f"{what}.txt"
    return len(path.read_text()) if path.exists() else 0


def test_every_agent_is_listed(client):
    listed = [model.id for model in client.models.list()]
    assert listed == [*(f"agno/{name}" for name in (*agents, *OTHERS)), "own/helper"]


def test_an_answer_has_its_real_usage_and_what_was_saved(client):
    answer = client.chat.completions.create(model="agno/helper", messages=ORDERS)
    usage = answer.usage
    assert answer.choices[0].message.content == "There are 60."
    assert answer.choices[0].finish_reason == "stop"
    assert usage.prompt_tokens > 100
    assert usage.prompt_tokens_details.cached_tokens == 64
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert answer.choices[0].message.provider_specific_fields["headroom"]["saved_tokens"] > 0


def test_a_stream_has_the_same_words_the_same_usage_and_what_was_saved(client):
    whole = client.chat.completions.create(model="agno/helper", messages=ORDERS)
    options = {"stream": True, "stream_options": {"include_usage": True}}
    chunks = list(client.chat.completions.create(model="agno/helper", messages=ORDERS, **options))
    deltas = [choice.delta for chunk in chunks for choice in chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    assert [chunk.usage for chunk in chunks if chunk.usage] == [whole.usage]
    beside = [found for delta in deltas if (found := getattr(delta, "provider_specific_fields", None))]
    assert beside == [whole.choices[0].message.provider_specific_fields]
    assert [c.finish_reason for chunk in chunks for c in chunk.choices if c.finish_reason] == ["stop"]


def test_an_answer_is_streamed_as_it_comes(client):
    text = " ".join(f"word{number}" for number in range(40))
    chunks = list(
        client.chat.completions.create(model="agno/helper", messages=[{"role": "user", "content": text}], stream=True)
    )
    said = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices and chunk.choices[0].delta.content]
    assert "".join(said) == text
    assert len(said) > 10


@pytest.mark.parametrize("stream", [False, True])
def test_the_client_of_responses(client, stream):
    answer = client.responses.create(model="agno/helper", input="How many orders are there?", stream=stream)
    if stream:
        answer = next(event for event in answer if event.type == "response.completed").response
    assert answer.output_text == "There are 60."
    assert answer.usage.input_tokens > 100
    assert answer.usage.input_tokens_details.cached_tokens == 64


@pytest.mark.parametrize("stream", [False, True])
def test_the_anthropic_client(door, stream):
    asked = {"model": "agno/helper", "max_tokens": 200, "messages": ORDERS}
    with anthropic.Anthropic(base_url=door.url, api_key=KEY, max_retries=0, timeout=PATIENCE) as claude:
        if stream:
            with claude.messages.stream(**asked) as streamed:
                answer = streamed.get_final_message()
        else:
            answer = claude.messages.create(**asked)
    assert answer.content[0].text == "There are 60."
    assert answer.usage.input_tokens + (answer.usage.cache_read_input_tokens or 0) > 100


def test_a_workflow_and_an_agent_that_its_entry_names_answer(client):
    assert [say(client, "Hi", name) for name in ("flow", "named")] == ["Done.", "I stand in the entry."]


def test_parameters_reach_a_factory(client):
    assert say(client, "Hi", "made", temperature=0.25, max_tokens=7) == "temperature 0.25, max_tokens 7"
    assert say(client, "Hi", "made") == "temperature None, max_tokens None"


def test_an_unknown_agent_is_404_with_those_that_there_are(client):
    with pytest.raises(openai.NotFoundError, match=r"no agent 'nobody'; there are: asking, counter, failing, flow"):
        say(client, "Hi", "nobody")


@pytest.mark.parametrize(
    "settings",
    [
        {"n": 2},
        {"tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}]},
        {"response_format": {"type": "xml"}},
        {"temperature": "warm"},
        {"reasoning_effort": 7},
    ],
    ids=str,
)
def test_what_agents_do_not_give_is_400_and_names_the_field(client, settings):
    with pytest.raises(openai.BadRequestError, match=next(iter(settings))):
        say(client, "Hi", **settings)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("name", "error"), [("failing", openai.InternalServerError), ("limited", openai.RateLimitError)]
)
def test_an_agent_that_fails_runs_once_and_quotes_nothing(client, door, name, error, stream):
    before = count(door, name)
    with pytest.raises(error) as raised:
        say(client.with_options(max_retries=2), f"Keep it to yourself: {SECRET}", name, stream=stream)
    assert count(door, name) == before + 1
    assert SECRET not in str(raised.value)
    assert "Traceback" not in str(raised.value)
    assert raised.value.response.headers["x-should-retry"] == "false"


def test_a_provider_in_a_module_of_ones_own_has_the_settings_it_was_made_with(client):
    session = {"metadata": {"session_id": "of the own"}, "user": "alice"}
    answers = [
        client.chat.completions.create(model="own/helper", messages=[{"role": "user", "content": text}], **session)
        for text in ("one", "How many orders?", "two")
    ]
    messages = [answer.choices[0].message for answer in answers]
    assert [message.content for message in messages] == ["one", "There are 60.", "two"]
    assert messages[1].reasoning_content == "get_orders runs ...\n"
    assert getattr(messages[1], "provider_specific_fields", None) is None


def test_a_client_cannot_name_what_is_imported(client):
    place = {"agent": "tests.gateway.scripted_agents:helper"}
    with pytest.raises(openai.BadRequestError, match="agent: is set by the gateway's configuration"):
        say(client, "Hi", "named", extra_body=place)
    with pytest.raises(openai.BadRequestError, match="agent: is set by the gateway's configuration"):
        say(client, "Hi", "helper", extra_body={"agent": "os:system"})


EARLY = [
    ("/v1/chat/completions", {"messages": [{"role": "user", "content": "count in silence"}]}),
    ("/v1/messages", {"messages": [{"role": "user", "content": "count in silence"}], "max_tokens": 20}),
    ("/v1/responses", {"input": "count in silence"}),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("path", "body"), EARLY, ids=[path for path, _ in EARLY])
async def test_a_client_that_leaves_before_it_has_heard_a_word_stops_the_run(door, path, body, stream):
    begun, stopped = count(door, "begun"), count(door, "stopped")
    asked = {"model": "agno/counter", "stream": stream, **body}
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}, timeout=PATIENCE) as leaving:
        waiting = asyncio.create_task(leaving.post(f"{door.url}{path}", json=asked))
        await asyncio.to_thread(until, lambda: count(door, "begun") > begun, "the tool to run", PATIENCE)
        waiting.cancel()
    await asyncio.to_thread(until, lambda: count(door, "stopped") > stopped, "the run to stop", PATIENCE)


async def test_a_client_that_leaves_a_stream_stops_the_run(door):
    begun, stopped = count(door, "begun"), count(door, "stopped")
    async with openai.AsyncOpenAI(base_url=f"{door.url}/v1", api_key=KEY, max_retries=0, timeout=PATIENCE) as leaving:
        stream = await leaving.chat.completions.create(
            model="agno/counter", messages=[{"role": "user", "content": "count"}], stream=True
        )
        await asyncio.to_thread(until, lambda: count(door, "begun") > begun, "the tool to run", PATIENCE)
        await stream.close()
    await asyncio.to_thread(until, lambda: count(door, "stopped") > stopped, "the run to stop", PATIENCE)

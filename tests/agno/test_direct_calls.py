"""Calls without a run: a model asked directly, and the models that an agent asks beside its own."""

import asyncio
import inspect
import json
import threading
from collections import UserDict

import pytest
from agno.agent import Agent
from agno.models.message import Message
from agno.team import Team
from agno.tools.function import Function
from openai.types.chat import ChatCompletionMessage
from pydantic import BaseModel

from headroom import ValidationError
from headroom.integrations.agno import HeadroomAgnoModel, sent_tokens
from headroom.testing import FakeModel, ToolCall

CALLS = ("response", "aresponse", "response_stream", "aresponse_stream")
PEOPLE = json.dumps([{"id": number, "name": f"user {number}", "active": True} for number in range(60)])
QUESTION = f"Who is active? {PEOPLE}"


def conversation():
    return [Message(role="system", content="Be brief."), Message(role="user", content=QUESTION)]


async def asked(model, call, *args, **kwargs):
    """What a model answers, however it is called."""
    answer = getattr(model, call)(*args, **kwargs)
    if inspect.isawaitable(answer):
        return (await answer).content
    if hasattr(answer, "__aiter__"):
        return "".join([delta.content or "" async for delta in answer])
    return answer.content if call == "response" else "".join(delta.content or "" for delta in answer)


def is_compressed(model, requests=1):
    """Whether the people went out as a table, and every request is in the account."""
    summary = model.get_savings_summary()
    tables = [text for request in model.requests for text in request.texts if "[60 rows: id,name,active" in text]
    return len(tables) == requests == summary["total_requests"] and summary["total_tokens_saved"] > 200 * requests


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("by_name", [False, True], ids=["by place", "by name"])
async def test_a_direct_call_is_compressed_and_counted(call, by_name):
    model, messages = HeadroomAgnoModel(FakeModel(["All of them."])), conversation()

    answer = await (asked(model, call, messages=messages) if by_name else asked(model, call, messages))

    assert answer == "All of them."
    assert is_compressed(model)
    assert messages[1].content == QUESTION
    assert [message.role for message in messages] == ["system", "user", "assistant"]  # agno adds the answer


@pytest.mark.parametrize("call", ["invoke", "ainvoke", "invoke_stream", "ainvoke_stream"])
@pytest.mark.parametrize("dicts", [False, True], ids=["messages", "dicts"])
async def test_the_seam_itself_may_be_called(call, dicts):
    model, messages = HeadroomAgnoModel(FakeModel(["All of them."])), conversation()
    given = [message.to_dict() for message in messages] if dicts else messages
    answer = getattr(model, call)(given, assistant_message=Message(role="assistant"))
    if inspect.isawaitable(answer):
        await answer
    elif hasattr(answer, "__aiter__"):
        assert [delta async for delta in answer]
    elif call == "invoke_stream":
        assert list(answer)

    assert is_compressed(model)


@pytest.mark.parametrize("call", CALLS)
async def test_dicts_are_messages_too(call):
    model = HeadroomAgnoModel(FakeModel(["All of them."]))
    given = [
        {"role": "system", "content": "Be brief."},
        Message(role="user", content="Hi"),
        {"role": "user", "content": QUESTION},
    ]
    before = list(given), [dict(given[0]), dict(given[2])]

    assert await asked(model, call, given) == "All of them."
    assert is_compressed(model)
    assert [message.role for message in model.requests[0].messages] == ["system", "user", "user"]
    assert (given, [given[0], given[2]]) == before


def test_a_whole_conversation_of_dicts():
    call = {"id": "c1", "type": "function", "function": {"name": "people", "arguments": "{}"}}
    model = HeadroomAgnoModel(FakeModel(["All of them."]))
    model.response(
        [
            {"role": "user", "content": [{"type": "text", "text": "Who is active?"}]},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": PEOPLE},
        ]
    )
    question, asking, result = model.requests[0].messages

    assert question.content == [{"type": "text", "text": "Who is active?"}]
    assert (asking.tool_calls, result.tool_call_id) == ([call], "c1")
    assert is_compressed(model)


@pytest.mark.parametrize(
    "given", [{"content": "Hi"}, {"role": "user", "parts": [{"text": "Hi"}]}], ids=["role", "parts"]
)
def test_a_dict_whose_words_agno_would_not_send_is_refused(given):
    with pytest.raises(ValidationError, match="has a role and content"):
        HeadroomAgnoModel(FakeModel(["ok"])).response([given])


def test_what_providers_add_to_a_dict_does_no_harm():
    model = HeadroomAgnoModel(FakeModel(["ok"]))
    model.response([{"role": "user", "content": "Hi", "cache_control": {"type": "ephemeral"}}, {"role": "user"}])

    assert model.requests[0].texts[0] == "Hi"


ANSWER = ChatCompletionMessage(role="assistant", content="What about them?")
TURNS = [{"role": "user", "content": "Hi"}, ANSWER, {"role": "user", "content": QUESTION}]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "given",
    [tuple, iter, lambda turns: (turn for turn in turns), lambda turns: [UserDict(turns[0]), *turns[1:]]],
    ids=["tuple", "iterator", "generator", "mapping"],
)
async def test_nothing_of_a_conversation_is_lost_however_it_is_given(call, given):
    model = HeadroomAgnoModel(FakeModel(["All of them."]))
    await asked(model, call, given(TURNS))

    assert [message.role for message in model.requests[0].messages] == ["user", "assistant", "user"]
    assert model.requests[0].texts[:2] == ["Hi", "What about them?"]
    assert is_compressed(model)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("given", ["Hi", None, {"role": "user", "content": "Hi"}, ["Hi"], [None], [b"Hi"]], ids=repr)
async def test_what_are_no_messages_is_refused(call, given):
    model = HeadroomAgnoModel(FakeModel(["ok"]))
    with pytest.raises(ValidationError, match="message"):
        await asked(model, call, given)
    assert not model.requests


def test_a_model_in_the_place_of_tools_is_refused():
    model = HeadroomAgnoModel(FakeModel([]))
    with pytest.raises(ValidationError, match="tools"):
        sent_tokens(conversation(), model)
    with pytest.raises(ValidationError, match="tools"):
        model.count_tokens(conversation(), 7)


def test_dicts_are_counted_as_messages_are():
    model = HeadroomAgnoModel(FakeModel([]))
    dicts, messages = [TURNS[0], TURNS[2]], [Message(**TURNS[0]), Message(**TURNS[2])]

    assert model.count_tokens(dicts) == model.count_tokens(messages)
    assert model.estimate_tokens(dicts) == model.estimate_tokens(messages)
    assert sent_tokens(dicts, model=model) == sent_tokens(messages, model=model) < model.count_tokens(messages)


@pytest.mark.parametrize("call", CALLS)
async def test_the_tools_of_a_direct_call(call):
    def people() -> str:
        """List everybody."""
        return PEOPLE

    model = HeadroomAgnoModel(FakeModel([ToolCall("people"), "All of them."]))
    tool = Function.from_callable(people)
    tool.process_entrypoint()
    # Agno 2.1 takes what is told and what is run apart.
    apart = "functions" in inspect.signature(FakeModel.response).parameters
    tools = {"tools": [tool.to_dict()], "functions": {"people": tool}} if apart else {"tools": [tool]}
    answer = await asked(model, call, [{"role": "user", "content": "Who is active?"}], **tools)

    assert answer.endswith("All of them.")
    assert model.requests[1].messages[-1].content.startswith("[60 rows: id,name,active")
    assert model.get_savings_summary()["total_requests"] == 2


async def test_a_tool_may_ask_a_model_of_its_own(play, mode):
    helper = HeadroomAgnoModel(FakeModel(lambda _: "All of them."))

    def ask_helper() -> str:
        """Ask somebody else."""
        return helper.response(conversation()).content

    agent = Agent(model=FakeModel([ToolCall("ask_helper"), "Done."]), tools=[ask_helper], telemetry=False)
    await play(agent, "Ask.", mode)

    assert is_compressed(helper)


async def test_threads_and_tasks_may_ask():
    model = HeadroomAgnoModel(FakeModel(lambda _: "All of them."))
    thread = threading.Thread(target=model.response, args=(conversation(),))
    thread.start()
    thread.join()
    await asyncio.create_task(model.aresponse(conversation()))

    assert is_compressed(model, requests=2)


class Answer(BaseModel):
    active: int


@pytest.mark.parametrize("made_of", [Agent, Team], ids=["agent", "team"])
@pytest.mark.parametrize("which", ["output_model", "parser_model"])
async def test_models_that_an_agent_asks_beside_its_own(made_of, which, play, mode):
    beside = HeadroomAgnoModel(FakeModel(lambda _: '{"active": 60}'))
    settings = {"output_schema": Answer} if which == "parser_model" else {}
    if made_of is Team:
        settings["members"] = []
    # The parser reads what the model said, the output model the conversation.
    said = QUESTION if which == "parser_model" else "All."
    asking = made_of(model=FakeModel(lambda _: said), **{which: beside}, **settings, telemetry=False)
    await play(asking, QUESTION, mode)

    assert is_compressed(beside)

"""The main job: an agent with tools runs as it always did, and sends less."""

from tests.agno.retrieving import LOSSLESS

from headroom import expand
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel


async def test_the_run_is_the_same_and_the_requests_are_smaller(twins, play, told, mode):
    plain, wrapped = twins()

    expected, expected_deltas = await play(plain, "How are we doing?", mode)
    actual, deltas = await play(wrapped, "How are we doing?", mode)

    assert actual.content == expected.content
    assert deltas == expected_deltas
    assert told(actual.messages) == told(expected.messages)
    assert [tool.result for tool in actual.tools] == [tool.result for tool in expected.tools]
    assert actual.metrics.input_tokens == expected.metrics.input_tokens
    before = sum(len(text) for request in plain.model.requests for text in request.texts)
    after = sum(len(text) for request in wrapped.model.requests for text in request.texts)
    assert after < 0.6 * before


async def test_what_is_sent_expands_to_what_the_tool_said(twins, play, mode, data):
    _, wrapped = twins()
    await play(wrapped, "How are we doing?", mode)

    sent = [message for message in wrapped.model.requests[-1].messages if message.role == "tool"]

    assert [message.tool_name for message in sent] == ["get_orders", "get_issues", "get_logs"]
    assert sent[0].content.startswith("[40 rows: id,customer,total,state")
    assert eval(expand(sent[0].content), {"null": None}) == data["orders"]()


async def test_requests_grow_by_appending_only(twins, play, mode):
    """A prompt cache pays only if what was sent before is sent again, byte for byte."""
    _, wrapped = twins()
    await play(wrapped, "How are we doing?", mode)

    first, second, third = (request.texts for request in wrapped.model.requests)

    assert second[: len(first)] == first
    assert third[: len(second)] == second


async def test_every_result_keeps_its_call(twins, play, mode):
    _, wrapped = twins()
    await play(wrapped, "How are we doing?", mode)

    messages = wrapped.model.requests[-1].messages
    calls = [call["id"] for message in messages for call in message.tool_calls or ()]
    results = [message.tool_call_id for message in messages if message.role == "tool"]

    assert results == calls


async def test_tools_and_options_reach_the_provider_unchanged(twins, play, mode):
    plain, wrapped = twins(config=LOSSLESS)
    await play(plain, "How are we doing?", mode)
    await play(wrapped, "How are we doing?", mode)

    expected = [(request.tools, request.mode, request.response_format) for request in plain.model.requests]
    assert [(request.tools, request.mode, request.response_format) for request in wrapped.model.requests] == expected


async def test_a_second_turn_sees_the_first_as_it_was(twins, play, told, mode):
    from agno.db.in_memory import InMemoryDb

    turns = []
    for agent in twins(steps=["Hello!", "You said hi."], add_history_to_context=True):
        agent.db = InMemoryDb()
        await play(agent, "Hi", mode, session_id="s")
        await play(agent, "What did I say?", mode, session_id="s")
        turns.append(told(agent.model.requests[1].messages))

    assert turns[0] == turns[1]


def test_a_stream_that_is_left_early_is_closed(tools):
    class Watched(FakeModel):
        closed = False

        def invoke_stream(self, *args, **kwargs):
            try:
                yield from super().invoke_stream(*args, **kwargs)
            finally:
                Watched.closed = True

    model = HeadroomAgnoModel(Watched(["A long answer that takes several deltas."]))
    stream = model.invoke_stream([], assistant_message=None, run_response=None)
    next(stream)
    stream.close()

    assert Watched.closed

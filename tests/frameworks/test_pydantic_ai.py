"""pydantic-ai's agents on the wrapped model: what is sent, what a run keeps, and the account."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai import AsyncOpenAI
from pydantic_ai import Agent, BinaryContent, ImageUrl, ModelRetry
from pydantic_ai.messages import (
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.function import FunctionModel
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider
from tests.clients.apis import orders, results_in
from tests.frameworks.conftest import QUESTION, check_account, get_orders
from tests.frameworks.wire import check_wire
from tests.provider_stub import ANSWER

from headroom import ConfigurationError, HeadroomConfig, RollingWindowConfig, savings_of
from headroom.integrations.pydantic_ai import HeadroomModel

KINDS = pytest.mark.parametrize("kind", [OpenAIChatModel, OpenAIResponsesModel])
STREAMED = pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])


def model_at(url: str, kind: Any) -> Any:
    client = AsyncOpenAI(base_url=f"{url}/v1", api_key="unused")
    return kind("gpt-4o", provider=OpenAIProvider(openai_client=client))


async def play(model: Any, *, streamed: bool = False, tool: Any = get_orders) -> Any:
    agent = Agent(model, instructions="Be brief.", tools=[tool])
    if not streamed:
        return await agent.run(QUESTION)
    async with agent.run_stream(QUESTION) as run:
        await run.get_output()
    return run


@STREAMED
@KINDS
async def test_results_alone_differ_and_the_run_is_the_same(stub, kind, streamed):
    model = HeadroomModel(model_at(stub.url, kind))
    await play(model_at(stub.url, kind), streamed=streamed)
    run = await play(model, streamed=streamed)

    assert run.all_messages()[-1].parts[0].content == ANSWER
    parts = [part for message in run.all_messages() for part in message.parts]
    assert [part.content for part in parts if isinstance(part, ToolReturnPart)] == [orders(0), orders(5)]
    check_wire(stub.bodies[:3], stub.bodies[3:])
    check_account(model)
    assert savings_of(model) == model.get_savings_summary()


async def test_results_that_are_no_texts(stub):
    def get_orders(page: int) -> list[dict[str, Any]]:
        """Give a page of orders."""
        return json.loads(orders(page))

    run = await play(HeadroomModel(model_at(stub.url, OpenAIChatModel)), tool=get_orders)
    assert results_in(stub.bodies[2])[0].startswith("[40 rows: ")
    parts = [part for message in run.all_messages() for part in message.parts]
    assert next(part for part in parts if isinstance(part, ToolReturnPart)).content == json.loads(orders(0))


async def test_what_a_tool_asks_to_do_again_goes_out_as_it_is(stub):
    def get_orders(page: int) -> str:
        """Give a page of orders."""
        if page == 0:
            raise ModelRetry(orders(0))
        return orders(page)

    for model in (model_at(stub.url, OpenAIChatModel), HeadroomModel(model_at(stub.url, OpenAIChatModel))):
        await play(model, tool=get_orders)
    plain, sent = (results_in(stub.bodies[index]) for index in (2, 5))
    assert sent[0] == plain[0]
    assert sent[1].startswith("[")


async def handed(model_config: HeadroomConfig | None, messages: list[Any]) -> tuple[list[Any], HeadroomModel]:
    """The messages that the wrapped model hands on."""
    taken: list[Any] = []

    def answer(messages: list[Any], info: Any) -> ModelResponse:
        taken.extend(messages)
        return ModelResponse([TextPart("Fine.")])

    model = HeadroomModel(FunctionModel(answer, model_name="gpt-4o"), model_config)
    await model.request(messages, None, ModelRequestParameters())
    return taken, model


def turn(first: int) -> list[Any]:
    call = ToolCallPart("get_orders", {"page": first}, tool_call_id=f"call_{first}")
    return [
        ModelRequest([UserPromptPart(QUESTION)]),
        ModelResponse([call]),
        ModelRequest([ToolReturnPart("get_orders", orders(first), tool_call_id=f"call_{first}")]),
    ]


async def test_messages_that_stay_are_the_very_objects():
    messages = [ModelRequest([SystemPromptPart("Be brief."), UserPromptPart("Hi")]), ModelResponse([TextPart("Hi")])]
    messages += turn(0)
    sent, _ = await handed(None, messages)
    assert [ours is theirs for ours, theirs in zip(sent, messages, strict=True)] == [True] * 4 + [False]
    [part] = sent[4].parts
    assert part.content.startswith("[40 rows: ")
    assert (part.tool_name, part.tool_call_id, part.timestamp) == (
        "get_orders",
        "call_0",
        messages[4].parts[0].timestamp,
    )
    assert messages[4].parts[0].content == orders(0)


async def test_prompts_in_parts():
    prompt = [
        "Look:",
        ImageUrl("https://example.com/a.png"),
        orders(0),
        BinaryContent(b"%PDF", media_type="application/pdf"),
    ]
    sent, _ = await handed(None, [ModelRequest([UserPromptPart(prompt)])])
    [part] = sent[0].parts
    assert part.content[2].startswith("[40 rows: ")
    assert [part.content[index] is prompt[index] for index in (0, 1, 3)] == [True] * 3
    assert prompt[2] == orders(0)


async def test_the_window_moves_by_whole_turns():
    window = RollingWindowConfig(output_buffer_tokens=0, keep_last_turns=1)
    config = HeadroomConfig(model_context_limits={"gpt-4o": 4000}, rolling_window=window)
    messages = [ModelRequest([SystemPromptPart("Be brief."), *turn(0)[0].parts]), *turn(0)[1:]]
    messages += [message for first in range(40, 400, 40) for message in turn(first)]
    sent, _ = await handed(config, messages)
    parts = [part for message in sent for part in message.parts]
    assert len(sent) < len(messages)
    assert any(isinstance(part, SystemPromptPart) for part in parts)
    asked = [part.tool_call_id for part in parts if isinstance(part, ToolCallPart)]
    assert asked == [part.tool_call_id for part in parts if isinstance(part, ToolReturnPart)]
    assert parts[-1].content.startswith("[40 rows: ")


async def test_an_object_that_stands_twice_is_two_messages():
    asked, answered = ModelRequest([UserPromptPart(QUESTION)]), ModelResponse([TextPart("Wait.")])
    messages = [asked, asked, answered, answered, *turn(0)]
    sent, _ = await handed(None, messages)
    assert [ours is theirs for ours, theirs in zip(sent, messages, strict=True)] == [True] * 6 + [False]


async def test_a_fault_sends_what_was_given(monkeypatch, caplog):
    monkeypatch.setattr("headroom.integrations.pydantic_ai._described", lambda *_: 1 / 0)
    messages = turn(0)
    sent, model = await handed(None, messages)
    assert [ours is theirs for ours, theirs in zip(sent, messages, strict=True)] == [True] * 3
    assert model.get_savings_summary()["total_faults"] == 1
    assert "ZeroDivisionError" in caplog.text


async def test_instructions_are_counted():
    _, without = await handed(None, turn(0))
    messages = turn(0)
    messages[0] = ModelRequest(messages[0].parts, instructions="Be brief. " * 100)
    sent, model = await handed(None, messages)
    assert sent[0] is messages[0]
    assert model.metrics_history[0].tokens_before - without.metrics_history[0].tokens_before > 200


def test_what_is_wrong_is_refused():
    with pytest.raises(ConfigurationError):
        HeadroomModel("test", "strict")

"""Retries, guidance, fallbacks and the response cache work as they do unwrapped."""

import dataclasses
from importlib.util import find_spec

import pytest
from agno.agent import Agent
from agno.exceptions import ModelProviderError
from agno.models.base import Model
from agno.models.message import Message

from headroom import HeadroomConfig, HeadroomMode, ProviderError
from headroom.integrations.agno import HeadroomAgnoModel, wrap_fallbacks
from headroom.testing import FakeModel, ToolCall

FIELDS = {field.name for field in dataclasses.fields(Model)}

needs_retries = pytest.mark.skipif("retries" not in FIELDS, reason="agno 2.1: models do not retry by themselves")
needs_cache = pytest.mark.skipif("cache_response" not in FIELDS, reason="agno 2.1: models do not cache responses")
needs_guidance = pytest.mark.skipif(
    not hasattr(Model, "_remove_temporary_messages"), reason="agno 2.1: retries come without guidance"
)
needs_fallbacks = pytest.mark.skipif(
    find_spec("agno.models.fallback") is None, reason="agno 2.1: agents have no fallback models"
)


def unavailable():
    return ModelProviderError("overloaded", status_code=503)


def guidance():
    from agno.exceptions import RetryableModelProviderError

    return RetryableModelProviderError(original_error="malformed call", retry_guidance_message="Use JSON.")


class _Guided(FakeModel):
    """Takes temporary messages out of the list it was given once they have done their work, as Gemini does."""

    def invoke(self, messages, *args, **kwargs):
        response = super().invoke(messages, *args, **kwargs)
        self._remove_temporary_messages(messages)
        return response

    async def ainvoke(self, messages, *args, **kwargs):
        response = await super().ainvoke(messages, *args, **kwargs)
        self._remove_temporary_messages(messages)
        return response

    def invoke_stream(self, messages, *args, **kwargs):
        yield from super().invoke_stream(messages, *args, **kwargs)
        self._remove_temporary_messages(messages)

    async def ainvoke_stream(self, messages, *args, **kwargs):
        async for delta in super().ainvoke_stream(messages, *args, **kwargs):
            yield delta
        self._remove_temporary_messages(messages)


def _as_it_is(value):
    return value


@needs_retries
async def test_a_retry_sends_the_same_again(twins, play, told, mode):
    outputs = []
    for agent in twins(steps=[ToolCall("get_orders"), unavailable(), "40 orders."]):
        agent.model.retries = 1
        agent.model.delay_between_retries = 0
        output, _ = await play(agent, "How many?", mode)
        outputs.append(told(output.messages))
        _, refused, accepted = (request.texts for request in agent.model.requests)
        assert accepted == refused

    assert outputs[0] == outputs[1]
    assert agent.model.get_savings_summary()["total_requests"] == 2


@needs_guidance
async def test_guidance_does_not_stay_in_the_session(tools, play, told, mode):
    """The whole way round: agno adds the guidance, the provider takes it out, the tool loop goes on."""
    outputs = []
    for wrap in (_as_it_is, HeadroomAgnoModel):
        model = wrap(_Guided([ToolCall("get_orders"), guidance(), "40 orders."]))
        output, _ = await play(Agent(model=model, tools=tools, telemetry=False), "How many?", mode)
        outputs.append(told(output.messages))
        assert model.requests[-1].texts[-1] == "Use JSON."

    assert outputs[0] == outputs[1]
    assert "Use JSON." not in [message.get("content") for message in outputs[1]]


@needs_fallbacks
async def test_the_fallback_answers_and_saves(twins, play, told, mode):
    from agno.models.fallback import FallbackConfig

    outputs = []
    for agent, wrap in zip(
        twins(steps=[ToolCall("get_orders"), unavailable()]), (_as_it_is, wrap_fallbacks), strict=True
    ):
        spare = FakeModel(["40 orders."], id="gpt-4o-mini")
        agent.fallback_config = wrap(FallbackConfig(on_error=[spare]))
        output, _ = await play(agent, "How many?", mode)
        outputs.append(told(output.messages))

    assert outputs[0] == outputs[1]
    assert outputs[1][-1]["content"] == "40 orders."
    fallback = agent.fallback_config.on_error[0]
    assert fallback.total_tokens_saved > 0
    assert spare.requests[0].texts[-1].startswith("[40 rows:")


@needs_fallbacks
def test_every_fallback_is_wrapped_and_the_configuration_given_is_not_changed():
    from agno.models.fallback import FallbackConfig

    given = FallbackConfig(on_error=[FakeModel(id="a")], on_rate_limit=[FakeModel(id="b")], on_context_overflow=[])
    wrapped = wrap_fallbacks(given)

    assert [type(model) is FakeModel for model in (*given.on_error, *given.on_rate_limit)] == [True, True]
    assert [model.id for model in (*wrapped.on_error, *wrapped.on_rate_limit)] == ["a", "b"]
    assert all(isinstance(model, HeadroomAgnoModel) for model in (*wrapped.on_error, *wrapped.on_rate_limit))


def test_a_list_of_fallbacks_is_wrapped_too():
    assert [model.id for model in wrap_fallbacks([FakeModel(id="a"), FakeModel(id="b")])] == ["a", "b"]


@pytest.mark.parametrize("wrong", [None, 7, FakeModel, FakeModel([]), "openai:gpt-4o", [7]])
def test_what_is_no_fallback_is_refused(wrong):
    with pytest.raises(ProviderError):
        wrap_fallbacks(wrong)


@needs_cache
async def test_the_response_cache_answers_the_second_time(twins, play, mode, tmp_path):
    _, agent = twins(steps=["Hello!"], tools=[])
    agent.model.cache_response, agent.model.cache_dir = True, str(tmp_path)

    one, _ = await play(agent, "Hi", mode)
    two, _ = await play(agent, "Hi", mode)

    assert (one.content, two.content) == ("Hello!", "Hello!")
    assert len(agent.model.requests) == 1


@needs_cache
def test_the_response_cache_knows_the_configuration():
    """Two configurations send different things, so they may not answer for each other."""
    messages = [Message(role="user", content="Hi")]
    configs = [None, HeadroomConfig(), HeadroomConfig(default_mode=HeadroomMode.AUDIT)]
    keys = [HeadroomAgnoModel(FakeModel(), config)._get_model_cache_key(messages, stream=False) for config in configs]
    plain = FakeModel()._get_model_cache_key(messages, stream=False)

    assert keys[0] == keys[1]
    assert len({plain, *keys}) == 3
    assert {len(key) for key in keys} == {len(plain)}
    assert all(int(key, 16) for key in keys)  # a digest, as agno's


def test_an_agent_that_retries_the_run_gets_the_same(twins):
    _, agent = twins(steps=[unavailable(), ToolCall("get_orders"), "40 orders."])
    agent.retries, agent.delay_between_retries = 1, 0

    assert agent.run("How many?").content == "40 orders."

"""How much a model takes: what users say in any spelling, what the table says, and one warning where it is a guess."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from headroom import (
    BudgetError,
    HeadroomConfig,
    RollingWindow,
    RollingWindowConfig,
    acompress,
    compress,
)
from headroom._models import limits
from headroom._models.by_model import ByModel
from headroom._models.info import model_info
from headroom._models.limits import is_first_guess
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._shapes.messages import MESSAGES

HELLO = [{"role": "user", "content": "Hello"}]
LONG = [{"role": "user", "content": "word " * 500}]
SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"

numbers = count()


def nobodys() -> str:
    """An id that no test has used before."""
    return f"nobodys-model-{next(numbers)}"


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.name == "headroom"]


def test_the_table_says_how_much_a_model_takes_and_answers():
    known = model_info("gpt-4o")
    assert (known.context_tokens, known.output_tokens, known.limits_known) == (128_000, 16_384, True)
    apart = model_info("gpt-5")
    assert (apart.context_tokens, apart.input_tokens, apart.output_tokens) == (400_000, 272_000, 128_000)
    unknown = model_info("our-own-model")
    assert (unknown.context_tokens, unknown.output_tokens, unknown.limits_known) == (128_000, 128_000, False)
    local = model_info("ollama/our-own-model")
    assert (local.context_tokens, local.limits_known) == (8_192, False)


@pytest.mark.parametrize(
    ("model", "limit", "buffer", "budget"),
    [
        ("gpt-4o", None, 4_000, 124_000),
        ("gpt-4o", None, 50_000, 128_000 - 16_384),  # no answer is longer
        ("gpt-4o", 10_000, 4_000, 6_000),
        ("gpt-4o", 1_000, 4_000, 500),  # the question has to fit, too
        ("our-own-model", 1_000_000, 50_000, 950_000),
        ("claude-sonnet-4-5", 100_000, 0, 100_000),
        ("gpt-5", None, 4_000, 272_000),  # the rest of its 400,000 is for its answer
        ("gpt-5", 400_000, 4_000, 396_000),  # whoever gives a limit knows better
    ],
)
def test_the_budget_is_the_limit_less_what_the_answer_can_need(model: str, limit: int | None, buffer: int, budget: int):
    window = RollingWindowConfig(output_buffer_tokens=buffer)
    with pytest.raises(BudgetError) as raised:
        compress(
            [{"role": "user", "content": "word " * 1_100_000}],
            model,
            model_limit=limit,
            config=HeadroomConfig(rolling_window=window, strict=True),
        )
    assert raised.value.budget == budget


def test_a_mask_rests_on_the_same_budget():
    window = RollingWindow(RollingWindowConfig(output_buffer_tokens=4_000, keep_last_turns=1))
    assert window.select([300, 300], model_limit=1_200).tolist() == [True, True]
    assert window.select([300, 301], model_limit=1_200).tolist() == [False, True]


def test_what_does_not_fit_is_a_warning_and_raised_under_strict():
    result = compress(LONG, model_limit=400)
    assert result.messages == LONG
    assert result.warnings == ["what is sent needs up to 508 tokens, the window allows 200"]
    with pytest.raises(BudgetError, match="needs up to 508 tokens, the window allows 200") as raised:
        compress(LONG, model_limit=400, config=HeadroomConfig(strict=True))
    assert (raised.value.tokens, raised.value.budget) == (508, 200)


@pytest.mark.parametrize(
    ("given", "asked", "covered"),
    [
        ("claude-sonnet-4-5", "claude-sonnet-4-5", True),
        ("claude-sonnet-4-5", "Claude-Sonnet-4-5-20250929", True),
        ("claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", True),
        ("claude-sonnet-4-5", SONNET, True),
        ("claude-sonnet-4-5", "vertex_ai/claude-sonnet-4-5@20250929", True),
        ("gpt-4o", "openai:gpt-4o-2024-08-06", True),
        ("mistral-large", "mistral-large-latest", True),
        ("claude-sonnet-4.5", "claude-sonnet-4-5", True),
        ("claude-sonnet-4-5", "openrouter/anthropic/claude-sonnet-4.5", True),
        ("openrouter/anthropic/claude-sonnet-4.5", "openrouter/claude-sonnet-4-5", True),
        ("claude-sonnet-4.5", SONNET, True),
        ("claude-sonnet-4.5", "claude-sonnet-4", False),
        ("our-own-model-1.5", "our-own-model-1-5", False),  # its owner knows
        ("our-own-model", "openrouter/our-own-model", True),
        ("llama3:latest", "ollama/llama3", True),
        ("ollama/llama3", "llama3:latest", True),
        ("ollama/llama3:latest", "ollama:llama3", True),
        ("llama3", "llama3:latest", True),
        ("llama3:latest", "groq/llama3", False),
        ("llama3:latest", "llama3:8b", False),
        ("llama3.1:8b", "ollama/llama3.1:8b", True),
        ("anthropic/claude-sonnet-4-5", "claude-sonnet-4-5", True),  # who makes it serves it where nobody else is named
        ("azure/gpt-4o", "azure/gpt-4o-2024-08-06", True),
        ("azure/gpt-4o", "gpt-4o", False),
        ("ollama/llama3.1", "groq/llama3.1", False),
        ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5", False),
        ("gpt-5", "gpt-5-mini", False),
        ("gpt-4o", "gpt-4o-mini", False),
        ("gpt-4", "gpt-4-0613", False),
    ],
)
def test_a_limit_covers_the_other_spellings_of_its_model_and_no_other_model(given: str, asked: str, covered: bool):
    assert ByModel({given: 4321}, size=int).of(asked) == (4321 if covered else None)


def test_the_id_as_it_was_given_comes_first_and_the_more_specific_name_before_the_other():
    limits = ByModel({"claude-sonnet-4-5": 1, SONNET: 2, "claude-sonnet-4-5-20250929": 3}, size=int)
    assert limits.of(SONNET) == 2
    assert limits.of("anthropic/claude-sonnet-4-5-20250929") == 3
    assert limits.of("anthropic/claude-sonnet-4-5") == 1


def test_who_serves_the_model_may_be_known_from_elsewhere():
    limits = ByModel({"ollama/llama3": 1, "azure/gpt-4o": 2, "openai/gpt-4o": 3}, size=int)
    assert (limits.of("llama3"), limits.of("llama3", "ollama")) == (None, 1)
    assert (limits.of("gpt-4o"), limits.of("gpt-4o", "azure"), limits.of("gpt-4o", "groq")) == (3, 2, None)
    assert limits.of("azure/gpt-4o", "openai") == 2


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_spellings_of_one_model_the_smaller_stands_whatever_their_order(order: int):
    limits = ByModel(dict([("GPT-4o", 5000), ("gpt-4O", 4000)][::order]), size=int)
    assert limits.of("gpt-4o") == 4000
    assert limits.of("GPT-4o") == 5000


def test_a_limit_holds_for_a_call_under_another_spelling():
    config = HeadroomConfig(
        model_context_limits={"claude-sonnet-4-5": 400},
        rolling_window=RollingWindowConfig(output_buffer_tokens=0),
    )
    assert compress(LONG, SONNET, config=config).warnings
    assert not compress(LONG, "claude-opus-4-5", config=config).warnings


def test_a_limit_that_was_given_may_be_input_as_a_whole():
    config = HeadroomConfig(model_context_limits={"gpt-5": 400_000}, strict=True)
    with pytest.raises(BudgetError) as raised:
        compress([{"role": "user", "content": "word " * 500_000}], "azure/gpt-5-2025-08-07", config=config)
    assert raised.value.budget == 396_000


@pytest.mark.parametrize(("model", "budget"), [("gpt-5", 272_000), ("our-own-model", 124_000)])
def test_the_limits_are_those_of_the_model_itself_not_of_the_one_that_counts_for_it(model: str, budget: int):
    engine = Engine(HeadroomConfig(strict=True))
    messages = [{"role": "user", "content": "word " * 500_000}]
    with pytest.raises(BudgetError) as raised:
        engine.send(messages, MESSAGES, Ask(model, counted_as="gpt-4o"))
    assert raised.value.budget == budget


def test_a_guess_is_in_every_result_and_once_in_the_log(caplog: pytest.LogCaptureFixture):
    model = nobodys()
    results = [compress(HELLO, model) for _ in range(3)]
    expected = (
        f"the context length of the model {model!r} is not known, 128000 tokens are assumed; "
        "HeadroomConfig.model_context_limits takes the right number"
    )
    assert [result.warnings for result in results] == [[expected]] * 3
    assert warned(caplog) == [f"headroom: {expected}"]
    compress(HELLO, nobodys())
    assert len(warned(caplog)) == 2


async def test_a_guess_is_told_off_the_event_loop_too(caplog: pytest.LogCaptureFixture):
    assert len((await acompress(HELLO, nobodys())).warnings) == len(warned(caplog)) == 1


def test_a_guess_is_no_fault():
    strict = HeadroomConfig(strict=True)
    assert compress(HELLO, nobodys(), config=strict).warnings
    result = compress([{"role": "user", "content": "word " * 130_000}], nobodys())
    assert [warning.split()[0:3] for warning in result.warnings] == [
        ["what", "is", "sent"],
        ["the", "context", "length"],
    ]


@pytest.mark.parametrize(
    ("model", "options"),
    [
        ("gpt-4o", {}),
        ("claude-sonnet-4-5", {}),
        (None, {"model_limit": 5000}),
        (None, {"config": HeadroomConfig(model_context_limits={f"nobodys-model-{n}": 5000 for n in range(1000)})}),
        (None, {"config": HeadroomConfig(rolling_window=RollingWindowConfig(enabled=False))}),
        (None, {"config": HeadroomConfig(default_mode="audit")}),
    ],
)
def test_nobody_is_warned_where_nothing_is_guessed(
    model: str | None, options: dict[str, Any], caplog: pytest.LogCaptureFixture
):
    assert compress(HELLO, model or nobodys(), **options).warnings == []
    assert warned(caplog) == []


def test_a_vocabulary_is_no_model_and_has_no_length(caplog: pytest.LogCaptureFixture):
    assert compress(HELLO, "o200k_base").warnings
    assert compress(HELLO, "o200k_base", model_limit=5000).warnings == []


def test_an_id_of_any_length_and_content_is_remembered_in_little_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "_guessed", {})
    assert len(compress(HELLO, "x" * 100_000).warnings[0]) < 400
    assert "\n" not in compress(HELLO, "two\nlines").warnings[0]
    for number in range(3000):
        assert is_first_guess(f"{number} " * 50)
    assert len(limits._guessed) <= 1024
    assert max(map(len, limits._guessed)) <= 101


def test_threads_that_ask_at_once_are_told_once(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING)
    model = nobodys()
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda _: compress(HELLO, model), range(200)))
    assert all(len(result.warnings) == 1 for result in results)
    assert len(warned(caplog)) == 1

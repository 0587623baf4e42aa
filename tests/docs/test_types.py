"""What users' type checkers know of the public names: this file runs, and `make lint` checks it as they would."""

from __future__ import annotations

import pytest

from headroom import (
    ChatMessage,
    HeadroomConfig,
    HeadroomMode,
    RollingWindowConfig,
    SmartCrusherConfig,
    WindowPolicy,
    compress,
    count_tokens,
    savings_of,
    wrap,
)

pytest.importorskip("agno", reason="half of what is checked is of the integration")

from agno.agent import Agent
from agno.db.base import AsyncBaseDb, BaseDb
from agno.db.in_memory import InMemoryDb
from agno.models.base import Model
from anthropic import Anthropic
from openai import AsyncOpenAI

from headroom.integrations.agno import HeadroomAgnoModel, HeadroomMemoryDb, SavingsSummary, optimize_messages
from headroom.testing import FakeModel


def test_a_choice_is_given_by_name_and_read_as_a_member():
    name: str = "audit"
    mode: HeadroomMode = HeadroomConfig(default_mode=name).default_mode
    policy: WindowPolicy = RollingWindowConfig(policy="mask_results", keep_last_turns=1).policy
    assert (mode.value, policy.name) == ("audit", "MASK_RESULTS")
    messages, savings = optimize_messages([{"role": "user", "content": "Hi"}], mode="simulate")
    assert (len(messages), savings["tokens_saved"]) == (1, 0)


def test_names_are_given_as_a_list_and_read_as_a_tuple():
    exempt: tuple[str, ...] = SmartCrusherConfig(exclude_tools=["read_*"], exclude_roles=("user",)).exclude_tools
    assert exempt == ("read_*",)


def test_a_list_of_messages_is_typed_whatever_stands_in_them():
    messages: list[ChatMessage] = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "a", "content": [{"type": "text", "text": "Done."}]},
    ]
    assert compress(messages).messages == messages
    assert count_tokens(messages).value > 0
    plain = [{"role": "user", "content": "Hi"}]
    assert count_tokens(plain) == count_tokens([messages[0]])


def test_a_client_has_its_own_type_when_it_is_wrapped():
    client: AsyncOpenAI = wrap(AsyncOpenAI(api_key="unused"), config=HeadroomConfig())
    claude: Anthropic = wrap(Anthropic(api_key="unused"), scope="user").with_options(timeout=3)
    summary: SavingsSummary = savings_of(client)
    assert (summary["total_requests"], claude.timeout) == (0, 3)


@pytest.mark.parametrize("by_name", [False, True])
def test_a_model_is_wrapped_as_the_constructor_says(by_name: bool):
    given: Model = FakeModel([])
    config = HeadroomConfig(strict=True)
    model = HeadroomAgnoModel(wrapped_model=given, config=config) if by_name else HeadroomAgnoModel(given, config)
    wrapped: Model = model
    assert wrapped.id == given.id


def test_what_the_wrapped_class_has_is_there_and_may_be_set():
    model = HeadroomAgnoModel(FakeModel(["Hi"]))
    model.temperature = 0.1
    assert (model.temperature, model.requests) == (0.1, [])


def test_the_summary_says_what_stands_in_it():
    model = HeadroomAgnoModel(FakeModel(["Hi"]), auto_detect_provider=False)
    Agent(model=model, telemetry=False).run("Hi", session_id="a session")
    session: SavingsSummary = model.get_savings_summary("a session")
    saved: int = session["tokens_saved"]
    cost: float | None = model.get_savings_summary()["projected_cost_saved"]
    models: dict[str | None, SavingsSummary] = model.get_savings_summary()["models"]
    assert (saved, cost, list(models), model.tokens_saved) == (0, 0.0, ["gpt-4o"], model.total_tokens_saved)
    assert session["total_tokens_saved"] == model.get_savings_summary()["total_tokens_saved"] == 0


def test_a_database_is_taken_wherever_one_of_agnos_is():
    db: BaseDb | AsyncBaseDb = HeadroomMemoryDb(InMemoryDb())
    agent = Agent(model=FakeModel(["Hi"]), db=HeadroomMemoryDb(InMemoryDb()), telemetry=False)
    assert isinstance(db, HeadroomMemoryDb)
    assert isinstance(agent.db, InMemoryDb)


def test_kinds_of_calls_are_named_in_any_collection():
    models = [HeadroomAgnoModel(FakeModel([]), include=names) for names in (("memory",), ["memory"], {"memory"})]
    assert len({model.wrapped_model.id for model in models}) == 1

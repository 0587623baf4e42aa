"""What a request asks the service to make of the conversation, and what is not sent as a reference for it."""

from typing import Any

import pytest
from agno.agent import Agent
from agno.models.anthropic import Claude
from agno.models.message import Message
from agno.models.openai import OpenAIChat, OpenAIResponses
from agno.run.agent import RunOutput
from tests.holding_stub import CLEARED, holding

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.integrations.agno.prompts import prompt_of
from headroom.testing import FakeModel

CLEAR = {"edits": [{"type": "clear_tool_uses_20250919", "keep": {"type": "tool_uses", "value": 2}}]}
THINKING = {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]}
COMPACT = {"edits": [{"type": "compact_20260112"}]}

SETTINGS = "\n".join(f"option_{n} = value {n * n}  # explains option number {n}" for n in range(60))


def asking(*, id: str = "some-model", **options: Any) -> FakeModel:  # noqa: A002
    """A model that asks for these options with every request."""
    model = FakeModel([], id=id)
    for name, value in options.items():
        setattr(model, name, value)
    return model


@pytest.mark.parametrize(
    ("options", "edited"),
    [
        ({}, False),
        ({"context_management": CLEAR}, True),
        ({"context_management": COMPACT}, True),
        ({"context_management": {"edits": [*THINKING["edits"], *CLEAR["edits"]]}}, True),
        ({"context_management": THINKING}, False),
        ({"context_management": {"edits": []}}, False),
        ({"context_management": {}}, False),
        ({"context_management": {"edits": None}}, False),
        ({"context_management": {"unheard_of": 1}}, True),
        ({"request_params": {"context_management": CLEAR}}, True),
        ({"request_params": {"extra_body": {"context_management": COMPACT}}}, True),
        ({"extra_body": {"context_management": [{"type": "compaction", "compact_threshold": 200_000}]}}, True),
        ({"context_management": {"edits": [{"type": "clear_everything_20290101"}]}}, True),
        ({"truncation": "auto"}, True),
        ({"truncation": "disabled"}, False),
        ({"request_params": {"truncation": "auto"}}, True),
        ({"extra_body": {"transforms": ["middle-out"]}}, True),
        ({"extra_body": {"transforms": []}}, False),
        ({"request_params": {"extra_body": {"plugins": [{"id": "web"}, {"id": "context-compression"}]}}}, True),
        ({"extra_body": {"plugins": [{"id": "web"}]}}, False),
        ({"extra_body": {"plugins": [{"id": "context-compression", "enabled": False}]}}, False),
        ({"extra_body": {"truncate_prompt_tokens": 4096}}, True),
        ({"extra_body": {"prompt_truncate_len": 1500}, "request_params": {"temperature": 0}}, True),
        ({"request_params": {"temperature": 0, "truncation": None}}, False),
        ({"request_params": {"additionalModelRequestFields": {"context_management": CLEAR}}}, True),
        ({"request_params": {"additionalModelRequestFields": {"context_management": THINKING}}}, False),
    ],
)
def test_a_prompt_is_edited_where_the_request_says_so(options, edited):
    assert prompt_of(asking(**options), None, 100_000).edited is edited


def test_openrouter_shortens_small_contexts_unless_told_otherwise():
    model = asking(id="some/small-model")
    assert [prompt_of(model, "openrouter", context).edited for context in (4096, 8192, 8193)] == [True, True, False]
    assert not prompt_of(asking(id="some/small-model", extra_body={"transforms": []}), "openrouter", 4096).edited
    assert prompt_of(asking(id="openrouter/some/small-model"), "litellm", 4096).edited


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"id": "gpt-5"}, "response_id"),
        ({"id": "o3", "store": True}, "response_id"),
        ({"id": "gpt-5", "store": False}, None),
        ({"id": "gpt-4.1"}, None),
    ],
)
def test_reasoning_models_that_store_their_answers_are_chained(settings, field):
    assert prompt_of(OpenAIResponses(**settings), "openai", None).chained_by == field


def test_other_classes_of_responses_say_themselves_whether_they_chain():
    responses = pytest.importorskip("agno.models.openai.open_responses")
    assert prompt_of(responses.OpenResponses(id="gpt-5"), None, None).chained_by is None
    azure = pytest.importorskip("agno.models.azure.openai_responses")
    deployment = azure.AzureOpenAIResponses(id="mine", is_reasoning_model=True)
    assert prompt_of(deployment, "azure", None).chained_by == "response_id"
    assert prompt_of(OpenAIChat(id="gpt-5"), "openai", None).chained_by is None


def test_interactions_are_chained_unless_they_are_not_stored():
    google = pytest.importorskip("agno.models.google.gemini_interactions")
    model = google.GeminiInteractions
    assert prompt_of(model(), "google", None).chained_by == "interaction_id"
    assert prompt_of(model(store=False), "google", None).chained_by is None
    assert prompt_of(model(store=False, agent="deep-research-preview"), "google", None).chained_by == "interaction_id"


def sent_by(model, messages):
    """What a wrapped model sends for these messages."""
    received = []

    class Receiving(type(model)):
        def invoke(self, messages, *args, **kwargs):
            received.extend(messages)

    model.__class__ = Receiving
    HeadroomAgnoModel(model).invoke(messages=messages, run_response=RunOutput(run_id="r"))
    return received


def reading_twice(first=None, between=None):
    """A conversation in which a tool returns the same settings twice."""
    messages = [Message(role="user", content="Read, work, read again.")]
    for number in (1, 2):
        call = {"id": f"c{number}", "type": "function", "function": {"name": "read", "arguments": "{}"}}
        data = first if number == 1 else between
        messages.append(Message(role="assistant", tool_calls=[call], provider_data=data))
        messages.append(Message(role="tool", tool_call_id=f"c{number}", tool_name="read", content=SETTINGS))
    return messages


@pytest.mark.parametrize("options", [{"context_management": CLEAR}, {"truncation": "auto"}])
def test_where_messages_may_be_cleared_nothing_refers_to_them(options):
    assert sent_by(asking(), reading_twice())[-1].content.startswith("[… as in read above]")
    assert sent_by(asking(**options), reading_twice())[-1].content == SETTINGS


def test_nothing_refers_over_what_sums_up_a_conversation():
    summed_up = {"content_blocks": [{"type": "compaction", "content": "They read the settings."}]}
    assert sent_by(asking(), reading_twice(between=summed_up))[-1].content == SETTINGS
    assert sent_by(asking(), reading_twice(first=summed_up))[-1].content.startswith("[… as in read above]")


def test_ids_of_answers_are_nothing_to_models_that_do_not_chain():
    messages = reading_twice({"response_id": "resp_1"}, {"response_id": "resp_2"})
    sent = sent_by(asking(), messages)
    assert sent[-1].content.startswith("[… as in read above]")
    assert all(one is other for one, other in zip(sent[:-1], messages[:-1], strict=True))


@pytest.mark.skipif("context_management" not in Claude.__dataclass_fields__, reason="this agno cannot ask for it")
def test_claude_reads_in_full_what_is_not_cleared():
    asked = iter([*[[(name, {})] for name in ("read", "work", "work", "read")], []])

    def read() -> str:
        return SETTINGS

    def work() -> str:
        return "ok"

    with holding(lambda _: next(asked)) as stub:
        model = Claude(id="claude-sonnet-4-5", api_key="x", client_params={"base_url": stub.url})
        model.context_management = CLEAR
        Agent(model=HeadroomAgnoModel(model), tools=[read, work], telemetry=False).run("Read, work, read again.")
    results = [
        str(block["content"])
        for message in stub.read[-1]
        for block in (message["content"] if isinstance(message["content"], list) else [])
        if block["type"] == "tool_result"
    ]
    assert results[:2] == [CLEARED, CLEARED]
    assert "explains option number 59" in results[-1]

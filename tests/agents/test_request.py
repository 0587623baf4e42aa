"""Reading chat completions never crashes, and errors name the field and quote nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom.integrations.agents import AgentsError, ChatRequest, InvalidRequestError, read_request
from headroom.integrations.agents.content import read_content
from headroom.integrations.agents.parameters import _CHECKS

SECRET = "hunter2"
FIELDS = [*_CHECKS, "model", "messages", "n", "tools", "functions", "logprobs", "audio", "response_format"]
FIELDS += ["user", "metadata", "stream", "stream_options"]
KEYS = ["role", "content", "type", "text", "image_url", "url", "json_schema"]
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from([SECRET, "user", "text", "data:"])
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


def refused(read, *given):
    """Why something is refused; None if it is read."""
    try:
        read(*given)
    except InvalidRequestError as error:
        return error
    return None


@given(body=st.dictionaries(st.sampled_from(FIELDS), values) | values)
def test_any_body_is_read_or_refused_by_a_field(body):
    error = refused(read_request, body)
    if error is None:
        assert read_request(body).messages[-1]["role"] == "user"
    else:
        assert SECRET not in str(error)
        assert error.parameter is None or str(error).startswith(f"{error.parameter}: ")


@given(content=values)
def test_any_content_is_read_or_refused_by_its_place(content):
    error = refused(read_content, content, "messages[3]")
    if error is None:
        assert isinstance(read_content(content, "messages[3]").text, str)
    else:
        assert error.parameter.startswith("messages[3].content")
        assert SECRET not in str(error)


def test_a_request_is_read_once_and_in_full():
    body = {
        "model": "helper",
        "messages": [{"role": "user", "content": "Hi"}],
        "temperature": 0,
        "max_tokens": 5,
        "max_completion_tokens": 7,
        "n": 1,
        "tools": [],
        "response_format": {"type": "text"},
        "metadata": {"session_id": "s"},
        "user": "alice",
        "stream": True,
        "stream_options": {"include_usage": True},
        "unknown": "ignored",
    }
    assert read_request(json.loads(json.dumps(body)), {}) == ChatRequest(
        agent="helper",
        messages=body["messages"],
        parameters={"temperature": 0, "max_completion_tokens": 7},
        session_id="s",
        user_id="alice",
        stream=True,
        include_usage=True,
    )


@pytest.mark.parametrize(
    ("headers", "metadata", "session"),
    [
        ({"x-session-id": "a", "x-openwebui-chat-id": "b"}, {"session_id": "c"}, "c"),
        ({"x-session-id": "a", "x-litellm-session-id": "b"}, {}, "a"),
        ({"x-session-id": "", "x-openwebui-chat-id": "b"}, {"session_id": ""}, "b"),
        ({}, {}, None),
    ],
)
def test_the_first_place_that_names_the_session_counts(headers, metadata, session):
    body = {"model": "helper", "messages": [{"role": "user", "content": "Hi"}], "metadata": metadata}
    assert read_request(body, headers).session_id == session


def test_every_error_has_a_status():
    kinds = AgentsError.__subclasses__()
    assert sorted(kind.status for kind in kinds) == [400, 404, 429, 500]

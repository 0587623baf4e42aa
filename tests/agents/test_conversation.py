"""Whose conversation it is, and what of it is new."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom.integrations.agents import ChatRequest, InvalidRequestError
from headroom.integrations.agents.conversation import heard, session_key

ids = st.text(min_size=1, max_size=300)
users = st.none() | ids
turns = st.lists(st.sampled_from(["user", "assistant", "tool", "system", "developer"]), max_size=12)


def request(messages=(), **fields):
    return ChatRequest("helper", messages, **fields)


def key(agent, user, session):
    return session_key(agent, request(user_id=user, session_id=session))


@given(one=st.tuples(ids, users, ids), other=st.tuples(ids, users, ids))
def test_sessions_are_the_same_only_if_agent_user_and_id_are(one, other):
    assert (key(*one) == key(*other)) == (one == other)
    assert len(key(*one)) <= 128
    assert key(*one) == key(*one)


@given(parts=st.lists(st.sampled_from(["a", "/", "%2F", "%"]), min_size=3, max_size=9), cut=st.integers(0, 9))
def test_no_part_spells_another(parts, cut):
    session, user = "".join(parts), "".join(parts[:cut]) or None
    assert (key("x", user, session) == key("x", None, session)) == (user is None)


def test_without_an_id_every_request_has_a_session_of_its_own():
    assert session_key("helper", request()) != session_key("helper", request())


def conversation(roles):
    """Messages with these roles, the last of them the user's, each with a text of its own."""
    calls = {"tool": {"tool_call_id": "c"}}
    return [{"role": role, "content": f"text {n}", **calls.get(role, {})} for n, role in enumerate([*roles, "user"])]


@given(roles=turns)
def test_a_conversation_is_told_in_order_and_in_full(roles):
    told = heard(request(conversation(roles)), known=False)
    texts = [f"text {n}" for n, role in enumerate([*roles, "user"]) if role not in ("system", "developer")]

    assert [*(message.content for message in told.earlier), told.last.text] == texts
    assert (
        told.instructions.split()
        == " ".join(f"text {n}" for n, role in enumerate(roles) if role in ("system", "developer")).split()
    )


@given(roles=turns)
def test_of_a_known_conversation_only_what_follows_the_last_answer_is_told(roles):
    whole = heard(request(conversation(roles)), known=False)
    new = heard(request(conversation(roles)), known=True)

    assert (new.instructions, new.last) == (whole.instructions, whole.last)
    assert all(message.role == "user" for message in new.earlier)
    assert [m.content for m in new.earlier] == [m.content for m in whole.earlier][
        len(whole.earlier) - len(new.earlier) :
    ]
    answered = [message for message in whole.earlier if message.role != "user"]
    assert not answered or answered[-1].content not in [message.content for message in new.earlier]


def test_calls_of_tools_stay_with_their_results():
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "Look."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": [{"type": "text", "text": "found"}]},
        {"role": "user", "content": "And?"},
    ]
    _, asked, result = heard(request(messages), known=False).earlier

    assert (asked.tool_calls, asked.content) == ([call], None)
    assert (result.tool_call_id, result.content) == ("c", "found")


def test_an_unreadable_message_is_refused_without_its_words():
    messages = [{"role": "assistant", "content": "x", "tool_calls": "secret"}, {"role": "user", "content": "Hi"}]
    with pytest.raises(InvalidRequestError, match=r"^messages\[0\]: is no assistant message$"):
        heard(request(messages), known=False)

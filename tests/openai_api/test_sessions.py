"""Whose conversation it is, where it is kept, and what the agent is told of it."""

import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.db.sqlite import SqliteDb
from agno.team import Team
from agno.workflow import Step, Workflow
from tests.agno_versions import sessions_in

from headroom.testing import FakeModel


def answer(request):
    return f"answer {sum(message.role == 'user' for message in request.messages)}"


def agent(db=None, **settings):
    return Agent(model=FakeModel(answer), db=db, telemetry=False, **settings)


def told(agent, request=-1):
    """What the model was told in a request, without what the agent's own instructions are."""
    return [(message.role, message.content) for message in agent.model.requests[request].messages]


def said(*texts):
    """A client's conversation: its own words and the answers in turn."""
    return [{"role": "assistant" if n % 2 else "user", "content": text} for n, text in enumerate(texts)]


HISTORY = [("user", "one"), ("assistant", "answer 1"), ("user", "two")]


@pytest.mark.parametrize("history", [("one", "answer 1", "two"), ("two",)], ids=["all of it", "what is new"])
def test_the_agents_database_holds_the_conversation_whatever_the_client_repeats(door, history):
    one = agent(InMemoryDb())
    opened = door({"helper": one})
    for messages in (said("one"), said(*history)):
        opened.client.chat.completions.create(model="helper", messages=messages, metadata={"session_id": "s"})

    assert told(one) == HISTORY


@pytest.mark.parametrize(
    ("settings", "body"),
    [
        ({"sessions": False}, {"metadata": {"session_id": "s"}}),
        ({}, {}),  # no session is named
    ],
    ids=["by setting", "without an id"],
)
def test_without_sessions_the_request_is_the_whole_conversation(door, settings, body):
    one = agent(InMemoryDb())
    opened = door({"helper": one}, **settings)
    for messages in (said("one"), said("one", "answer 1", "two"), said("three")):
        opened.client.chat.completions.create(model="helper", messages=messages, **body)

    assert told(one, 1) == HISTORY
    assert told(one, 2) == [("user", "three")]


def test_an_agent_without_a_database_is_told_the_whole_conversation(door):
    one = agent()
    opened = door({"helper": one})
    opened.client.chat.completions.create(model="helper", messages=said("one", "answer 1", "two"))

    assert told(one) == HISTORY


def test_a_conversation_that_began_elsewhere_is_told_once_and_then_remembered(door):
    one = agent(InMemoryDb())
    opened = door({"helper": one})
    begun = said("one", "answer 1", "two")
    opened.client.chat.completions.create(model="helper", messages=begun, metadata={"session_id": "s"})
    opened.say("three", "s")

    assert told(one, 0) == HISTORY
    assert told(one, 1) == [*HISTORY, ("assistant", "answer 2"), ("user", "three")]


@pytest.mark.parametrize(
    "naming",
    [
        {"extra_body": {"metadata": {"session_id": "s"}, "user": "alice"}},
        {"extra_headers": {"x-session-id": "s"}, "user": "alice"},
        {"extra_headers": {"x-litellm-session-id": "s", "x-openwebui-user-id": "alice"}},
        {"extra_headers": {"X-OpenWebUI-Chat-Id": "s", "X-OpenWebUI-User-Id": "alice"}},
    ],
    ids=["body", "header", "LiteLLM", "Open WebUI"],
)
def test_a_session_is_the_same_however_it_is_named(door, naming):
    db = InMemoryDb()
    opened = door({"helper": agent(db)})
    opened.ask("one", metadata={"session_id": "s"}, user="alice")

    assert opened.ask("two", **naming).choices[0].message.content == "answer 2"
    [session] = sessions_in(db)
    assert (session.session_id, session.user_id) == ("helper/alice/s", "alice")


def test_a_users_session_id_is_no_key_for_another_user(door, tmp_path):
    opened = door({"helper": agent(SqliteDb(db_file=str(tmp_path / "agno.db")))})

    assert opened.say("one", "s", "alice") == "answer 1"
    assert [opened.say("one", "s", user) for user in ("bob", None, "alice/s", "")] == ["answer 1"] * 3 + ["answer 2"]
    assert opened.say("two", "s", "alice") == "answer 2"


def team(db):
    member = Agent(name="clerk", model=FakeModel([]))
    return Team(name="team", members=[member], model=FakeModel(answer), db=db, telemetry=False)


def flow(db):
    """A workflow whose step reads what was said before, each turn of it in a line."""
    model = FakeModel(lambda request: f"answer {request.messages[-1].content.count('answer') + 1}")
    step = Step(name="one", agent=Agent(name="one", model=model, telemetry=False))
    return Workflow(name="flow", steps=[step], db=db, add_workflow_history_to_steps=True, telemetry=False)


@pytest.mark.parametrize("make", [agent, team, flow])
def test_what_one_user_said_is_told_to_no_other(door, tmp_path, make):
    opened = door({"helper": make(SqliteDb(db_file=str(tmp_path / "agno.db")))})
    first = opened.say("hi", "s", "alice")
    heard = [opened.say("hi", session, user) for session, user in (("s", "bob"), ("s", None), ("alice/s", None))]

    assert [first, *heard] == ["answer 1"] * 4
    assert opened.say("hi", "s", "alice") == "answer 2"
    assert opened.say("hi", "t", "alice") == "answer 1"


def test_no_ids_spell_anothers_session(door):
    opened = door({"helper": agent(InMemoryDb())})

    assert opened.say("one", "b/c", "a") == opened.say("one", "c", "a/b") == opened.say("one", "a/b/c") == "answer 1"


def test_a_chat_that_changes_agents_has_a_session_with_each(door):
    db = InMemoryDb()
    opened = door({"helper": agent(db), "other": agent(db)})

    assert [opened.say("hi", "s", model=model) for model in ("helper", "other", "helper")] == [
        "answer 1",
        "answer 1",
        "answer 2",
    ]


def test_an_agent_with_a_session_of_its_own_shares_it_with_no_client(door):
    one = agent(InMemoryDb(), session_id="its own", add_history_to_context=True)
    opened = door({"helper": one})

    assert [opened.ask("hi").choices[0].message.content for _ in range(2)] == ["answer 1"] * 2


def test_what_a_client_says_to_the_system_adds_to_the_agents_own_words(door):
    one = agent(InMemoryDb(), instructions="Be brief.", additional_context="It is March.")
    opened = door({"helper": one})
    for text in ("one", "two"):
        messages = [{"role": "system", "content": "Write to {name}."}, {"role": "user", "content": text}]
        opened.client.chat.completions.create(model="helper", messages=messages, metadata={"session_id": "s"})

    system, *rest = told(one)
    assert [text in system[1] for text in ("Be brief.", "It is March.", "Write to {name}.")] == [True] * 3
    assert [role for role, _ in rest] == ["user", "assistant", "user"]
    assert one.additional_context == "It is March."


def test_a_system_message_that_an_agent_states_in_full_stays_as_it_is(door):
    one = agent(system_message="You are a clerk.")
    messages = [{"role": "developer", "content": "Be brief."}, *said("one")]
    door({"helper": one}).client.chat.completions.create(model="helper", messages=messages)

    assert told(one) == [("system", "You are a clerk."), ("system", "Be brief."), ("user", "one")]


def test_a_session_outlives_the_server(door, tmp_path):
    file = str(tmp_path / "agno.db")

    assert [door({"helper": agent(SqliteDb(db_file=file))}).say("hi", "s") for _ in range(2)] == [
        "answer 1",
        "answer 2",
    ]


def test_a_long_session_id_is_kept_apart_from_others_as_long(door):
    opened = door({"helper": agent(InMemoryDb())})

    assert [opened.say("hi", "x" * 250 + end) for end in "aba"] == ["answer 1", "answer 1", "answer 2"]

"""Runs that wait for a person ask in the answer and go on with the next message of the session."""

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.team import Team
from agno.tools import tool
from tests.agno_versions import delegation, needs

from headroom.testing import FakeModel, ToolCall

done = []


@tool(requires_confirmation=True)
def delete_order(order: int) -> str:
    """Delete an order."""
    done.append(("deleted", order))
    return f"deleted {order}"


@tool(requires_user_input=True, user_input_fields=["reason", "amount"])
def refund_order(order: int, reason: str, amount: int) -> str:
    """Refund an order."""
    done.append(("refunded", order, reason, amount))
    return f"refunded {order}"


@tool(external_execution=True)
def ship_order(order: int) -> str:
    """Ship an order."""
    raise AssertionError("it runs elsewhere")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


@pytest.fixture
def clerk(tmp_path):
    def make(*calls, **settings):
        db = SqliteDb(db_file=str(tmp_path / "agno.db"))
        model = FakeModel([list(calls), "Done.", "As you like."])
        return Agent(model=model, tools=[delete_order, refund_order, ship_order], db=db, telemetry=False, **settings)

    return make


DELETE = ToolCall("delete_order", {"order": 7})


@pytest.fixture
def waiting(door, clerk):
    """An agent that has asked whether it may delete an order, and its door."""
    agent = clerk(DELETE)
    opened = door({"helper": agent})
    opened.say("Delete 7.", "s")
    return agent, opened


@pytest.mark.parametrize("stream", [True, False])
def test_a_run_that_waits_asks_in_words_and_in_data(door, clerk, stream):
    answer = door({"helper": clerk(DELETE)}).ask("Delete 7.", metadata={"session_id": "s"}, stream=stream)
    question = 'May I run `delete_order` with {"order": 7}? Please answer yes or no.'
    if stream:
        chunks = list(answer)
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        reason, [told] = chunks[-1].choices[0].finish_reason, [c.headroom for c in chunks if hasattr(c, "headroom")]
    else:
        [choice] = answer.choices
        text, reason, told = choice.message.content, choice.finish_reason, answer.headroom

    assert (text, reason) == (question, "stop")
    [asked] = told["asked"]
    assert (asked["kind"], asked["tool"], asked["arguments"]) == ("confirmation", "delete_order", {"order": 7})
    assert done == []


@pytest.mark.parametrize("yes", ["yes", "Yes!", " ok "])
def test_a_yes_runs_the_tool(waiting, yes):
    agent, opened = waiting

    assert opened.say(yes, "s") == "Done."
    assert done == [("deleted", 7)]
    assert [m.content for m in agent.model.requests[-1].messages if m.role == "tool"] == ["deleted 7"]


@pytest.mark.parametrize("other", ["no", "What would that do?", "yes, but not now"])
def test_anything_but_a_yes_refuses_and_the_agent_reads_it(waiting, other):
    agent, opened = waiting

    assert opened.say(other, "s") == "Done."
    assert done == []
    assert other in agent.model.requests[-1].messages[-1].content


def test_the_question_is_answered_in_its_session_alone(door, clerk):
    opened = door({"helper": clerk(DELETE)})
    opened.say("Delete 7.", "s", "alice")

    assert opened.say("yes", "s", "bob") == "Done."  # the model's next words: for bob it is a new conversation
    assert done == []
    assert opened.say("yes", "s", "alice") == "As you like."
    assert done == [("deleted", 7)]


def test_the_conversation_goes_on_after_the_answer(door, clerk):
    agent = clerk(DELETE)
    opened = door({"helper": agent})
    texts = [opened.say(text, "s") for text in ("Delete 7.", "yes", "Thanks.")]

    assert texts[1:] == ["Done.", "As you like."]
    assert [message.role for message in agent.model.requests[-1].messages] == [
        *("user", "assistant", "tool", "assistant"),
        "user",
    ]


def test_what_is_missing_is_asked_for_by_name_until_all_is_said(door, clerk):
    opened = door({"helper": clerk(ToolCall("refund_order", {"order": 7}))})

    asked = opened.say("Refund 7.", "s")
    assert asked.splitlines()[:2] == [
        "- reason: What is the reason for `refund_order`?",
        "- amount: What is the amount for `refund_order`?",
    ]
    assert opened.say("it broke", "s") == opened.say("reason: it broke", "s") == asked
    assert done == []
    assert opened.say("reason: it broke: twice\n- amount: 12", "s") == "Done."
    assert done == [("refunded", 7, "it broke: twice", 12)]


def test_what_runs_elsewhere_is_answered_with_its_result(door, clerk):
    agent = clerk(ToolCall("ship_order", {"order": 7}))
    opened = door({"helper": agent})

    assert opened.say("Ship 7.", "s") == '`ship_order` with {"order": 7} runs elsewhere. What is its result?'
    assert opened.say("shipped on Monday", "s") == "Done."
    assert agent.model.requests[-1].messages[-1].content == "shipped on Monday"


def test_one_yes_confirms_all_that_is_asked(door, clerk):
    opened = door({"helper": clerk(DELETE, ToolCall("delete_order", {"order": 8}))})

    assert "- delete_order 2: May I run `delete_order` with" in opened.say("Delete both.", "s")
    opened.say("yes", "s")
    assert sorted(done) == [("deleted", 7), ("deleted", 8)]


def test_each_of_several_can_be_answered_apart(door, clerk):
    opened = door({"helper": clerk(DELETE, ToolCall("delete_order", {"order": 8}))})
    opened.say("Delete both.", "s")

    opened.say("delete_order: no\ndelete_order 2: yes", "s")
    assert done == [("deleted", 8)]


@needs((2, 2), "a paused run does not tell what it has used")
def test_the_usage_of_what_goes_on_is_its_own(door, clerk):
    opened = door({"helper": clerk(DELETE)})
    asked = opened.ask("Delete 7.", metadata={"session_id": "s"}).usage
    went_on = opened.ask("yes", metadata={"session_id": "s"}).usage

    assert went_on.completion_tokens < asked.completion_tokens
    assert went_on.prompt_tokens < 2 * asked.prompt_tokens


@needs((2, 2), "teams do not wait for their members")
def test_a_teams_members_question_is_passed_on(door, tmp_path):
    member = Agent(id="clerk", name="clerk", model=FakeModel([DELETE, "Deleted."]), tools=[delete_order])
    order = delegation("clerk", "delete 7")
    db = SqliteDb(db_file=str(tmp_path / "agno.db"))
    team = Team(name="team", members=[member], model=FakeModel([order, "All done."]), db=db, telemetry=False)
    opened = door({"helper": team})

    assert "May I run `delete_order`" in opened.say("Delete 7.", "s")
    assert opened.say("yes", "s") == "All done."
    assert done == [("deleted", 7)]

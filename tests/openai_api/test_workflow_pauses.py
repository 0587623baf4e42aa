"""Workflows that wait for a person ask in the answer and go on with the next message of the session."""

import openai
import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.tools import tool
from agno.workflow import Condition, Loop, Parallel, Router, Step, StepOutput, Steps, Workflow

from headroom.testing import FakeModel, Reply, ToolCall, Usage

types = pytest.importorskip("agno.workflow.types")
if not hasattr(types, "HumanReview"):
    pytest.skip("this agno: workflows do not wait for persons", allow_module_level=True)

done = []
USAGE = Usage(input_tokens=100, output_tokens=10)


@tool(requires_confirmation=True)
def delete_order(order: int) -> str:
    """Delete an order."""
    done.append(("deleted", order))
    return f"deleted {order}"


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def say(text, heard=None):
    def told(request):
        if heard is not None:
            heard.append(request.messages[-1].content)
        return Reply(text, usage=USAGE)

    return Agent(name=text, model=FakeModel(told), telemetry=False)


def deleting():
    call = Reply(tool_calls=[ToolCall("delete_order", {"order": 7})], usage=USAGE)
    script = lambda request: Reply("Done.", usage=USAGE) if request.messages[-1].role == "tool" else call  # noqa: E731
    return Agent(name="deleting", model=FakeModel(script), tools=[delete_order], telemetry=False)


def step(name, agent=None, executor=None, **review):
    human = types.HumanReview(**review) if review else None
    return Step(name=name, agent=agent, executor=executor, human_review=human)


@pytest.fixture
def flow(door, tmp_path):
    """Opens a door to a workflow of these steps."""

    def opened(*steps):
        db = SqliteDb(db_file=str(tmp_path / "agno.db"))
        return door({"helper": Workflow(name="flow", id="flow", steps=list(steps), db=db, telemetry=False)})

    return opened


def streamed(opened, text, session):
    chunks = opened.ask(text, metadata={"session_id": session}, stream=True)
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


def said(opened, text, session):
    return opened.say(text, session)


@pytest.mark.parametrize("ask", [said, streamed])
def test_a_step_that_waits_for_a_yes_runs_on_a_yes(flow, ask):
    opened = flow(
        step("first", say("First.")), step("last", say("Last."), requires_confirmation=True, confirmation_message="Go?")
    )

    assert ask(opened, "Hi", "s") == "Go? Please answer yes or no."
    assert ask(opened, "yes", "s") == "Last."
    assert ask(opened, "Hi", "s") == "Go? Please answer yes or no."


@pytest.mark.parametrize("ask", [said, streamed])
def test_a_tool_of_a_step_that_waits_does_so_too(flow, ask):
    opened = flow(step("first", say("First.")), step("delete", deleting()), step("last", say("Last.")))

    assert ask(opened, "Hi", "s") == 'May I run `delete_order` with {"order": 7}? Please answer yes or no.'
    assert done == []
    assert ask(opened, "yes", "s") == "Last."
    assert done == [("deleted", 7)]


@pytest.mark.parametrize("ask", [said, streamed])
def test_the_last_steps_tool_may_wait(flow, ask):
    opened = flow(step("first", say("First.")), step("delete", deleting()))
    ask(opened, "Hi", "s")

    assert ask(opened, "no", "s") == "Done."
    assert done == []


@pytest.mark.parametrize("ask", [said, streamed])
@pytest.mark.parametrize(
    "within",
    [
        lambda step: Condition(name="c", evaluator=lambda _: True, steps=[step]),
        lambda step: Loop(name="l", steps=[step], max_iterations=1),
        lambda step: Steps(name="s", steps=[step]),
    ],
    ids=["condition", "loop", "steps"],
)
def test_a_tool_of_a_step_within_another_waits_too(flow, within, ask):
    opened = flow(step("first", say("First.")), within(step("delete", deleting())), step("last", say("Last.")))
    ask(opened, "Hi", "s")

    assert done == []
    assert ask(opened, "yes", "s") == "Last."
    assert done == [("deleted", 7)]


@pytest.mark.parametrize(
    "within",
    [
        lambda step: Parallel(step, name="both"),
        lambda step: Step(name="inner", workflow=Workflow(name="inner", steps=[step], telemetry=False)),
    ],
    ids=["side by side", "a workflow"],
)
def test_where_agno_cannot_wait_the_run_fails_and_the_tool_does_not_run(flow, within):
    opened = flow(within(step("delete", deleting())))
    with pytest.raises(openai.InternalServerError):
        opened.say("Hi", "s")
    assert done == []


def test_what_is_asked_stands_beside_the_answer_as_data(flow):
    answer = flow(step("delete", deleting())).ask("Hi", metadata={"session_id": "s"})
    [asked] = answer.headroom["asked"]
    assert (asked["kind"], asked["tool"], asked["arguments"]) == ("confirmation", "delete_order", {"order": 7})


def test_a_question_is_answered_in_its_session_alone(flow):
    opened = flow(step("delete", deleting()))
    asked = opened.say("Hi", "s", "alice")

    assert opened.say("yes", "s", "bob") == asked
    assert opened.say("yes", "t", "alice") == asked
    assert done == []
    assert opened.say("yes", "s", "alice") == "Done."
    assert done == [("deleted", 7)]


@pytest.mark.parametrize(
    ("on_reject", "answer"), [("skip", "Last."), ("cancel", "I have stopped here.")], ids=["skip", "cancel"]
)
@pytest.mark.parametrize("ask", [said, streamed])
def test_a_no_does_what_the_step_says(flow, ask, on_reject, answer):
    heard = []
    first = step("first", say("First.", heard), requires_confirmation=True, on_reject=on_reject)
    opened = flow(first, step("last", say("Last.")))
    ask(opened, "Hi", "s")

    assert ask(opened, "no", "s") == answer
    assert heard == []
    assert "Please answer yes or no." in ask(opened, "Hi", "s")


def test_what_a_reviewer_says_is_read_by_the_step_that_is_tried_again(flow):
    heard = []
    opened = flow(step("only", say("Draft.", heard), requires_output_review=True, on_reject="retry"))

    asked = opened.say("Hi", "s")
    assert asked.startswith("Draft.\n\n")
    assert opened.say("make it shorter", "s") == asked
    assert "make it shorter" in heard[-1]
    assert opened.say("yes", "s") == "Draft."


def test_values_are_asked_for_by_name_until_all_are_right(flow):
    given = []

    def book(step_input):
        given.append(step_input.additional_data["user_input"])
        return StepOutput(content="Booked.")

    schema = [
        {"name": "city", "field_type": "str", "required": True},
        {"name": "nights", "field_type": "int", "required": True, "allowed_values": [1, 2]},
    ]
    asks = {"requires_user_input": True, "user_input_message": "For the hotel:", "user_input_schema": schema}
    opened = flow(step("book", executor=book, **asks))
    asked = opened.say("Hi", "s")

    assert asked.splitlines()[:2] == [
        "- city: For the hotel: What is the city?",
        "- nights: For the hotel: What is the nights? One of: 1, 2.",
    ]
    assert opened.say("city: Rome", "s") == opened.say("city: Rome\nnights: 3", "s") == asked
    assert opened.say("city: Rome\nnights: 2", "s") == "Booked."
    assert given == [{"city": "Rome", "nights": 2}]


def test_a_route_is_chosen_by_its_name(flow):
    choices = [step("north", say("Cold.")), step("south", say("Warm."))]
    human = types.HumanReview(requires_user_input=True, user_input_message="Whereto?")
    opened = flow(Router(name="way", choices=choices, human_review=human))
    asked = opened.say("Hi", "s")

    assert asked == "Whereto? One of: north, south."
    assert opened.say("up", "s") == asked
    assert opened.say("South", "s") == "Warm."


@pytest.mark.parametrize(("answer", "says"), [("yes", "It works."), ("no", "Last.")])
def test_a_step_that_failed_is_tried_again_or_left_out(flow, answer, says):
    tries = []

    def fragile(step_input):
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("secret")
        return StepOutput(content="It works.")

    last = [] if answer == "yes" else [step("last", say("Last."))]
    human = types.HumanReview(on_error="pause")
    opened = flow(Step(name="fragile", executor=fragile, max_retries=0, human_review=human), *last)

    assert opened.say("Hi", "s") == "The step `fragile` has failed. Shall I try again? Please answer yes or no."
    assert opened.say(answer, "s") == says


def test_the_usage_of_what_goes_on_is_its_own(flow):
    opened = flow(step("first", say("First.")), step("delete", deleting()), step("last", say("Last.")))
    used = [opened.ask(text, metadata={"session_id": "s"}).usage.prompt_tokens for text in ("Hi", "yes")]

    assert used == [200, 200]


def test_one_that_is_kept_nowhere_says_that_it_waits(door):
    opened = door({"helper": Workflow(name="flow", steps=[step("delete", deleting())], telemetry=False)})
    assert opened.say("Hi", "s") == "I wait for something that can only be given elsewhere."

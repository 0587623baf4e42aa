"""What Open WebUI asks about a chat, such as its title, is neither run by the agent nor part of the session."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.team import Team
from agno.workflow import Step, Workflow
from openai import BadRequestError
from tests.agno_versions import sessions_in

from headroom.testing import FakeModel, ToolCall

PROMPT = "### Task: Generate a concise title for the chat. <chat_history>USER: Hi</chat_history>"
CHAT = {"X-OpenWebUI-Chat-Id": "s", "X-OpenWebUI-User-Id": "alice"}


def script(request):
    if "### Task" in (request.messages[-1].content or ""):
        return "A greeting"
    return "Done." if request.messages[-1].role == "tool" else ToolCall("get_orders")


def get_orders() -> str:
    """List all orders."""
    return "none"


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    "marked",
    [
        {"extra_headers": {**CHAT, "X-OpenWebUI-Task": "title_generation"}},
        {"extra_headers": CHAT, "extra_body": {"metadata": {"task": "tags_generation"}}},
    ],
    ids=["header", "metadata"],
)
def test_a_task_is_answered_by_the_model_alone_and_leaves_no_trace(door, marked, stream):
    db = InMemoryDb()
    agent = Agent(model=FakeModel(script), tools=[get_orders], instructions="Be a clerk.", db=db, telemetry=False)
    opened = door({"helper": agent})
    opened.ask("Hi", extra_headers=CHAT)
    answer = opened.ask(PROMPT, stream=stream, **marked)
    title = "".join(c.choices[0].delta.content or "" for c in answer) if stream else answer.choices[0].message.content

    assert title == "A greeting"
    request = agent.model.requests[-1]
    assert [(message.role, message.content) for message in request.messages] == [("user", PROMPT)]
    assert request.tools == []
    opened.ask("Bye", extra_headers=CHAT)
    assert all(PROMPT not in text for text in agent.model.requests[-1].texts)
    [session] = sessions_in(db)
    assert len(session.runs) == 2


@pytest.mark.parametrize("named", ["", None])
def test_a_chat_with_an_empty_task_is_the_chat(door, named):
    agent = Agent(model=FakeModel(script), tools=[get_orders], telemetry=False)
    headers = {"X-OpenWebUI-Task": named} if named is not None else {}

    assert door({"helper": agent}).ask("Hi", extra_headers=headers).choices[0].message.content == "Done."


def test_teams_and_workflows_answer_tasks_with_a_model_of_theirs(door):
    model = FakeModel(script)
    inner = Agent(name="clerk", model=model, telemetry=False)
    team = Team(name="team", members=[Agent(name="other", model=FakeModel([]))], model=model, telemetry=False)
    flow = Workflow(name="flow", steps=[Step(name="step", agent=inner)], telemetry=False)
    opened = door({"team": team, "flow": flow})
    task = {"extra_headers": {"X-OpenWebUI-Task": "title_generation"}}

    assert [opened.ask(PROMPT, model=name, **task).choices[0].message.content for name in ("team", "flow")] == [
        "A greeting",
        "A greeting",
    ]
    assert all(request.tools == [] for request in model.requests)


def test_a_workflow_without_a_model_cannot_answer_tasks(door):
    flow = Workflow(name="flow", steps=[Step(name="step", executor=lambda step_input: None)], telemetry=False)
    with pytest.raises(BadRequestError, match="no model that could answer this task"):
        door({"flow": flow}).ask(PROMPT, model="flow", extra_headers={"X-OpenWebUI-Task": "title_generation"})


def test_a_task_waits_for_nothing_that_the_chat_waits_for(door):
    asked = threading.Event()

    async def get_orders() -> str:
        """List all orders."""
        return str(await asyncio.to_thread(asked.wait, 600))

    agent = Agent(model=FakeModel(script), tools=[get_orders], db=InMemoryDb(), telemetry=False)
    opened = door({"helper": agent})
    with ThreadPoolExecutor(1) as chats:
        chat = chats.submit(opened.ask, "Hi", extra_headers=CHAT)
        task = opened.ask(PROMPT, extra_headers={**CHAT, "X-OpenWebUI-Task": "title_generation"})
        asked.set()

    assert task.choices[0].message.content == "A greeting"
    assert chat.result().choices[0].message.content == "Done."

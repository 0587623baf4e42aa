"""What newer agnos add around a run: context providers, approvals, telemetry, schedules and the job queue."""

import json
from dataclasses import asdict

import httpx
import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall

from .test_agentos import serve

ORDERS = [{"order": number, "city": "Lagos", "state": "shipped"} for number in range(40)]


@pytest.mark.parametrize("mode_of_context", ["tools", "agent"])
async def test_what_a_context_provider_reads_is_sent_in_fewer_tokens(
    play, mode, mode_of_context, tmp_path, monkeypatch
):
    monkeypatch.setenv("AGNO_TELEMETRY", "false")  # of the agent that it makes
    provider = pytest.importorskip("agno.context.fs", reason="this agno has no context providers")
    if mode_of_context == "agent" and not mode.startswith("arun"):
        pytest.skip("agno asks a provider's agent in asynchronous runs alone")
    (tmp_path / "orders.json").write_text(json.dumps(ORDERS, indent=2))
    read = ToolCall("read_file", {"file_name": "orders.json"})
    steps = [read, "40 orders."] if mode_of_context == "tools" else [ToolCall("query_fs", {"question": "?"}), "40."]
    model = HeadroomAgnoModel(FakeModel(steps))
    reader = model if mode_of_context == "tools" else HeadroomAgnoModel(FakeModel([read, "40 orders."]))
    given = provider.FilesystemContextProvider(tmp_path, mode=mode_of_context, model=reader)
    await play(Agent(model=model, tools=given.get_tools(), telemetry=False), "How many orders?", mode)

    assert [text for text in reader.requests[-1].texts if "Lagos" in text]
    assert reader.get_savings_summary()["tokens_saved"] > 300


async def test_an_approval_ends_alike(twins, tools, play, told, mode, tmp_path):
    pytest.importorskip("agno.approval", reason="this agno has no approvals")
    from agno.approval import approval
    from agno.tools import tool

    from .test_pauses import go_on, settle

    @approval
    @tool(requires_confirmation=True)
    def delete_order(order: int) -> str:
        """Delete an order."""
        return f"deleted {order}"

    steps = [ToolCall("get_orders"), ToolCall("delete_order", {"order": 7}), "Done."]
    ends = []
    for number, agent in enumerate(twins(steps=steps, tools=[*tools, delete_order])):
        agent.db = SqliteDb(db_file=str(tmp_path / f"{number}.db"))
        paused, _ = await play(agent, "Delete order 7.", mode, session_id="s")
        [asked], _ = agent.db.get_approvals(run_id=paused.run_id)
        agent.db.update_approval(asked["id"], status="approved")
        settle(paused.tools[-1])
        ended = await go_on(agent, paused, mode)
        ends.append((asked["tool_name"], ended.content, told(ended.messages)))

    assert ends[0] == ends[1]
    assert ends[0][1] == "Done."


async def test_agnos_telemetry_says_the_same(twins, play, mode, monkeypatch):
    telemetry = pytest.importorskip("agno.agent._telemetry", reason="this agno's telemetry is elsewhere")
    said = []
    monkeypatch.delenv("AGNO_TELEMETRY", raising=False)
    monkeypatch.setattr("agno.api.agent.create_agent_run", lambda run: said.append(run.data))

    async def also(run):
        said.append(run.data)

    monkeypatch.setattr("agno.api.agent.acreate_agent_run", also)
    for agent in twins(telemetry=True):
        agent.id = "clerk"
        await play(agent, "How are we doing?", mode)
        assert telemetry.get_telemetry_data(agent) == said[-1]

    assert len(said) == 2
    assert said[0] == said[1]


@pytest.fixture
def served(tools, tmp_path):
    """An AgentOS with a durable queue for background runs, and the wrapped model that it serves."""
    pytest.importorskip("agno.job_queue", reason="this agno has no job queue")
    from agno.job_queue import QueueConfig
    from agno.job_queue.store import InMemoryQueueStore
    from agno.os import AgentOS

    db = SqliteDb(db_file=str(tmp_path / "agno.db"))
    model = HeadroomAgnoModel(FakeModel(serve))
    clerk = Agent(id="clerk", model=model, tools=tools, db=db, telemetry=False)
    queue = QueueConfig(durable=True, db=InMemoryQueueStore())
    return AgentOS(agents=[clerk], db=db, queue=queue, telemetry=False), model


async def test_a_schedules_run_goes_through_the_queue_compressed(served):
    from agno.db.schemas.scheduler import Schedule
    from agno.scheduler.executor import ScheduleExecutor

    agent_os, model = served
    app, db = agent_os.get_app(), agent_os.db
    executor = ScheduleExecutor("http://agno", "token", poll_interval=0)
    executor._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), timeout=30)
    schedule = Schedule(
        id="nightly",
        name="nightly",
        cron_expr="0 3 * * *",
        endpoint="/agents/clerk/runs",
        payload={"message": "How are we doing?", "session_id": "s"},
        timeout_seconds=30,
        max_retries=0,
    )
    db.create_schedule(asdict(schedule))
    async with app.router.lifespan_context(app):
        ended = await executor.execute(schedule, db)
        jobs = (await agent_os.queue.db.queue_stats())["counts"]
    await executor.close()

    assert ended["status"] == "success", ended
    assert jobs == {"completed": 1}
    assert model.get_savings_summary("s")["tokens_saved"] > 0

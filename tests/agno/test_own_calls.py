"""Agno's own calls: they pass untouched, unless `include` names them."""

import copy
import dataclasses
import inspect
import json
import pickle
from importlib.util import find_spec

import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.db.schemas import UserMemory
from agno.knowledge.chunking.agentic import AgenticChunking
from agno.knowledge.document import Document
from agno.memory import MemoryManager
from agno.models.base import Model
from agno.models.message import Message
from agno.run.agent import RunOutput
from agno.session import AgentSession
from agno.session.summary import SessionSummaryManager
from agno.team import Team
from pydantic import BaseModel

from headroom import ConfigurationError, HeadroomConfig, HeadroomMode, SmartCrusherConfig, ViewConfig
from headroom.integrations.agno import HeadroomAgnoModel, savings_of, wrap_agent, wrap_team
from headroom.integrations.agno.own_calls import INCLUDABLE
from headroom.testing import FakeModel

PEOPLE = json.dumps([{"id": number, "name": f"user {number}", "active": True} for number in range(60)])
QUESTION = f"Who is active? {PEOPLE}"
TABLE = "[60 rows: id,name,active"


def conversation():
    return [Message(role="system", content="Be brief."), Message(role="user", content=QUESTION)]


def went_untouched(model):
    """Whether the people went out as they are, and no request is in the account."""
    sent = [request.texts for request in model.requests]
    in_full = [texts for texts in sent if any(PEOPLE in text for text in texts)]
    return bool(sent) and in_full == sent and model.get_savings_summary()["total_requests"] == 0


@pytest.fixture(autouse=True)
def _no_vocabulary(monkeypatch):
    """Agno's own estimate, by which it compacts, would fetch one."""
    if find_spec("agno.compaction"):
        monkeypatch.setattr("agno.utils.tokens._get_tiktoken_encoding", lambda model_id: None)


class Traced(FakeModel):
    """A model whose answers somebody's own code looks at on their way."""

    def response(self, *args, **kwargs):
        return super().response(*args, **kwargs)

    async def aresponse(self, *args, **kwargs):
        return await super().aresponse(*args, **kwargs)


class Structured(FakeModel):
    """A model that takes the schema of its answer beside the messages, as most do."""

    def __init__(self, steps):
        super().__init__(steps)
        self.supports_native_structured_outputs = True


def memories(model):
    manager = MemoryManager(model=model, db=InMemoryDb())
    return manager.create_user_memories(message=QUESTION, user_id="u")


def search(model):
    db = InMemoryDb()
    db.upsert_user_memory(UserMemory(memory="The user counts people.", user_id="u", memory_id="m"))
    MemoryManager(model=model, db=db).search_user_memories(query=QUESTION, retrieval_method="agentic", user_id="u")


def session():
    messages = [*conversation(), Message(role="assistant", content="All of them.")]
    run = RunOutput(run_id="r", agent_id="a", session_id="s", messages=messages, status="COMPLETED")
    return AgentSession(session_id="s", agent_id="a", runs=[run])


def summaries(model):
    SessionSummaryManager(model=model).create_session_summary(session())


async def summaries_later(model):
    await SessionSummaryManager(model=model).acreate_session_summary(session())


def name(model):
    agent = Agent(model=model, telemetry=False)
    generate = getattr(agent, "generate_session_name", None) or agent._generate_session_name
    generate(session=session())


def results():
    return [Message(role="tool", tool_call_id=str(number), tool_name="people", content=PEOPLE) for number in range(3)]


def compression(model):
    from agno.compression.manager import CompressionManager

    CompressionManager(model=model).compress(results())


async def compression_later(model):
    from agno.compression.manager import CompressionManager

    await CompressionManager(model=model).acompress(results())


def compaction(model):
    from agno.compaction import Compaction

    rounds = [message for _ in range(2) for message in (*conversation(), Message(role="assistant", content="All."))]
    Compaction(model=model, uncompacted_runs=1, min_fold_ratio=0.1).compact(rounds, session_id="s")


def chunks(model):
    # The model answers where to cut, in characters of the text.
    AgenticChunking(model, len(PEOPLE)).chunk(Document(content=f"{PEOPLE} {PEOPLE}"))


def culture(model):
    from agno.culture.manager import CultureManager

    CultureManager(model=model, db=InMemoryDb()).create_cultural_knowledge(message=QUESTION)


def learning(model):
    from agno.learn import LearningMachine

    machine = LearningMachine(db=InMemoryDb(), model=model, user_profile=True)
    machine.process(messages=conversation(), user_id="u", session_id="s")


def own_call(kind, call, package="agno.agent"):
    absent = pytest.mark.skipif(find_spec(package) is None, reason=f"this agno has no {package}")
    return pytest.param(kind, call, id=call.__name__, marks=absent)


INCLUDED = [
    own_call("memory", memories),
    own_call("summary", summaries),
    own_call("summary", summaries_later),
    own_call("session_name", name),
    own_call("compaction", compaction, "agno.compaction"),
    own_call("compression", compression, "agno.compression"),
    own_call("compression", compression_later, "agno.compression"),
    own_call("culture", culture, "agno.culture"),
    own_call("learning", learning, "agno.learn"),
]
OWN_CALLS = [*INCLUDED, own_call("chunking", chunks), own_call("memory", search)]


async def make(call, model):
    done = call(model)
    if inspect.isawaitable(done):
        await done
    return model


@pytest.mark.parametrize("kind_of_model", [FakeModel, Traced], ids=["as it is", "traced"])
@pytest.mark.parametrize(("kind", "call"), OWN_CALLS)
async def test_what_agno_asks_for_itself_passes_untouched(kind, call, kind_of_model):
    others = set(INCLUDABLE) - {kind}
    for include in (None, (), others):
        assert went_untouched(await make(call, HeadroomAgnoModel(kind_of_model(lambda _: "People."), include=include)))


@pytest.mark.parametrize(("kind", "call"), INCLUDED)
async def test_what_is_included_is_compressed_and_has_a_row_of_its_own(kind, call):
    model = await make(call, HeadroomAgnoModel(Structured(lambda _: "People."), include=(kind,)))
    texts = ["\n".join(request.texts) for request in model.requests]

    assert texts
    assert all(TABLE in text and PEOPLE not in text for text in texts)
    row = model.savings_by_member[f"agno.{kind}"]
    assert row["total_requests"] == len(texts) == model.get_savings_summary()["total_requests"]
    assert row["tokens_saved"] > 200 * len(texts)


def test_a_search_of_memories_is_included_with_them():
    model = HeadroomAgnoModel(FakeModel(lambda _: '{"memory_ids": ["m"]}'), include=("memory",))
    search(model)

    assert list(model.savings_by_member) == ["agno.memory"]


def test_a_summarys_prompt_stays_where_it_states_a_schema():
    """A model that takes no schema is told it in the system prompt, in JSON, as its answer is to be."""
    model = HeadroomAgnoModel(FakeModel(lambda _: "People."), include=("summary",))
    model.supports_native_structured_outputs = model.supports_json_schema_outputs = False
    summaries(model)

    assert PEOPLE in model.requests[0].texts[0]
    assert model.savings_by_member["agno.summary"]["tokens_saved"] == 0


@pytest.mark.parametrize("role", ["user", "system"])
def test_a_summarys_prompt_stays_where_its_words_are_excluded(role):
    config = HeadroomConfig(smart_crusher=SmartCrusherConfig(exclude_roles=(role,)))
    model = HeadroomAgnoModel(Structured(lambda _: "People."), config, include=("summary",))
    summaries(model)

    assert PEOPLE in model.requests[0].texts[0]


def test_a_system_prompt_is_no_conversation_elsewhere():
    model = HeadroomAgnoModel(FakeModel(lambda _: "People."), include=INCLUDABLE)
    MemoryManager(model=model, db=InMemoryDb(), system_message=PEOPLE).create_user_memories(QUESTION, user_id="u")
    model.response([Message(role="system", content=PEOPLE), Message(role="user", content=QUESTION)])

    assert [request.texts[0] for request in model.requests] == [PEOPLE, PEOPLE]


def test_no_turn_of_an_own_call_leaves_and_none_is_shown_in_part():
    """Memories come with tools that Agno runs, so that a tool of Headroom's could be offered and is not."""
    config = HeadroomConfig(views=ViewConfig(budget_tokens=100), model_context_limits={"fake": 6_000})
    model = HeadroomAgnoModel(FakeModel(lambda _: "People.", id="fake"), config, include=("memory",))
    said = [Message(role=role, content=QUESTION) for role in ("user", "assistant") * 3 + ("user",)]
    MemoryManager(model=model, db=InMemoryDb()).create_user_memories(messages=said, user_id="u")
    [request] = model.requests

    assert [message.role for message in request.messages] == ["system", *(message.role for message in said)]
    assert not any("headroom_retrieve" in str(tool) for tool in request.tools)
    assert "user 59" in request.texts[1]


@pytest.mark.parametrize("mode", ["audit", "simulate"])
def test_the_original_goes_out_where_nothing_is_applied(mode):
    model = HeadroomAgnoModel(FakeModel(lambda _: "P."), HeadroomConfig(default_mode=mode), include=("memory",))
    memories(model)

    assert any(PEOPLE in text for text in model.requests[0].texts)
    assert model.savings_by_member["agno.memory"]["total_requests"] == 1


@pytest.mark.parametrize("wrong", ["memory", 7, ("memories",), ("memory", "chunking"), (None,)], ids=repr)
def test_what_names_no_own_call_is_refused(wrong):
    with pytest.raises(ConfigurationError, match="takes a tuple of memory, summary, compaction"):
        HeadroomAgnoModel(FakeModel([]), include=wrong)


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, dataclasses.replace, lambda model: Agent(model=model).deep_copy().model],
    ids=["copy", "deepcopy", "replace", "Agent.deep_copy"],
)
def test_copies_include_the_same(duplicate):
    model = HeadroomAgnoModel(FakeModel(lambda _: "People."), include=["memory"])
    memories(duplicate(model))

    assert model.savings_by_member["agno.memory"]["total_requests"] == 1


def test_a_pickled_model_includes_the_same():
    model = pickle.loads(pickle.dumps(HeadroomAgnoModel(FakeModel(["People."]), include={"memory"})))
    memories(model)

    assert list(model.savings_by_member) == ["agno.memory"]


def test_wrapping_again_includes_what_it_is_told():
    model = HeadroomAgnoModel(FakeModel(lambda _: "People."), include=("memory",))

    assert HeadroomAgnoModel(model) is model
    assert HeadroomAgnoModel(model, include=["memory"]) is model
    named = HeadroomAgnoModel(model, include=("session_name",))
    memories(named)
    name(named)
    assert list(named.savings_by_member) == ["agno.session_name"]
    audited = HeadroomAgnoModel(model, HeadroomConfig(default_mode=HeadroomMode.AUDIT))
    memories(audited)
    assert list(audited.savings_by_member) == ["agno.memory"]
    assert HeadroomAgnoModel(model, include=()) is not model


@pytest.mark.skipif(not hasattr(Model, "_get_model_cache_key"), reason="this agno caches no responses")
def test_agnos_response_cache_tells_them_apart():
    includes = (None, ("memory",), ("summary",), ("summary", "memory"))
    given = {"messages": conversation(), "stream": False}
    models = [HeadroomAgnoModel(FakeModel([]), include=include) for include in includes]
    swapped = HeadroomAgnoModel(FakeModel([]), include=("memory", "summary"))
    keys = [model._get_model_cache_key(**given) for model in models]

    assert len(set(keys)) == len(keys)
    assert swapped._get_model_cache_key(**given) == keys[-1]


def remembering(settings):
    option = "update_memory_on_run" if "update_memory_on_run" in inspect.signature(Agent).parameters else None
    return {option or "enable_user_memories": True, "db": InMemoryDb(), "telemetry": False, **settings}


async def test_an_agents_memories_pass_beside_its_own_calls(play, mode):
    """Agno writes memories on a copy of the model, in the background in some modes."""
    keeper = HeadroomAgnoModel(FakeModel(lambda _: "Nothing to keep."))
    model = HeadroomAgnoModel(FakeModel(lambda _: "All of them."))
    agent = Agent(model=model, memory_manager=MemoryManager(model=keeper), **remembering({}))
    await play(agent, QUESTION, mode, user_id="u")

    assert TABLE in model.requests[0].texts[-1]
    assert went_untouched(keeper)


@pytest.mark.parametrize("made_of", [Agent, Team], ids=["agent", "team"])
async def test_a_tree_includes_them_on_every_model(made_of, play, mode):
    members = {"members": []} if made_of is Team else {}
    manager = MemoryManager(model=FakeModel(lambda _: "Nothing to keep."))
    agent = made_of(
        name="Clerk", model=FakeModel(lambda _: "All of them."), memory_manager=manager, **remembering(members)
    )
    (wrap_team if made_of is Team else wrap_agent)(agent, include=("memory",))
    run, _ = await play(agent, QUESTION, mode, user_id="u")

    account = savings_of(agent)
    assert set(account["members"]) == {"Clerk", "agno.memory"}
    assert all(row["total_requests"] == 1 and row["tokens_saved"] > 200 for row in account["members"].values())
    assert account["tokens_saved"] == sum(row["tokens_saved"] for row in account["members"].values())
    # What is asked beside the run is in no run's metrics.
    additional = getattr(run.metrics, "additional_metrics", None) or {}
    assert additional.get("headroom", {"requests": 1})["requests"] == 1


class Verdict(BaseModel):
    active: int


BESIDE = {
    "output_model": {"output_model": FakeModel(lambda _: "All.")},
    "parser_model": {"parser_model": FakeModel(lambda _: '{"active": 60}'), "output_schema": Verdict},
    "followups": {"followup_model": FakeModel(lambda _: '{"suggestions": ["Who else?"]}'), "followups": True},
}


@pytest.mark.parametrize("which", BESIDE)
@pytest.mark.parametrize("include", [None, ("memory",)], ids=["by default", "with others included"])
async def test_what_is_asked_with_the_agents_own_words_is_the_agents(which, include, play, mode, agno_version):
    """Output, parser and follow-up models are compressed, and stand in the row of the agent that they work for."""
    if which == "followups" and which not in inspect.signature(Agent).parameters:
        pytest.skip("this agno has no follow-ups")
    model = FakeModel(lambda _: f"All of them: {PEOPLE}")
    agent = wrap_agent(Agent(name="Clerk", model=model, telemetry=False, **BESIDE[which]), include=include)
    run, _ = await play(agent, QUESTION, mode)

    [row] = savings_of(agent)["members"].items()
    assert row[0] == "Clerk"
    assert row[1]["total_requests"] == 2
    if which != "output_model" or not mode.endswith("stream") or agno_version >= (2, 9):  # replaced by agno there
        assert run.metrics.additional_metrics["headroom"]["requests"] == 2
    beside = getattr(agent, next(name for name in BESIDE[which] if name.endswith("_model")))
    assert TABLE in "\n".join(beside.requests[-1].texts)

"""`HeadroomKnowledge`: each text once, no more than fits, and all else the knowledge base's own."""

import copy
import inspect
import json
import logging
import pickle
import random

import pytest
from agno.agent import Agent
from agno.knowledge.document import Document
from agno.knowledge.knowledge import Knowledge
from agno.team import Team
from hypothesis import given
from hypothesis import strategies as st
from tests.agno.knowledge_bases import CHUNKERS, Shelf, chunked

from headroom import CompressionError, ConfigurationError, count_tokens
from headroom.integrations.agno import HeadroomAgnoModel, HeadroomKnowledge, KnowledgeSavings
from headroom.integrations.agno.left_out import LeftOut
from headroom.integrations.agno.references import References
from headroom.testing import FakeModel, ToolCall

AGENTS, STORES = chunked("agents.md"), chunked("stores.md")


def shortened(documents, max_tokens=None, model="gpt-4o"):
    return References(max_tokens, model, strict=True).shortened(documents)


def told(documents):
    return json.dumps([document.to_dict() for document in documents], indent=2, ensure_ascii=False)


def tokens(documents, model="gpt-4o"):
    return count_tokens(told(documents), model).high


def had_from(sent):
    """Each chunk that a reader of what is sent has: what it tells, and its text."""
    for document in json.loads(sent):
        common = dict(document.get("meta_data", {}))
        for own in common.pop("chunks", [{}]):
            start, end = map(int, own.get("characters", f"0-{len(document['content'])}").split("-"))
            rest = {key: value for key, value in own.items() if key not in ("name", "characters")}
            name = own.get("name", document.get("name"))
            yield name, json.dumps({**common, **rest}, sort_keys=True), document["content"][start:end]


def chunks(documents):
    """The chunks as they were given, each once."""
    return {(one.name, json.dumps(one.meta_data, sort_keys=True), one.content) for one in documents}


def test_neighbours_that_overlap_are_one_text():
    [passage] = shortened([AGENTS[3], AGENTS[2]])
    assert passage.content.startswith(AGENTS[2].content)
    assert passage.content.endswith(AGENTS[3].content)
    assert len(passage.content) < len(AGENTS[2].content) + len(AGENTS[3].content) - 100
    assert passage.name == "agents.md"
    assert passage.meta_data == {
        "source": "docs",
        "language": "en",
        "chunks": [
            {"chunk": 3, "chunk_size": len(AGENTS[2].content), "characters": f"0-{len(AGENTS[2].content)}"},
            {
                "chunk": 4,
                "chunk_size": len(AGENTS[3].content),
                "characters": f"{len(passage.content) - len(AGENTS[3].content)}-{len(passage.content)}",
            },
        ],
    }


def test_a_passage_stands_where_its_best_chunk_stood():
    found = shortened([AGENTS[4], STORES[1], AGENTS[3], STORES[4]])
    assert [document.name for document in found] == ["agents.md", "stores.md", "stores.md"]
    assert found[1] is STORES[1]


@pytest.mark.parametrize("chunker", CHUNKERS)
def test_whatever_the_chunker_neighbours_become_one_text(chunker):
    found = chunked("agents.md", chunker)
    assert len(shortened(found)) == 1 or len(shortened(found)) < len(found) / 3
    assert set(had_from(told(shortened(found)))) == chunks(found)


def test_the_same_chunk_twice_is_one():
    assert shortened([AGENTS[0], STORES[0], copy.deepcopy(AGENTS[0])]) == [AGENTS[0], STORES[0]]


def test_one_text_of_two_documents_says_that_it_is_of_both():
    other = Document(content=AGENTS[0].content, name="copy.md", meta_data={**AGENTS[0].meta_data, "language": None})
    [passage] = shortened([AGENTS[0], other])
    assert passage.content == AGENTS[0].content
    assert passage.name == "agents.md"
    assert passage.meta_data["chunks"] == [
        {"name": "agents.md", "language": "en"},
        {"name": "copy.md", "language": None},
    ]
    assert set(had_from(told([passage]))) == chunks([AGENTS[0], other])


def test_values_that_only_look_alike_are_told_apart():
    one, other = (Document(content="The same text.", name="a", meta_data={"page": page}) for page in (1, 1.0))
    assert shortened([one, other])[0].meta_data == {"chunks": [{"page": 1}, {"page": 1.0}]}


@pytest.mark.parametrize(
    "documents",
    [
        [Document(content=AGENTS[n].content, name="a", meta_data={"chunk": n + 1}) for n in (2, 4)],  # no neighbours
        [Document(content=f"{n} " * 30, name="a", meta_data={"chunk": n}) for n in (1, 2)],  # no overlap
        [Document(content=AGENTS[n].content, meta_data=AGENTS[n].meta_data) for n in (2, 3)],  # of no document
        [Document(content=AGENTS[2].content, name=name, meta_data={"chunks": [], "n": name}) for name in "ab"],
        [Document(content=AGENTS[2].content, name=name, meta_data=None) for name in "ab"],
        ["no document"],
        [],
        None,
    ],
)
def test_what_cannot_be_shortened_is_the_very_same(documents):
    assert shortened(documents) is documents


def test_scores_of_a_store_keep_no_neighbours_apart():
    scored = [copy.deepcopy(document) for document in AGENTS[2:4]]
    for document, score in zip(scored, (0.9, 0.7), strict=True):
        document.meta_data["similarity_score"] = score
        document.reranking_score = score
    [passage] = shortened(scored)
    assert [own["similarity_score"] for own in passage.meta_data["chunks"]] == [0.9, 0.7]
    assert passage.reranking_score == 0.9


WORDS = ("customs", "ledger", "cargo", "berth", "storm", "the", "of", ".", "\n", "\n\n", "  ", "é", "日本", '"', "\\")


@st.composite
def retrievals(draw):
    """What a search may find: chunks of a few documents, in any order, some of them twice."""
    shelf = []
    for name in draw(st.lists(st.sampled_from(["a.md", "b.md", None]), min_size=1, max_size=3)):
        source = random.Random(draw(st.integers(0, 99)))
        text = " ".join(source.choice(WORDS) for _ in range(400))
        meta_data = draw(st.sampled_from([{}, {"page": 1}, {"tags": ["x", "y"]}, {"page": 1.0, "name": "own"}]))
        size, overlap = draw(st.sampled_from([(200, 30), (300, 100), (150, 10)]))
        document = Document(content=text, name=name, meta_data=meta_data)
        shelf += draw(st.sampled_from(CHUNKERS))(chunk_size=size, overlap=overlap).chunk(document)
    return draw(st.lists(st.sampled_from(shelf), max_size=12))


@given(retrievals())
@pytest.mark.filterwarnings("ignore:High overlap")
def test_every_chunk_is_had_from_what_is_sent(documents):
    before = copy.deepcopy(documents)
    found = shortened(documents)
    assert set(had_from(told(found))) == chunks(documents)
    assert tokens(found) <= tokens(documents)
    assert told(shortened(documents)) == told(found), "the same bytes again"
    assert told(shortened(found)) == told(found), "nothing is left to be done"
    assert documents == before


@given(retrievals(), st.integers(100, 900), st.sampled_from(["gpt-4o", "gpt-4", "claude-sonnet-4-5"]))
@pytest.mark.filterwarnings("ignore:High overlap")
def test_a_budget_holds_and_what_does_not_fit_is_named(documents, most, model):
    found = shortened(documents, most, model)
    assert not found or tokens(found, model) <= most
    notes = [one for one in found if isinstance(one, LeftOut)]
    kept = set(had_from(told([one for one in found if not isinstance(one, LeftOut)])))
    assert kept <= chunks(documents)
    assert sum(note.chunks for note in notes) == len(chunks(documents)) - len(kept)
    assert found[-1:] == notes[-1:] or not notes
    assert notes or kept == chunks(documents)


def test_what_does_not_fit_is_named_by_document_and_number():
    documents = [AGENTS[2], STORES[0], AGENTS[3], AGENTS[7], STORES[4], AGENTS[5]]
    most = tokens(documents[:2]) + 60  # for what is said of the others: agno's versions cut chunks of other sizes
    found = shortened(documents, most)
    assert [document.name for document in found] == ["agents.md", "stores.md", None]
    assert json.loads(told(found))[-1] == {
        "left_out": f'4 more chunks found, beyond {most} tokens: "agents.md" 4, 6, 8, "stores.md" 5. '
        "A narrower query finds them."
    }


def test_a_chunk_that_never_fits_keeps_no_other_out():
    large = Document(content="word " * 5000, name="large.md")
    found = shortened([large, AGENTS[0]], 400)
    assert found[0] is AGENTS[0]
    assert found[1].to_dict() == {
        "left_out": '1 more chunk found, beyond 400 tokens: "large.md" (1 without a number). '
        "A narrower query finds them."
    }


def test_where_names_do_not_fit_it_is_said_how_many():
    documents = [Document(content="word " * 500, name=f"{number} of many documents") for number in range(60)]
    assert [one.to_dict()["left_out"] for one in shortened(documents, 100)] == [
        "60 more chunks found, beyond 100 tokens: of 60 documents. A narrower query finds them."
    ]


@pytest.mark.parametrize("settings", [{"max_tokens": 99}, {"max_tokens": True}, {"max_tokens": 1e3}, {"strict": None}])
def test_wrong_settings_are_refused(settings):
    with pytest.raises(ConfigurationError, match=next(iter(settings))):
        HeadroomKnowledge(Shelf([]), **settings)


@pytest.mark.parametrize("knowledge", [None, "docs", object(), HeadroomKnowledge(Shelf([]))])
def test_what_is_no_knowledge_base_is_refused(knowledge):
    with pytest.raises(ConfigurationError, match="knowledge base"):
        HeadroomKnowledge(knowledge)


def broken(monkeypatch):
    def fails(*args):
        raise RuntimeError("broken")

    monkeypatch.setattr("headroom.integrations.agno.references.distinct", fails)


def test_a_fault_hands_on_what_was_found(monkeypatch, caplog):
    broken(monkeypatch)
    knowledge = HeadroomKnowledge(Shelf(AGENTS[2:4]))
    with caplog.at_level(logging.ERROR, "headroom"):
        assert knowledge.retrieve("sessions") == AGENTS[2:4]
    assert "broken" in caplog.text
    assert knowledge.savings.faults == 1


def test_strict_raises_a_fault(monkeypatch):
    broken(monkeypatch)
    with pytest.raises(CompressionError, match="broken"):
        HeadroomKnowledge(Shelf(AGENTS), strict=True).retrieve("sessions")


def test_all_else_is_the_knowledge_bases_own():
    shelf = Shelf(AGENTS)
    knowledge = HeadroomKnowledge(shelf)
    assert isinstance(knowledge, Shelf)
    assert isinstance(knowledge, HeadroomKnowledge)
    assert knowledge.wrapped_knowledge is shelf
    assert knowledge.build_context() == "There is a knowledge base."
    knowledge.max_results = 3
    assert shelf.max_results == knowledge.max_results == 3
    del knowledge.max_results
    assert knowledge.max_results == 10
    assert inspect.signature(knowledge.retrieve) == inspect.signature(shelf.retrieve)
    assert inspect.iscoroutinefunction(knowledge.aretrieve)
    assert not hasattr(knowledge, "nothing")
    assert {"savings", "retrieve"} <= set(dir(knowledge))
    assert repr(knowledge) == f"HeadroomKnowledge({shelf!r})"


def test_what_a_search_is_asked_reaches_the_knowledge_base():
    shelf = Shelf(AGENTS)
    HeadroomKnowledge(shelf).retrieve("sessions", max_results=2, filters={"source": "docs"}, user_id="alice")
    assert shelf.asked == [{"query": "sessions", "max_results": 2, "filters": {"source": "docs"}, "user_id": "alice"}]


class Pickled(Shelf):
    """Of a module, so that it can be pickled."""


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
def test_copies_shorten_too(copied):
    knowledge = copied(HeadroomKnowledge(Pickled(AGENTS[2:4]), max_tokens=5000, model="gpt-4"))
    assert type(knowledge) is HeadroomKnowledge
    assert len(knowledge.retrieve("sessions")) == 1


def test_savings_add_up():
    knowledge = HeadroomKnowledge(Shelf(AGENTS[2:4], AGENTS[5:8]))
    assert knowledge.savings == KnowledgeSavings()
    knowledge.retrieve("one")
    found = knowledge.retrieve("other")
    savings = knowledge.savings
    assert (savings.searches, savings.chunks, savings.left_out, savings.faults) == (2, 5, 0, 0)
    assert savings.tokens_before == tokens(AGENTS[2:4]) + tokens(AGENTS[5:8])
    assert savings.tokens_after == tokens(shortened(AGENTS[2:4])) + tokens(found)


def searching(*queries):
    return [*(ToolCall("search_knowledge_base", {"query": query}) for query in queries), "Done."]


def prompt(fake, role):
    return [message.get_content_string() for message in fake.requests[-1].messages if message.role == role]


async def test_a_search_of_the_models_gives_each_text_once(play, mode):
    knowledge = HeadroomKnowledge(Shelf(AGENTS[2:4]))
    fake = FakeModel(searching("sessions"))
    run, _ = await play(Agent(model=fake, knowledge=knowledge, telemetry=False), "Who holds sessions?", mode)
    [result] = prompt(fake, "tool")
    assert set(had_from(result)) == chunks(AGENTS[2:4])
    assert len(json.loads(result)) == 1
    assert run.content == "Done."
    assert knowledge.savings.chunks == 2


async def test_what_stands_in_the_users_message_is_each_text_once(play, mode):
    knowledge = HeadroomKnowledge(Shelf(AGENTS[2:4]))
    fake = FakeModel(["Done."])
    agent = Agent(
        model=fake, knowledge=knowledge, add_knowledge_to_context=True, search_knowledge=False, telemetry=False
    )
    run, _ = await play(agent, "Who holds sessions?", mode)
    [message] = prompt(fake, "user")
    assert message.startswith("Who holds sessions?\n\n")
    assert set(had_from(message.split("<references>")[1].split("</references>")[0])) == chunks(AGENTS[2:4])
    assert run.references[0].references == [document.to_dict() for document in shortened(AGENTS[2:4])]


async def test_a_teams_searches_give_each_text_once(play, mode):
    knowledge = HeadroomKnowledge(Shelf(AGENTS[2:4]))
    fake = FakeModel(searching("sessions"))
    member = Agent(name="Member", model=FakeModel(["Nothing."]), telemetry=False)
    await play(Team(members=[member], model=fake, knowledge=knowledge, telemetry=False), "Who holds sessions?", mode)
    [result] = prompt(fake, "tool")
    assert set(had_from(result)) == chunks(AGENTS[2:4])
    assert knowledge.savings.chunks == 2


def test_tokens_are_counted_for_the_model_that_asks():
    """The two vocabularies differ in the last of the chunks, so that the one that is taken shows."""
    documents = [Document(content=f"Ünïcödé тексты 日本語 {number}. " * 12, name="a") for number in range(20)]
    counts = {model: shortened(documents, 1500, model)[-1].chunks for model in ("gpt-4o", "gpt-4")}
    assert counts["gpt-4o"] < counts["gpt-4"]
    for model, left in counts.items():
        knowledge = HeadroomKnowledge(Shelf(documents), max_tokens=1500)
        Agent(model=FakeModel(searching("x"), id=model), knowledge=knowledge, telemetry=False).run("Hi")
        assert knowledge.savings.left_out == left, model
        named = HeadroomKnowledge(Shelf(documents), max_tokens=1500, model=model)
        named.retrieve("x")
        assert named.savings.left_out == left, model


def test_a_chunk_that_is_found_again_refers_to_the_one_above():
    """In another result, beside others: what the search gives is the same bytes, what is sent of it a reference."""
    shelf = Shelf([AGENTS[2], STORES[1]], [STORES[4], AGENTS[2]], [STORES[1], AGENTS[8]])
    fake = FakeModel(searching("sessions", "keys", "files"))
    agent = Agent(model=HeadroomAgnoModel(fake), knowledge=HeadroomKnowledge(shelf), telemetry=False)
    agent.run("Who holds sessions?")
    results = prompt(fake, "tool")
    refers = [
        result.startswith(("[… as in search_knowledge_base", "[as in search_knowledge_base")) for result in results
    ]
    assert refers == [False, True, True]
    first, second, third = (count_tokens(result).value for result in results)
    assert second < first * 0.7
    assert third < first * 0.7


def test_agno_knowledge_finds_by_its_own_tools_too():
    knowledge = HeadroomKnowledge(Knowledge())
    assert isinstance(knowledge, Knowledge)
    assert knowledge.search("anything") == []


def test_agentos_lists_it_by_what_is_inside(tmp_path):
    pytest.importorskip("sqlalchemy", reason="AgentOS keeps what it knows of contents in a database")
    from agno.db.sqlite import SqliteDb
    from agno.os import AgentOS

    inside = Knowledge(name="Guides", contents_db=SqliteDb(db_file=str(tmp_path / "contents.db")))
    knowledge = HeadroomKnowledge(inside)
    agent = Agent(name="Clerk", model=FakeModel(["Hi."]), knowledge=knowledge, telemetry=False)
    system = AgentOS(agents=[agent], knowledge=[knowledge], telemetry=False)
    system.get_app()
    assert len(system.knowledge_instances) == 1
    assert system.knowledge_instances[0] is knowledge
    assert type(agent.deep_copy().knowledge) is HeadroomKnowledge

"""`HeadroomKnowledge` and `HeadroomReranker` over a real vector store, LanceDB, which runs in this process."""

import copy
import json

import pytest

pytest.importorskip("lancedb", reason="LanceDB is not installed: pip install lancedb")

from agno.agent import Agent
from agno.knowledge.document import Document
from agno.knowledge.knowledge import Knowledge
from agno.knowledge.reranker.base import Reranker
from tests.agno.knowledge_bases import chunked, stored

from headroom import ConfigurationError, count_tokens, expand
from headroom.integrations.agno import HeadroomAgnoModel, HeadroomKnowledge, HeadroomReranker
from headroom.integrations.agno.left_out import LeftOut
from headroom.testing import FakeModel, ToolCall

AGENTS, STORES = chunked("agents.md"), chunked("stores.md")
QUERY = "How are the sessions of a client told apart?"
TAKES_RERANKER = "reranker" in getattr(Knowledge, "__dataclass_fields__", {})


@pytest.fixture
def library(tmp_path):
    return stored(tmp_path, AGENTS, STORES, max_results=6)


def contents(documents):
    """The texts of the chunks, each by its own characters."""
    for document in documents:
        for own in (document.meta_data or {}).get("chunks", [{}]):
            start, end = map(int, own.get("characters", f"0-{len(document.content)}").split("-"))
            yield document.content[start:end]


def test_a_search_gives_all_that_the_store_finds_in_fewer_documents(library):
    found, whole = HeadroomKnowledge(library).search(QUERY), library.search(QUERY)
    assert len(found) < len(whole) == 6
    assert sorted(contents(found)) == sorted(document.content for document in whole)


async def test_an_asynchronous_search_gives_the_same(library):
    knowledge = HeadroomKnowledge(library)
    search = knowledge.asearch if hasattr(library, "asearch") else knowledge.async_search
    assert [one.content for one in await search(QUERY)] == [one.content for one in knowledge.search(QUERY)]


def test_filters_and_limits_are_the_stores(library):
    knowledge = HeadroomKnowledge(library)
    assert list(contents(knowledge.search(QUERY, max_results=1))) == [library.search(QUERY, max_results=1)[0].content]
    assert knowledge.search(QUERY, filters={"source": "nowhere"}) == []


def test_a_budget_keeps_the_best(library):
    found, whole = HeadroomKnowledge(library, max_tokens=700).search(QUERY), library.search(QUERY)
    *kept, note = found
    assert isinstance(note, LeftOut)
    assert note.chunks == len(whole) - len(list(contents(kept)))
    assert whole[0].content in contents(kept)
    assert count_tokens(json.dumps([one.to_dict() for one in found], indent=2, ensure_ascii=False)).value <= 700


def test_it_is_agnos_knowledge_and_has_its_tools(library):
    """A tool that the knowledge base makes itself searches what it was made on."""
    knowledge = HeadroomKnowledge(library)
    assert isinstance(knowledge, Knowledge)
    assert knowledge.vector_db is library.vector_db
    if not hasattr(library, "get_tools"):
        pytest.skip("this agno's agents make the tools")
    [tool] = knowledge.get_tools()
    told = tool.entrypoint(QUERY)
    assert knowledge.savings.searches == 1
    assert told == "\n\n---\n\n".join(document.content for document in knowledge.search(QUERY))


async def test_an_agent_that_searches_twice_is_sent_what_is_new(library, play, mode):
    knowledge = HeadroomKnowledge(library)
    calls = [ToolCall("search_knowledge_base", {"query": query}) for query in (QUERY, f"{QUERY} And their messages?")]
    script = FakeModel([*calls, "Done."])
    await play(Agent(model=HeadroomAgnoModel(script), knowledge=knowledge, telemetry=False), QUERY, mode)
    messages = script.requests[-1].messages
    first, second = [message for message in messages if message.role == "tool"]
    assert count_tokens(second.content).value < count_tokens(first.content).value / 2
    before = [message.to_dict() for message in messages[: messages.index(second)]]
    sent = json.loads(expand(second.content, before))
    found = [Document(**document) for document in sent]
    whole = library.search(calls[1].arguments["query"])
    assert sorted(contents(found)) == sorted(document.content for document in whole)


def test_a_knowledge_base_may_keep_its_place(tmp_path):
    reranker = HeadroomReranker()
    settings = {"reranker": reranker} if TAKES_RERANKER else {}
    library = stored(
        tmp_path, AGENTS, STORES, max_results=6, store={} if TAKES_RERANKER else {"reranker": reranker}, **settings
    )
    found = library.search(QUERY)
    assert len(found) < 6 == len(list(contents(found)))
    assert reranker.savings.searches == 1
    assert reranker.savings.tokens_after < reranker.savings.tokens_before


class Backwards(Reranker):
    """The last first."""

    def rerank(self, query, documents):
        return documents[::-1]


@pytest.mark.parametrize("limit", [None, 3])
async def test_another_reranker_puts_them_in_order_first(limit):
    """Then as many are kept as are asked for, and these are shortened."""
    documents = [*AGENTS[2:5], STORES[0], STORES[4]]
    reranker = HeadroomReranker(reranker=Backwards())
    found = reranker.rerank(QUERY, documents, limit)
    assert found[:2] == [STORES[4], STORES[0]]
    assert len(list(contents(found))) == (limit or 5)
    if hasattr(Reranker, "arerank"):
        assert await reranker.arerank(QUERY, documents, limit) == found


def test_no_more_come_from_a_reranker_than_are_asked_for():
    """Agno cuts off what is too much, and what is left out is told last."""
    found = HeadroomReranker(max_tokens=450).rerank(QUERY, [AGENTS[0], STORES[0], AGENTS[5]], 2)
    assert len(found) == 2
    assert found[-1].chunks == 1
    assert HeadroomReranker().search_limit(7) == 7
    if hasattr(Reranker, "search_limit"):
        assert HeadroomReranker(reranker=Backwards(candidate_multiplier=4)).search_limit(7) == 28


def test_a_reranker_refuses_wrong_settings():
    with pytest.raises(ConfigurationError, match="max_tokens"):
        HeadroomReranker(max_tokens=5)


def test_copies_of_a_reranker_shorten_too():
    reranker = HeadroomReranker(max_tokens=5000)
    assert len(copy.deepcopy(reranker).rerank(QUERY, AGENTS[2:4])) == 1
    assert reranker.savings.searches == 1

"""Memories that say the same become one, and nothing that a user told is lost."""

import copy
import random
from datetime import datetime, timezone
from importlib.util import find_spec
from unicodedata import normalize

import pytest
from agno.db.in_memory import InMemoryDb
from agno.db.schemas import UserMemory
from agno.db.sqlite import SqliteDb
from agno.memory import MemoryManager
from hypothesis import given
from hypothesis import strategies as st

from headroom import ConfigurationError
from headroom.integrations.agno import HeadroomMemoryOptimization
from headroom.integrations.agno.memories.sentences import holders, sentences
from headroom.testing import FakeModel

has_strategies = pytest.mark.skipif(
    find_spec("agno.memory.strategies") is None, reason="agno before 2.3.3: no strategies for memories"
)


@pytest.mark.skipif(find_spec("agno.memory.strategies") is not None, reason="this agno has the seam")
def test_an_agno_without_the_seam_is_told():
    with pytest.raises(ConfigurationError, match=r"agno 2\.3\.3"):
        HeadroomMemoryOptimization()


def memory(words, number=0, **fields):
    """A memory of one user; the number says when it was created."""
    known = {"memory_id": f"m{number}", "user_id": "u", "created_at": 1000 + number}
    return UserMemory(**{"memory": words, **known, **fields})


def optimized(*words, **fields):
    return HeadroomMemoryOptimization().optimize([memory(text, place, **fields) for place, text in enumerate(words)])


TOGETHER = {
    "the same": ("Likes tea.", "Likes tea.", "Likes tea."),
    "white space around": (" Likes tea.\n", "Likes tea.", " Likes tea.\n"),
    "the last full stop": ("Likes tea", "Likes tea.", "Likes tea"),
    "letters composed": ("Likes caf\u00e9s.", "Likes cafe\u0301s.", "Likes caf\u00e9s."),
    "a sentence of several": ("Likes tea.", "Swims. Likes tea. Has a dog.", "Swims. Likes tea. Has a dog."),
    "the longer one first": ("Lives in Berlin. Likes tea.", "Likes tea.", "Lives in Berlin. Likes tea."),
    "two sentences of three": ("A one! B two?", "Z zero. A one! B two?", "Z zero. A one! B two?"),
    "without its full stop": ("Likes tea", "Likes tea. Has a dog", "Likes tea. Has a dog"),
    "over a line end": ("Likes tea. Has a dog.", "Likes tea.\nHas a dog. Swims.", "Likes tea.\nHas a dog. Swims."),
    "Chinese": ("喜欢茶。", "住在柏林。喜欢茶。有一只狗。", "住在柏林。喜欢茶。有一只狗。"),
}
APART = {
    "other words": ("Likes tea.", "Likes coffee."),
    "another mark": ("Likes tea.", "Likes tea?", "Likes tea..."),
    "another case": ("Likes tea.", "likes tea."),
    "white space within": ("Likes  tea.", "Likes tea."),
    "a part of a sentence": ("Likes tea.", "Never likes tea."),
    "a sentence's beginning": ("Likes tea", "Likes tea, but no coffee."),
    "not one after the other": ("A one. C three.", "A one. B two. C three."),
    "overlapping": ("A one. B two.", "B two. C three."),
    "a title": ("Lee likes tea.", "The user says that Dr. Lee likes tea."),
    "initials": ("Bach is a friend.", "Knows that J. S. Bach is a friend."),
    "an abbreviation": ("Berlin won.", "Saw Hertha vs. Berlin won."),
    "quoted": ("I like tea.", 'A friend said: "I hate milk. I like tea. I swim."'),
    "in single quotes": ("I like tea.", "A friend said 'I hate milk. I like tea. I swim.' Odd."),
    "set apart": ("Likes tea.", "Has a dog (it barks. Likes tea. Sleeps). Swims."),
    "introduced": ("Likes tea.", "No longer so: Has a dog. Likes tea. Swims."),
    "lines of a list": ("tea", "Hates\ntea\ncoffee"),
    "nothing told": ("", "  ", "Likes tea."),
}


@has_strategies
@pytest.mark.parametrize(("first", "second", "kept"), TOGETHER.values(), ids=TOGETHER)
def test_what_says_the_same_becomes_one(first, second, kept):
    [one] = optimized(first, second)
    assert (one.memory, one.memory_id, one.created_at) == (kept, "m0", 1000)


@has_strategies
@pytest.mark.parametrize("words", APART.values(), ids=APART)
def test_what_may_say_something_else_stays(words):
    given = [memory(text, place) for place, text in enumerate(words)]
    kept = HeadroomMemoryOptimization().optimize(given)
    assert list(map(id, kept)) == list(map(id, given))


@has_strategies
@pytest.mark.parametrize("field", ["user_id", "agent_id", "team_id", "feedback"])
def test_whose_it_is_keeps_memories_apart(field):
    fields = [{field: "one"}, {field: "other"}, {}]
    given = [memory("Likes tea.", place, **whose) for place, whose in enumerate(fields)]
    assert HeadroomMemoryOptimization().optimize(given) == given


@has_strategies
def test_memories_of_nobody_are_left_alone():
    """Nobody says that they are of one user."""
    assert len(optimized("Likes tea.", "Likes tea.", user_id=None)) == 2


@has_strategies
def test_all_that_memories_have_beside_their_words_is_kept():
    given = [
        memory("Likes tea.", 2, topics=["drinks"], input="I like tea", updated_at=1002),
        memory("Likes tea. Swims.", 1, topics=["sport", "drinks"], input="Tea!\n\nI like tea", updated_at=1009),
        memory("Swims.", 3, topics=None, input=None),
        memory("Likes tea.", 4, topics=["hot"], input="I like tea"),
    ]
    before = copy.deepcopy(given)
    [one] = HeadroomMemoryOptimization().optimize(given)

    assert one == memory(
        "Likes tea. Swims.",
        1,
        topics=["sport", "drinks", "hot"],
        input="Tea!\n\nI like tea",
        updated_at=1009,
    )
    assert given == before


WRONG = [("memory", {"is": 1}), ("memory", None), ("topics", "tea"), ("topics", [["tea"]]), ("user_id", ["u"])]


@has_strategies
@pytest.mark.parametrize(("field", "value"), WRONG, ids=str)
def test_what_is_no_such_memory_is_left_alone(field, value):
    given = [memory("Likes tea.", place) for place in range(3)]
    setattr(given[2], field, value)
    kept = HeadroomMemoryOptimization().optimize(given)

    assert [one.memory_id for one in kept] == ["m0", "m2"]
    assert kept[1] is given[2]


@has_strategies
def test_a_fault_leaves_all_as_it_is(caplog):
    given = [memory("Likes tea."), memory("Likes tea.", 1, agent_id=["no name"])]
    assert HeadroomMemoryOptimization().optimize(given) == given
    assert "left memories as they are" in caplog.text


WORDS = (
    "Likes tea",
    "Has a dog",
    "Met Dr",
    "Lee swims",
    'Said "hello',
    "Hates:",
    "likes tea",
    "Café",
    "Cafe\u0301",
    "喜欢茶",
)
ENDS = (".", "!", "?", "...", "。", "", " ", "\n", '."')
PARTS = st.tuples(st.sampled_from(WORDS), st.sampled_from(ENDS), st.sampled_from((" ", "\n", "  "))).map("".join)
SAID = st.lists(PARTS, max_size=4).map("".join)
MEMORIES = st.lists(
    st.builds(
        dict,
        memory=SAID,
        user_id=st.sampled_from(["u", "v", None]),
        agent_id=st.sampled_from([None, "a"]),
        feedback=st.sampled_from([None, "good"]),
        topics=st.none() | st.lists(st.sampled_from("xyz"), max_size=3),
        input=st.none() | SAID,
        created_at=st.integers(1000, 1003),
        updated_at=st.none() | st.integers(1000, 1009),
    ),
    max_size=8,
).map(lambda drawn: [UserMemory(memory_id=f"m{place}", **fields) for place, fields in enumerate(drawn)])


def owner(one):
    return one.user_id, one.agent_id, one.team_id, one.feedback


def squeezed(text):
    """A text as a reader sees it, who minds neither white space nor the full stop at its end."""
    whole = "".join(normalize("NFC", text).split())
    return whole[:-1] if whole.endswith(".") and not whole.endswith("..") else whole


def tells(kept, told):
    """Whether a memory holds all that another told."""
    inputs = set((told.input or "").split("\n\n")) <= {*(kept.input or "").split("\n\n"), ""}
    topics = set(told.topics or ()) <= set(kept.topics or ())
    return owner(kept) == owner(told) and squeezed(told.memory) in squeezed(kept.memory) and topics and inputs


@has_strategies
@given(MEMORIES)
def test_nothing_that_a_user_told_is_lost(memories):
    before = copy.deepcopy(memories)
    kept = HeadroomMemoryOptimization().optimize(memories)

    assert memories == before
    assert all(any(tells(one, told) for one in kept) for told in memories)
    given_words = {(owner(told), told.memory) for told in memories}
    created = {(owner(told), told.memory_id, told.created_at) for told in memories}
    assert all((owner(one), one.memory) in given_words for one in kept)
    assert all((owner(one), one.memory_id, one.created_at) in created for one in kept)
    assert len({one.memory_id for one in kept}) == len(kept)


@has_strategies
@given(MEMORIES, st.randoms(use_true_random=False))
def test_optimizing_goes_by_the_memories_alone_and_is_done_once(memories, order):
    kept = HeadroomMemoryOptimization().optimize(memories)
    shuffled = order.sample(memories, len(memories))

    assert HeadroomMemoryOptimization().optimize(shuffled) == kept
    assert list(map(id, HeadroomMemoryOptimization().optimize(kept))) == list(map(id, kept))
    assert kept == sorted(kept, key=lambda one: (one.created_at, one.memory_id))


def stands_in(part, whole):
    return part != whole and any(whole[start : start + len(part)] == part for start in range(len(whole)))


@given(st.lists(st.lists(st.sampled_from("ab"), min_size=1, max_size=5).map(tuple), unique=True, max_size=12))
def test_texts_are_found_in_others_as_by_looking_everywhere(texts):
    found = {texts[place]: texts[home] for place, home in holders(texts, range(len(texts))).items()}

    assert set(found) == {text for text in texts if any(stands_in(text, other) for other in texts)}
    assert all(stands_in(text, home) and home not in found for text, home in found.items())


@given(SAID)
def test_sentences_hold_all_of_a_text(text):
    assert squeezed("".join(sentences(text))).replace(".", "") == squeezed(text).replace(".", "")


class ReadAsMoments(UserMemory):
    """A memory as agno 2.3 has it: read with moments, which it cannot write."""

    def to_dict(self):
        return {"created_at": datetime.fromtimestamp(self.created_at), "memory": self.memory}


@has_strategies
def test_what_agno_could_not_write_is_given_in_seconds():
    moment = datetime(2026, 3, 1, tzinfo=timezone.utc)
    read = [ReadAsMoments(words, memory_id=words, user_id="u", created_at=moment) for words in ("Swims.", "Runs.")]
    kept = HeadroomMemoryOptimization().optimize([*read, read[0]])
    assert [one.to_dict()["memory"] for one in kept] == ["Runs.", "Swims."]
    assert [one.created_at for one in kept] == [moment.timestamp()] * 2


def _seconds(time):
    return time.timestamp() if isinstance(time, datetime) else time


@has_strategies
@pytest.mark.parametrize("database", ["in memory", "sqlite"])
@pytest.mark.parametrize("waits", [False, True], ids=["sync", "async"])
async def test_the_manager_stores_what_comes_out_and_asks_no_model(database, waits, tmp_path):
    db = InMemoryDb() if database == "in memory" else SqliteDb(db_file=str(tmp_path / "agno.db"))
    told = ["Likes tea.", "Lives in Berlin. Likes tea.", "Swims.", "Swims.", "Likes tea."]
    for number in random.Random(1).sample(range(5), 5):
        db.upsert_user_memory(memory(told[number], number))
    db.upsert_user_memory(memory("Swims.", 9, user_id="v"))
    manager = MemoryManager(model=FakeModel([]), db=db)  # a script without answers: a call would fail

    async def optimize():
        settings = {"user_id": "u", "strategy": HeadroomMemoryOptimization()}
        return await manager.aoptimize_memories(**settings) if waits else manager.optimize_memories(**settings)

    def stored():
        found = [(one, _seconds(one.created_at)) for one in db.get_user_memories()]
        return [(one.memory_id, one.memory, one.user_id, seconds) for one, seconds in found]

    kept = await optimize()
    once = stored()
    assert [(one.memory_id, one.memory) for one in kept] == [("m0", "Lives in Berlin. Likes tea."), ("m2", "Swims.")]
    assert sorted(once) == [
        ("m0", "Lives in Berlin. Likes tea.", "u", 1000),
        ("m2", "Swims.", "u", 1002),
        ("m9", "Swims.", "v", 1009),
    ]
    await optimize()
    assert sorted(stored()) == sorted(once)

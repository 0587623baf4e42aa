"""Law 4 over real and generated results: what a view does not show is had by its address, and nothing else is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import HeadroomConfig, ViewConfig, compress, count_tokens, expand, retrieve
from tests.evaluation import files, transcripts
from tests.laws.conversations import results_of
from tests.laws.left_out import faults_of, is_view
from tests.laws.strategies import any_texts, documents
from tests.views.results import asked, sent

BUDGETS = [100, 400, 1500]


def config_of(budget: int) -> HeadroomConfig:
    return HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=budget))


def check(text: str, budget: int) -> None:
    """Asks for all that a view of `text` leaves out, if it is sent as one."""
    config = config_of(budget)
    view = sent(asked("What failed?", text), config)
    if not view.startswith("[view of "):
        return
    assert count_tokens(view).value <= budget
    assert expand(view) == text
    assert list(faults_of(view, [], lambda address, lines: retrieve(address, lines=lines, config=config))) == []


@pytest.mark.parametrize("budget", BUDGETS)
@files("json/*.json", "json/*.ndjson", "logs/*", largest=2_000_000)
def test_real_results_are_all_there(path: Path, budget: int):
    check(path.read_text("utf-8")[:400_000], budget)


@files("transcripts/*.jsonl", largest=30_000_000)
def test_what_views_of_real_conversations_leave_out_is_there(path: Path):
    config = config_of(400)
    for messages in transcripts(path)[:5]:
        result = compress(messages, config=config)
        for index, message in enumerate(result.messages):
            for text in filter(is_view, results_of(message) and [message.get("content")]):
                above = result.messages[:index]
                faults = faults_of(text, above, lambda address, lines: retrieve(address, lines=lines, config=config))
                assert list(faults) == [], f"message {index}"


@given(st.lists(any_texts | documents, min_size=1, max_size=9), st.sampled_from(BUDGETS), st.integers(1, 30))
def test_generated_results_are_all_there(parts: list[str], budget: int, times: int):
    check("\n".join(parts * times), budget)

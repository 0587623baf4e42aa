"""Ray's actors come to what texts come to one by one, and one that is killed loses nothing. All on this machine."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.bulk.test_columns import TEXTS, one_by_one

from bulk.engines import actors_at_work
from headroom import ConfigurationError, ValidationError

pytestmark = pytest.mark.skipif(
    "HEADROOM_TEST_RAY" not in os.environ, reason="some 40 s; `make test-bulk RAY=1` runs it"
)
ray = pytest.importorskip("ray")
hr: Any = pytest.importorskip("headroom.integrations.ray")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two actors, and a CPU for what Ray itself does."""
    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, object_store_memory=200 << 20)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray.data.ActorPoolStrategy(size=2)
    ray.shutdown()


def rows(texts: list[str | None], blocks: int = 4) -> Any:
    numbered = [{"id": number, "text": text} for number, text in enumerate(texts)]
    return ray.data.from_items(numbered, override_num_blocks=blocks)


def taken(dataset: Any, column: str) -> list[Any]:
    return [row[column] for row in sorted(dataset.take_all(), key=lambda row: row["id"])]


def test_columns_are_a_loop(cluster):
    counts, compressed = one_by_one(TEXTS)
    assert taken(hr.count_tokens(rows(TEXTS), "text", compute=cluster), "tokens") == counts
    beside = hr.compress(rows(TEXTS), "text", into="sent", compute=cluster)
    assert taken(beside, "sent") == compressed
    assert taken(beside, "text") == TEXTS
    assert taken(hr.compress(rows(TEXTS), "text", compute=cluster), "text") == compressed


def test_a_worker_that_is_killed_loses_nothing(cluster):
    texts = ["".join(f'{{"id": {row}, "name": "number {row}"}}\n' for row in range(20_000))] * 60
    [compressed] = one_by_one(texts[:1])[1]
    killed: list[int] = []

    def kill() -> None:
        while not (at_work := actors_at_work()):
            time.sleep(0.05)
        os.kill(at_work[0], signal.SIGKILL)
        killed.append(at_work[0])

    killer = threading.Thread(target=kill)
    killer.start()
    made = hr.compress(rows(texts, blocks=12), "text", compute=cluster)
    assert taken(made, "text") == [compressed] * 60
    killer.join(timeout=1)
    assert len(killed) == 1


def test_wrong_arguments_are_refused_where_they_are_given(cluster):
    with pytest.raises(ValidationError, match="model is a model's id"):
        hr.count_tokens(rows(["a"]), "text", model=None)
    with pytest.raises(ConfigurationError, match="takes a SmartCrusherConfig"):
        hr.compress(rows(["a"]), "text", config={})

"""Ray's actors come to what texts come to one by one, and one that is killed loses nothing. All on this machine."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.bulk.test_columns import TEXTS, one_by_one

from bulk.on_ray import actors_at_work
from headroom import ConfigurationError, SmartCrusher, ValidationError

ray = pytest.importorskip("ray")
hr: Any = pytest.importorskip("headroom.integrations.ray")
columns: Any = pytest.importorskip("headroom.integrations.ray.columns")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two actors, and a CPU for what Ray itself does."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, object_store_memory=200 << 20)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray.data.ActorPoolStrategy(size=2)
    ray.shutdown()


def rows(texts: list[str | None], blocks: int = 4) -> Any:
    numbered = [{"id": number, "text": text} for number, text in enumerate(texts)]
    return ray.data.from_items(numbered, override_num_blocks=blocks)


def taken(dataset: Any, column: str) -> list[Any]:
    return [row[column] for row in sorted(dataset.take_all(), key=lambda row: row["id"])]


def test_columns_are_a_loop(cluster, tmp_path):
    """Both in one dataset: what takes Ray long is to start actors, which it does for each anew."""
    counts, compressed = one_by_one(TEXTS)
    pq.write_table(pa.table({"id": range(len(TEXTS)), "text": TEXTS}), tmp_path / "rows.parquet", row_group_size=3)
    one_each = {"compute": ray.data.ActorPoolStrategy(size=1)}
    read = hr.read_parquet(tmp_path, ["id", "text"])
    made = hr.compress(hr.count_tokens(read, "text", **one_each), "text", **one_each).materialize()
    assert taken(made, "tokens") == counts
    assert taken(made, "text") == compressed


def test_what_is_made_stands_beside_what_there_was_or_in_its_place():
    batch = pa.table({"text": TEXTS, "sent": range(len(TEXTS))})
    work = SmartCrusher().crush_batch
    compressed = one_by_one(TEXTS)[1]
    assert columns._OnColumn("text", "text", work)(batch).to_pydict()["text"] == compressed
    assert columns._OnColumn("text", "sent", work)(batch).to_pydict() == {"text": TEXTS, "sent": compressed}
    assert columns._OnColumn("text", "new", work)(batch).column_names == ["text", "sent", "new"]


def test_lines_are_counted_by_ranges(cluster, tmp_path):
    lines = "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(TEXTS))
    (tmp_path / "rows.jsonl").write_text(lines)
    (tmp_path / "empty.jsonl").touch()
    read = hr.read_json_lines(tmp_path, {"id": "int64", "text": "string"}, range_bytes=len(lines) // 3)
    assert taken(hr.count_tokens(read, "text", compute=cluster), "tokens") == one_by_one(TEXTS)[0]
    assert hr.read_json_lines(tmp_path / "empty.jsonl", {"id": "int64"}).take_all() == []


def test_a_worker_that_is_killed_loses_nothing(cluster):
    texts = ["".join(f'{{"id": {row}, "name": "number {row}"}}\n' for row in range(10_000))] * 60
    [compressed] = one_by_one(texts[:1])[1]
    killed: list[int] = []

    def kill() -> None:
        while not (at_work := actors_at_work()):
            time.sleep(0.01)
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

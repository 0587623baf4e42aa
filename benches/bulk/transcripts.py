"""Archives of generated agent sessions, a row a message, as Parquet and as lines of JSON: of a seed always the same."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from peers.conversations import conversation

SCHEMA = pa.schema([("id", pa.int64()), ("session", pa.int64()), ("role", pa.string()), ("content", pa.string())])
SESSIONS = 40
"""In a piece: some 8 MB, which become a row group."""
PIECES_A_FILE = 4
_STRIDE = 1_000_000
"""Between the ids of two pieces, so that each can be made alone."""


class Archive(NamedTuple):
    """Where the same rows stand twice.

    Attributes:
        parquet: one file, with row groups of a piece.
        lines: a folder of files of lines, as Ray takes each of them whole.
    """

    parquet: Path
    lines: Path

    def text_bytes(self) -> int:
        """Bytes of text in the messages, which is what is counted and compressed."""
        return int(pq.read_metadata(self.parquet).metadata[b"text_bytes"])


def archive(folder: Path, size: int, seed: int) -> Archive:
    """The archive of `size` bytes of text, made if it is not there."""
    made = Archive(folder / f"{size}-{seed}.parquet", folder / f"{size}-{seed}.jsonl")
    if not all(path.exists() for path in made):
        folder.mkdir(parents=True, exist_ok=True)
        waiting = Archive(*(path.with_suffix(path.suffix + ".part") for path in made))
        _write(waiting, size, seed)
        for part, path in zip(waiting, made, strict=True):
            part.rename(path)
    return made


def _write(waiting: Archive, size: int, seed: int) -> None:
    shutil.rmtree(waiting.lines, ignore_errors=True)
    waiting.lines.mkdir()
    with pq.ParquetWriter(waiting.parquet, SCHEMA, compression="zstd") as rows:
        written = 0
        for number, piece in enumerate(_pieces(seed)):
            rows.write_table(piece)
            with (waiting.lines / f"{number // PIECES_A_FILE:04}.jsonl").open("ab") as lines:
                lines.writelines(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in piece.to_pylist())
            written += pc.sum(pc.binary_length(piece["content"])).as_py()
            print(f"\rgenerating: {written / 1e6:,.0f} of {size / 1e6:,.0f} MB", end="", file=sys.stderr, flush=True)
            if written >= size:
                break
        rows.add_key_value_metadata({"text_bytes": str(written)})
        print(file=sys.stderr)


def _pieces(seed: int) -> Iterator[pa.Table]:
    """Tables of messages, without end."""
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        ahead = [workers.submit(_piece, seed, number) for number in range(4)]
        try:
            for number in count(len(ahead)):
                yield ahead.pop(0).result()
                ahead.append(workers.submit(_piece, seed, number))
        finally:
            workers.shutdown(cancel_futures=True)


def _piece(seed: int, number: int) -> pa.Table:
    first = number * SESSIONS
    rows = [row for session in range(first, first + SESSIONS) for row in _session(seed, session)]
    numbered = [{"id": number * _STRIDE + place, **row} for place, row in enumerate(rows)]
    return pa.Table.from_pylist(numbered, SCHEMA)


def _session(seed: int, session: int) -> Iterator[dict[str, Any]]:
    for place, message in enumerate(conversation(seed * _STRIDE + session)):
        yield {"session": session, "role": message["role"], "content": _content(message, session + place)}


def _content(message: dict[str, Any], place: int) -> str | None:
    """What a message says; of some results the end was lost, and some say nothing."""
    content = message["content"]
    if content is None or message["role"] != "tool":
        return content
    return content[: len(content) // 2] if place % 53 == 0 else "" if place % 97 == 0 else content

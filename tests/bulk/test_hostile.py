"""What lends no column of texts, or a broken one, gets a typed error; what is odd and right gets an answer."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from tests.bulk.c_data import Lent, LentStream

from headroom import SmartCrusher, ValidationError, count_tokens, count_tokens_batch


def offsets(*numbers: int, kind: str = "i") -> bytes:
    return struct.pack(f"={len(numbers)}{kind}", *numbers)


def view(length: int, *rest: int) -> bytes:
    return struct.pack("=4I", length, *rest)


def views(*rows: bytes, data: bytes = b"a text of its own, thirty bytes") -> Lent:
    return Lent([None, b"".join(rows), data, offsets(len(data), kind="q")], len(rows), kind="vu")


def keyed(*keys: int) -> Lent:
    values = Lent([None, offsets(0, 2, 4), b"onno"], 2)
    return Lent([None, bytes(keys)], len(keys), kind="C", dictionary=values)


BROKEN: dict[str, Callable[[], Any]] = {
    "a schema named as an array": lambda: Lent([None, offsets(0), b""], 0, names=("arrow_array", "arrow_array")),
    "an array named as a schema": lambda: Lent([None, offsets(0), b""], 0, names=("arrow_schema", "arrow_schema")),
    "released": lambda: Lent([None, offsets(0, 1), b"a"], 1, is_alive=False),
    "numbers": lambda: Lent([None, offsets(0, 1)], 2, kind="i"),
    "bytes": lambda: Lent([None, offsets(0, 1), b"a"], 1, kind="z"),
    "a type that is none": lambda: Lent([None, offsets(0, 1), b"a"], 1, kind="?"),
    "a type that is empty": lambda: Lent([None, offsets(0, 1), b"a"], 1, kind=""),
    "an offset below zero": lambda: Lent([None, offsets(0, -5), b"text"], 1),
    "a first offset below zero": lambda: Lent([None, offsets(-1, 4), b"text"], 1),
    "a long offset below zero": lambda: Lent([None, offsets(0, -5, kind="q"), b"text"], 1, kind="U"),
    "offsets that fall": lambda: Lent([None, offsets(0, 4, 2, 4), b"text"], 3),
    "an offset beyond the last": lambda: Lent([None, offsets(0, 9, 4), b"text"], 2),
    "no UTF-8": lambda: Lent([None, offsets(0, 2), b"\xff\xfe"], 1),
    "a letter cut in two": lambda: Lent([None, offsets(0, 1, 2), "é".encode()], 2),
    "no buffers": lambda: Lent([], 1),
    "a buffer too few": lambda: Lent([None, offsets(0, 1)], 1),
    "no offsets": lambda: Lent([None, None, b"text"], 1),
    "a length below zero": lambda: Lent([None, offsets(0, 1), b"a"], -1),
    "nulls without number": lambda: Lent([], 2**60, kind="n"),
    "a length that is none of nulls": lambda: Lent([], -1, kind="n"),
    "an offset of the array below zero": lambda: Lent([None, offsets(0, 1), b"a"], 1, offset=-1),
    "more nulls than rows": lambda: Lent([b"\x00", offsets(0, 1), b"a"], 1, nulls=7),
    "a key without a value": lambda: keyed(0, 2),
    "keys without a dictionary": lambda: Lent([None, b"\x00"], 1, kind="C", dictionary=None),
    "a view of no buffer": lambda: views(view(20, 0, 5, 0)),
    "a view beyond its buffer": lambda: views(view(20, 0, 0, 25)),
    "a view that starts beyond its buffer": lambda: views(view(20, 0, 0, 2**32 - 1)),
    "a short view of no UTF-8": lambda: views(view(4, 0xFFFFFFFF, 0, 0)),
    "a table": lambda: pa.table({"text": ["a"]}),
    "a data frame": lambda: pl.DataFrame({"text": ["a"]}),
    "a batch": lambda: pa.record_batch({"text": ["a"]}),
    "lists": lambda: pa.array([["a"]]),
    "integers in pieces": lambda: pa.chunked_array([[1], [2]]),
    "a dictionary of numbers": lambda: pa.array([1, 1]).dictionary_encode(),
}


@pytest.mark.parametrize("work", [count_tokens_batch, SmartCrusher().crush_batch], ids=["count", "crush"])
@pytest.mark.parametrize("made", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_refused_and_released(made: Callable[[], Any], work: Any):
    column = made()
    with pytest.raises(ValidationError):
        work(column)
    assert getattr(column, "released", 0) <= 1


ODD: dict[str, tuple[Callable[[], Lent], list[str | None]]] = {
    "a slice": (lambda: Lent([None, offsets(0, 1, 3, 6), b"abbccc"], 2, offset=1), ["bb", "ccc"]),
    "offsets that do not begin at zero": (lambda: Lent([None, offsets(2, 4), b"..ab"], 1), ["ab"]),
    "no UTF-8 where there is no row": (
        lambda: Lent([b"\x02", offsets(0, 2, 4), b"\xff\xfeok"], 2, nulls=1),
        [None, "ok"],
    ),
    "nulls that nobody counted": (lambda: Lent([b"\x01", offsets(0, 1, 1), b"a"], 2, nulls=-1), ["a", None]),
    "no rows and no buffers": (lambda: Lent([None, None, None], 0), []),
    "keys": (lambda: keyed(1, 0, 1), ["no", "on", "no"]),
    "views": (
        lambda: views(view(0, 0, 0, 0), view(14, 0, 0, 2), view(3, 0x636261, 0, 0)),
        ["", "text of its ow", "abc"],
    ),
}


@pytest.mark.parametrize(("made", "texts"), ODD.values(), ids=ODD)
def test_what_is_odd_is_read_and_released_once(made: Callable[[], Lent], texts: list[str | None]):
    column = made()
    counts = [None if text is None else count_tokens(text).value for text in texts]
    assert count_tokens_batch(column).to_pylist() == counts
    assert column.released == 1
    with pytest.raises(ValidationError, match="was released"):
        count_tokens_batch(column)
    assert column.released == 1


class Answering:
    """An object whose method gives whatever is asked for."""

    def __init__(self, answer: Any) -> None:
        self.__arrow_c_array__ = lambda: answer


@pytest.mark.parametrize("answer", [None, 7, (), (1,), (1, 2), (None, None), "ab", ([], [])])
def test_what_hands_over_no_capsules_is_refused(answer: Any):
    with pytest.raises(ValidationError, match="no capsule of Arrow"):
        count_tokens_batch(Answering(answer))


@pytest.mark.parametrize(("says", "told"), [(b"the disk is gone", "the disk is gone"), (None, "its stream failed")])
def test_a_stream_that_fails_says_why_and_is_released(says: bytes | None, told: str):
    arrays = [Lent([None, offsets(0, 1), b"a"], 1), Lent([None, offsets(0, 2), b"ab"], 1)]
    stream = LentStream(arrays, says, fails=True)
    with pytest.raises(ValidationError, match=told):
        count_tokens_batch(stream)
    assert stream.released == 1
    assert [array.released for array in arrays] == [2, 1]  # the schema is the first one's


def test_a_stream_that_ends_is_a_column_and_is_released():
    arrays = [Lent([None, offsets(0, 1), b"a"], 1), Lent([None, offsets(0, 5), b"a b c"], 1)]
    stream = LentStream(arrays)
    assert count_tokens_batch(stream).to_pylist() == [1, 3]
    assert stream.released == 1
    assert [array.released for array in arrays] == [2, 1]
    with pytest.raises(ValidationError, match="released"):
        count_tokens_batch(stream)


def test_a_stream_of_broken_arrays_is_refused():
    stream = LentStream([Lent([None, offsets(0, 1), b"a"], 1), Lent([None, offsets(0, -1), b"a"], 1)])
    with pytest.raises(ValidationError, match="cannot be read"):
        count_tokens_batch(stream)
    assert stream.released == 1


def test_a_stream_is_read_once():
    capsule = pa.chunked_array([["a"], ["b c"]]).__arrow_c_stream__()

    class Stream:
        def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
            return capsule

    assert count_tokens_batch(Stream()).to_pylist() == [1, 2]
    with pytest.raises(ValidationError, match="released"):
        count_tokens_batch(Stream())


def test_an_objects_own_fault_is_not_hidden():
    class Broken:
        def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
            raise OSError("out of arrays")

    with pytest.raises(OSError, match="out of arrays"):
        count_tokens_batch(Broken())

"""Columns of texts in every layout that Arrow has for them, by the package that makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pyarrow as pa
from hypothesis import strategies as st
from tests.laws.strategies import any_texts

Texts = list[str | None]

whole_texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
# Arrow's texts are UTF-8, which has no halves of characters.
utf8_texts = any_texts.map(lambda text: text.encode("utf-8", "replace").decode())
tables_of_texts = st.lists(st.none() | st.just("") | whole_texts | utf8_texts, max_size=12)


def _sliced(kind: pa.DataType) -> Callable[[Texts], Any]:
    return lambda texts: pa.array(["before", None, *texts, "behind"], kind).slice(2, len(texts))


def _in_pieces(texts: Texts) -> pa.ChunkedArray:
    middle = len(texts) // 2
    return pa.chunked_array([texts[:middle], [], texts[middle:]], pa.string())


def _appended(texts: Texts) -> pl.Series:
    middle = len(texts) // 2
    series = pl.Series(texts[:middle], dtype=pl.String)
    return series.append(pl.Series(texts[middle:], dtype=pl.String))


LAYOUTS: dict[str, Callable[[Texts], Any]] = {
    "string": lambda texts: pa.array(texts, pa.string()),
    "large_string": lambda texts: pa.array(texts, pa.large_string()),
    "string_view": lambda texts: pa.array(texts, pa.string_view()),
    "dictionary": lambda texts: pa.array(texts, pa.string()).dictionary_encode(),
    "small keys": lambda texts: pa.array(texts, pa.dictionary(pa.int8(), pa.large_string())),
    "pieces": _in_pieces,
    "pieces of a dictionary": lambda texts: _in_pieces(texts).dictionary_encode(),
    "slice": _sliced(pa.string()),
    "large slice": _sliced(pa.large_string()),
    "slice of views": _sliced(pa.string_view()),
    "slice of a dictionary": _sliced(pa.dictionary(pa.uint16(), pa.string())),
    "Polars": lambda texts: pl.Series(texts, dtype=pl.String),
    "Polars, sliced": lambda texts: pl.Series(["before", *texts, "behind"], dtype=pl.String).slice(1, len(texts)),
    "Polars, in pieces": _appended,
    "Polars, categories": lambda texts: pl.Series(texts, dtype=pl.String).cast(pl.Categorical),
}

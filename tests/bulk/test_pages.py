"""The examples of the page run as written; their fences are `py`, as the packages are installed here alone."""

from __future__ import annotations

from tests.docs.pages import ROOT, blocks


def test_the_pages_examples_run_in_order(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(blocks(ROOT / "docs" / "bulk.md", "py")), "bulk.md", "exec"), {"__name__": "page"})

    counts, nulls, by_polars, by_duckdb = capsys.readouterr().out.splitlines()
    assert (counts, nulls) == ("[26, None, 0]", "1")
    assert by_polars == by_duckdb
    assert {path.name for path in tmp_path.iterdir()} == {"transcripts.parquet", "compressed.parquet", "sent.parquet"}

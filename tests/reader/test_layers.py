"""Strings in strings read as what was there, by a reader that knows the page only; `expand` reads the same."""

import json
import re
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom import SmartCrusher, expand
from mcp_results import NOTES, cut_results, results
from tests.reader.layers import layers, wrapped

PAGE = Path(__file__).parents[2] / "docs" / "notation.md"
EXAMPLE = r"^```layers\n(.*?)\n```\n```headroom\n(.*?)\n```$"
CRUSHER = SmartCrusher()
RESULTS = list(results(40, seed=3))

texts = st.text(st.sampled_from("ab \\'\"\n\t\x1b<>&é€😀\u00a0\u200b[]{},:"), max_size=60)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
styles = st.sampled_from([{}, {"separators": (",", ":")}, {"indent": 2}, {"ensure_ascii": False}])


def in_bytes(text: str) -> str:
    """A text as Python shows its bytes."""
    return repr(text.encode("utf-8", "surrogatepass"))


@st.composite
def layered_texts(draw: st.DrawFn) -> str:
    """Records or words in one to three strings, whole or cut off."""
    record = st.fixed_dictionaries({"id": st.integers(0, 99), "text": texts, "more": values})
    inner = draw(texts.map(lambda text: text * 9) | st.lists(record, min_size=3, max_size=9).map(json.dumps))
    for _ in range(draw(st.integers(0, 2))):
        inner = json.dumps({"result": inner}, **draw(styles))
    write = draw(st.sampled_from([repr, ascii, json.dumps, in_bytes]))
    text = f"content=[TextContent(type='text', text={write(inner)}, annotations=None)] isError=False"
    return text[: draw(st.integers(len(text) // 2, len(text)))] if draw(st.booleans()) else text


def said(compressed: str) -> str:
    """What a compressed text says, by the page; its innermost text by `expand`."""
    lines, inner = layers(compressed)
    return wrapped(lines, expand(inner))


def test_the_examples_of_the_page_read_as_their_originals():
    examples = re.findall(EXAMPLE, PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert len(examples) == 3
    assert all(said(compressed) == original for original, compressed in examples)


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result.kind)
def test_a_result_over_mcp_reads_as_it_was(result):
    sent = CRUSHER.crush(result.text)
    if sent.strategy == "layers":
        assert said(sent.compressed) == expand(sent.compressed)
        if not result.text.startswith("{"):  # JSON as a whole comes back minified
            assert expand(sent.compressed) == result.text


def test_half_of_what_results_over_mcp_take_is_saved():
    sent = [CRUSHER.crush(result.text) for result in RESULTS]
    saved = [1 - one.tokens_after / one.tokens_before for one in sent]
    assert sum(one.tokens_after for one in sent) < 0.55 * sum(one.tokens_before for one in sent)
    assert median(saved) > 0.4
    assert sum(one.strategy == "layers" for one in sent) > 30


@st.composite
def several_texts(draw: st.DrawFn) -> str:
    """Records, each in a text of its own in a result over MCP, whole or cut off."""
    record = st.fixed_dictionaries({"id": st.integers(0, 99), "text": texts, "more": values})
    style, write = draw(styles), draw(st.sampled_from([repr, ascii]))
    rows = draw(st.lists(record, min_size=2, max_size=9))
    blocks = [f"TextContent(type='text', text={write(json.dumps(row, **style))}, meta=None)" for row in rows]
    text = f"content=[{', '.join(blocks)}] isError=False"
    return text[: draw(st.integers(len(text) // 2, len(text)))] if draw(st.booleans()) else text


@given(several_texts())
def test_several_texts_come_back_letter_by_letter(text: str):
    sent = CRUSHER.crush(text)
    if sent.strategy == "layers":
        assert expand(sent.compressed) == text == said(sent.compressed)


@pytest.mark.parametrize("style", [{}, {"indent": 2}, {"separators": (",", ":")}])
def test_several_texts_are_rows_below_what_stood_around_them(style: dict):
    rows = [{"id": n, "title": f'The "{n}" of many', "by": {"login": f"user{n % 3}"}} for n in range(12)]
    blocks = [f"TextContent(type='text', text={json.dumps(row, **style)!r}, meta=None)" for row in rows]
    sent = CRUSHER.crush(f"content=[{', '.join(blocks)}] isError=False")
    assert sent.compressed.startswith("[each line below is the Python string <text>")
    assert "]\n[12 lines: id,title,by.login\n0," in sent.compressed
    assert sent.tokens_after < 0.5 * sent.tokens_before


@st.composite
def parted_texts(draw: st.DrawFn) -> str:
    """Layers, or several texts, out of whose middle something was cut."""
    text = draw(layered_texts() | several_texts())
    start = draw(st.integers(len(text) // 5, len(text) // 2))
    end = draw(st.integers(start, min(len(text), start + 90)))
    return text[:start] + draw(st.sampled_from(NOTES)) + text[end:]


@settings(max_examples=400)
@given(parted_texts())
def test_what_was_cut_in_the_middle_comes_back_letter_by_letter(text: str):
    sent = CRUSHER.crush(text)
    if sent.strategy == "layers":
        assert expand(sent.compressed) == said(sent.compressed) == text


def test_results_that_were_cut_anywhere_save_as_whole_ones_do():
    shares = []
    for whole, cut in cut_results(60):
        sent = [CRUSHER.crush(text) for text in (whole.text, cut)]
        shares.append(tuple(1 - one.tokens_after / one.tokens_before for one in sent))
        if sent[1].strategy == "layers" and not cut.startswith("{"):
            assert said(sent[1].compressed) == expand(sent[1].compressed) == cut
    of_whole, of_cut = map(list, zip(*shares, strict=True))
    assert sum(of_cut) > 0.75 * sum(of_whole)
    assert sum(cut < whole / 4 for whole, cut in shares if whole > 0.1) < 3


@given(layered_texts())
def test_any_layers_come_back_letter_by_letter(text: str):
    sent = CRUSHER.crush(text)
    if sent.strategy == "layers":
        assert expand(sent.compressed) == text == said(sent.compressed)


@pytest.mark.parametrize("note", ["\n[Output truncated]", "... (1,234 more characters)", "\n\n... [truncated]"])
def test_a_note_behind_the_cut_changes_nothing(note: str):
    text = RESULTS[1].text[:3000] + note
    sent = CRUSHER.crush(text)
    assert sent.strategy == "layers"
    assert expand(sent.compressed) == text

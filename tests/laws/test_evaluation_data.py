"""Laws 1, 2, 3 and 5 over public documents, logs and transcripts."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from headroom import SmartCrusher, SmartCrusherConfig, compress, count_tokens, expand
from tests.evaluation import files, transcripts
from tests.laws.values import strict


def spelled_out(text: str) -> str:
    """A text with its escapes written out."""

    def character(match: re.Match[str]) -> str:
        return chr(int(match[1] or match[2], 16)) if match[1] or match[2] else match[3]

    plain = re.sub(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-f]{2})|\\([\\/'\"])", character, text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def words(text: str) -> list[str]:
    """The words of a text, its escapes written out and Python's literals as JSON's: what rewriting keeps."""
    return re.findall(r"\w+", re.sub(r"\bNone\b", "null", spelled_out(text)).casefold())


def marks(text: str) -> str:
    """A text without its white space, its escapes written out and Python's quotes as JSON's."""
    return re.sub(r"\s", "", spelled_out(text).replace("'", '"'))


Obeys = Callable[[str], str]


@pytest.fixture(params=[False, True], ids=["default", "compact"])
def obeys(request: pytest.FixtureRequest) -> Obeys:
    """What a text expands to after crushing, once laws 2 and 5 are checked."""
    crusher = SmartCrusher(SmartCrusherConfig(compact=request.param))

    def expanded(text: str) -> str:
        result = crusher.crush(text)
        assert count_tokens(result.compressed).value == result.tokens_after <= result.tokens_before
        assert result.was_modified == (result.tokens_after < result.tokens_before)
        assert crusher.crush(result.compressed).compressed == result.compressed
        return expand(result.compressed) if result.was_modified else text

    return expanded


@files("json/*.json")
def test_a_document_is_restored(path: Path, obeys: Obeys):
    text = path.read_text("utf-8")
    assert strict(obeys(text)) == strict(text)


@files("json/*.ndjson")
def test_every_line_of_json_lines_is_restored(path: Path, obeys: Obeys):
    text = path.read_text("utf-8")
    assert [strict(line) for line in obeys(text).splitlines() if line] == [
        strict(line) for line in text.splitlines() if line
    ]


@files("toon/*.json")
def test_a_document_of_the_toon_benchmark_is_restored(path: Path, obeys: Obeys):
    text = path.read_text("utf-8")
    assert strict(obeys(text)) == strict(text)


@files("conformance/JSONTestSuite/**/y_*.json")
def test_what_must_parse_is_restored(path: Path, obeys: Obeys):
    text = path.read_text("utf-8")
    assert strict(obeys(text)) == strict(text)


@files("conformance/JSONTestSuite/**/[ni]_*.json")
def test_what_must_not_or_need_not_parse_is_restored_as_text(path: Path, obeys: Obeys):
    for text in (path.read_bytes().decode("latin-1"), path.read_bytes().decode("utf-8", "surrogateescape")):
        expanded = obeys(text)
        assert words(expanded) == words(text)
        assert marks(expanded) == marks(text)


@files("conformance/blns/*")
def test_naughty_strings_are_restored(path: Path, obeys: Obeys):
    text = path.read_text("utf-8")
    assert words(obeys(text)) == words(text)
    naughty = [line for line in text.splitlines() if line]
    rows = json.dumps([{"id": index, "text": line} for index, line in enumerate(naughty)])
    assert strict(obeys(rows)) == strict(rows)


@files("logs/**/*")
def test_a_log_keeps_every_word(path: Path, obeys: Obeys):
    text = path.read_bytes().decode("utf-8", "replace")
    assert words(obeys(text)) == words(text)


@files("transcripts/*.jsonl")
def test_a_transcript_is_sent_prefix_by_prefix_and_restored(path: Path, obeys: Obeys):
    for messages in transcripts(path):
        whole = compress(messages, model_limit=2_000_000).messages
        for length, message in enumerate(messages):
            if message["role"] == "assistant":
                assert compress(messages[:length], model_limit=2_000_000).messages == whole[:length]
        for before, after in zip(messages, whole, strict=True):
            if before is not after and isinstance(before["content"], str):
                assert words(obeys(before["content"])) == words(before["content"])
        assert compress(whole, model_limit=2_000_000).messages == whole

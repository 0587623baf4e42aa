"""What refers to earlier messages reads as what was there, by a reader that knows the page on the notation only.

`expand` must read the same: where it and the writer err alike, and law 3 does not see it, this does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pytest

from headroom import (
    CompressionError,
    HeadroomConfig,
    RollingWindowConfig,
    SentText,
    SmartCrusherConfig,
    compress,
    expand,
)
from headroom._planning.engine import Engine
from tests.laws.random_checks import texts_of
from tests.laws.random_conversations import conversation
from tests.laws.random_sessions import Settings, call_of, settings_of
from tests.reader.references import Said, UnresolvedError, resolve, said

CONVERSATIONS = max(600, int(os.environ.get("HEADROOM_TEST_EXAMPLES") or 0))
AS_GIVEN = HeadroomConfig(
    smart_crusher=SmartCrusherConfig(enabled=False), rolling_window=RollingWindowConfig(enabled=False)
)
"""Nothing but repeats: what a text stands for is what was given."""


class Reference(NamedTuple):
    """A text that was sent with a first line of ours, the messages before it, and what was given."""

    text: str
    earlier: list[Any]
    given: str


@cache
def references(as_given: bool) -> list[Reference]:
    return [reference for seed in range(CONVERSATIONS) for reference in _references_in(seed, as_given)]


def _references_in(seed: int, as_given: bool) -> Iterator[Reference]:
    messages = conversation(seed)
    settings = Settings(AS_GIVEN, None, "gpt-4o") if as_given else settings_of(seed, len(repr(messages)))
    call = call_of(Engine(settings.config), messages, settings)
    for index, before, after in call.rewritten():
        for (_, given), (_, text) in zip(texts_of(before), texts_of(after), strict=True):
            if text != given and re.match(r"\[[…⋯] as in ", text):
                yield Reference(text, call.sent[:index], given)


def read(text: str, above: list[Said]) -> str | None:
    """What the reader of the page makes of a text, its JSON expanded; None where it refuses."""
    try:
        resolved = resolve(text, above)
        return expand(text if resolved is None else resolved)
    except (UnresolvedError, CompressionError):
        return None


def expanded(text: str, earlier: list[Any]) -> str | None:
    try:
        return expand(text, earlier)
    except CompressionError:
        return None


def test_what_refers_reads_as_what_was_given():
    for text, earlier, given in references(as_given=True):
        assert resolve(text, said(earlier)) == given


def test_what_refers_reads_as_it_expands():
    for text, earlier, _ in references(as_given=False):
        reading = read(text, said(earlier))
        assert reading is not None
        assert reading == expanded(text, earlier)


def test_a_damaged_text_reads_as_it_expands_or_is_refused_by_both():
    refused = 0
    for number, (text, earlier, _) in enumerate(references(as_given=True)):
        above, rng = said(earlier), Random(number)
        for damage in DAMAGES:
            damaged = damage(rng, text)
            reading = read(damaged, above)
            assert reading == expanded(damaged, earlier), damaged
            refused += reading is None
    assert refused > CONVERSATIONS / 10


def cut_off(rng: Random, text: str) -> str:
    return text[: rng.randrange(len(text))]


def a_mark_more(rng: Random, text: str) -> str:
    place = rng.randint(text.index("\n"), len(text))
    return text[:place] + text[1] + text[place:]


def a_mark_less(rng: Random, text: str) -> str:
    place = rng.choice([mark.start() for mark in re.finditer(text[1], text)][1:])
    return text[:place] + text[place + 1 :]


def a_letter_less(rng: Random, text: str) -> str:
    """Mostly of the words around a mark."""
    mark = rng.choice([found.start() for found in re.finditer(text[1], text)])
    place = min(max(0, mark + rng.randint(-6, 6)), len(text) - 1)
    return text[:place] + text[place + 1 :]


def other_white_space(rng: Random, text: str) -> str:
    place = rng.choice([found.start() for found in re.finditer(r"\s", text)])
    return text[:place] + rng.choice(["\t", "  ", "\u00a0", "\u2028", "\x1c", "\u200b"]) + text[place + 1 :]


def words_moved(rng: Random, text: str) -> str:
    first_line, _, below = text.partition("\n")
    parts = below.split(text[1])
    rng.shuffle(parts)
    return f"{first_line}\n{text[1].join(parts)}"


DAMAGES: list[Callable[[Random, str], str]] = [
    cut_off, a_mark_more, a_mark_less, a_letter_less, other_white_space, words_moved,
]  # fmt: skip


FEATURES: dict[str, tuple[str, int]] = {
    "a mark at the end": r"[…⋯]\Z",
    "words at the end": r"[^…⋯]\Z",
    "several runs": r"\n[^…]*…[^…]+…[^…]+…",
    "several names": r"\[. as in (?!.*(a tool|the user's words|your answer)).*\w\)?, \w+",
    "a tool": r"\[. as in (.*, )?a tool[, ]",
    "the user's words": r"\[. as in (.*, )?the user's words[, ]",
    "your answer": r"\[. as in (.*, )?your answer[, ]",
    "the other mark": r"\[⋯",
    "a table": r" as in .*\n(.*\n)*.*\d+ (rows|lines): ",
}


@pytest.mark.parametrize("feature", FEATURES.values(), ids=FEATURES.keys())
def test_it_occurs(feature: str):
    assert sum(bool(re.search(feature, reference.text)) for reference in references(as_given=False)) >= 3


def test_what_refers_to_what_refers_itself_occurs():
    latest = (texts_of(earlier[-3:]) for _, earlier, _ in references(as_given=True))
    assert sum(any(text.startswith("[… as in ") for _, text in texts) for texts in latest) >= 3


FILE = "import json\n\n\ndef load(path):\n    with open(path) as file:\n        return json.load(file)\n"
ABOVE = [
    {"role": "user", "content": "Please read the file that holds the settings."},
    {
        "role": "assistant",
        "content": "I read it with the tool for files.",
        "tool_calls": [
            {
                "id": "1",
                "type": "function",
                "function": {"name": "read_file", "arguments": '{"path": "a file of mine"}'},
            }
        ],
    },
    {"role": "tool", "tool_call_id": "1", "content": FILE},
    {
        "role": "user",
        "content": SentText("[Earlier conversation left out to fit the context window: 4 messages, 90 tokens]"),
    },
    {
        "role": "tool",
        "tool_call_id": "1",
        "content": SentText("[result of read_file left out to fit the context window: 40 tokens]"),
    },
    {"role": "user", "content": "[… as in read_file above]\nwith open…return and so on", "name": "Ada King, Countess"},
    {"role": "user", "content": "Read the file that I mean, def load(other):\n    pass"},
]

READ = {
    "all of it": ("import json…", FILE),
    "words of the user": ("the settings, Please read…", "the settings, Please read the file that holds the settings."),
    "words of the model": ("I read it with…tool for…", "I read it with the tool for files."),
    "words of a text that refers itself": ("return and…", "return and so on"),
    "a text read on through its own mark": (
        "with open…and so on",
        "with open(path) as file:\n        return and so on",
    ),
    "the latest place": ("def load…pass", "def load(other):\n    pass"),
    "the first place behind": ("import json…path) as…", FILE.replace("path):\n    with open(", "")),
    "one of two words that is long enough": ("return json.load…", "return json.load(file)\n"),
}
REFUSED = {
    "a mark alone": "…",
    "marks alone": "……",
    "nothing before the mark": "\n…\n",
    "one word": "json.load…",
    "few bytes": "as file…",
    "words that nobody said": "no such words…",
    "words in another order": "json import…",
    "other white space": "import  json…",
    "the end of a longer word": "mport json…",
    "the beginning of a longer word": "import jso…",
    "no word at the mark": "def load(…",
    "two marks at a time": "import json……",
    "white space behind a mark": "import json…    ",
    "a delimiter behind a mark": "import json…(path)",
    "few bytes behind a mark": "import json…as",
    "words that do not follow": "import json…elsewhere",
    "part of a word behind a mark": "import json…retur",
    "words that stand before": "return json.load…import json",
    "a mark that stands for nothing behind one that does not": "import json…with open… nothing like it",
    "words from before the mark before": "import json…path… file",
    "arguments of a call": "a file of…",
    "a name": "Ada King…",
    "the first line of a text that refers itself": "read_file above…",
    "a note of the window": "[Earlier conversation left out to fit…",
    "a note in place of a result": "[result of…",
}
LEFT_ALONE = {
    "no mark below": "[… as in read_file above]\nimport json",
    "another mark below": "[⋯ as in read_file above]\nimport json…",
    "nothing below": "[… as in read_file above]",
    "no end of the first line": "[… as in read_file above] import json…",
    "no bracket": "… as in read_file above]\nimport json…",
    "other words": "[… as in read_file below]\nimport json…",
    "words before": " [… as in read_file above]\nimport json…",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_what_stands_for_nothing_is_refused(body: str):
    text = f"[… as in read_file above]\n{body}"
    with pytest.raises(UnresolvedError):
        resolve(text, said(ABOVE))
    with pytest.raises(CompressionError):
        expand(text, ABOVE)


@pytest.mark.parametrize(("body", "meaning"), READ.values(), ids=READ.keys())
def test_what_stands_for_something_is_read(body: str, meaning: str):
    text = f"[… as in read_file above]\n{body}"
    assert resolve(text, said(ABOVE)) == meaning
    assert expand(text, ABOVE) == meaning


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_what_only_looks_like_a_reference_is_left_alone(text: str):
    assert resolve(text, said(ABOVE)) is None
    assert expand(text, ABOVE) == text


def test_texts_that_refer_to_much_are_read_on_to_the_same_bound():
    words = [f"word{number}" for number in range(40_000)]
    long = {"role": "tool", "tool_call_id": "0", "content": " ".join(words)}
    bodies = [f"begin{number} here {words[2 * number]} {words[2 * number + 1]}…" for number in range(8)]
    above = [ABOVE[1], long]
    above += [{**long, "content": f"[… as in look above]\n{body}"} for body in bodies]
    asked = [f"[… as in look above]\nbegin{number} here…" for number in range(8)]
    read = [resolve(text, said(above)) for text in asked]
    assert [expand(text, above) for text in asked] == read
    lengths = [len(text or "") for text in read]
    assert lengths[-1] < 100 < len(long["content"]) < lengths[0]


@pytest.mark.parametrize("seed", range(6))
def test_texts_that_refer_to_much_and_some_in_vain_are_read_on_to_the_same_bound(seed: int):
    rng = Random(seed)
    words = [rng.choice(["word", "wörd"]) + str(number) for number in range(rng.randrange(2000, 20_000))]
    above: list[Any] = [ABOVE[1], {"role": "tool", "tool_call_id": "1", "content": " ".join(words)}]
    for number in range(30):
        place = rng.randrange(len(words) // 2)
        body = f"begin{number} here {words[place]} {words[place + 1]}…"
        body += rng.choice(
            ["", rng.choice(words), f"{words[-2]} no such words…", f"{words[-9]} {words[3]} {words[4]}…"]
        )
        above.append({"role": rng.choice(["tool", "user"]), "content": f"[… as in look above]\n{body}"})
    asked = [f"[… as in look above]\nbegin{number} here…" for number in range(30)]
    assert [expand(text, above) for text in asked] == [resolve(text, said(above)) for text in asked]


def test_texts_of_one_message_do_not_stand_above_each_other():
    copy = "[… as in read_file above]\nimport json…"
    above = [*ABOVE[:3], {"role": "user", "content": [{"type": "text", "text": text} for text in (FILE[:30], copy)]}]
    asked = "[… as in read_file above]\nimport json…"
    assert resolve(asked, said(above)) == expand(asked, above) == FILE


def test_without_what_it_refers_to_a_text_is_refused():
    result = compress([*ABOVE, ABOVE[1], {**ABOVE[2], "tool_call_id": "1"}])
    sent = result.messages[-1]["content"]
    assert sent.startswith("[… as in read_file above]\n")
    assert resolve(sent, said(result.messages[:-1])) == FILE
    assert read(sent, said(ABOVE[:2])) is None
    assert expanded(sent, ABOVE[:2]) is None

"""The texts that rates are measured on: what agents read, in chunks of 4 kB, every chunk on one of two sides."""

from __future__ import annotations

import json
import pydoc_data.topics
import random
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from calibration.languages import LANGUAGES, STORIES, emoji_chat, translations
from peers.documents import documents

SIZE, LEAST = 4000, 800
"""Bytes of a chunk, and of the last one of a text."""
EACH = 160
"""The most chunks of a kind."""
REPOSITORY = Path(__file__).parents[2]
EVALUATION_DATA = REPOSITORY / ".evaldata"
LIBRARY, PACKAGES = Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))

JSON = ("json", "json, minified", "json, indented", "repr")
TOOL_RESULTS = (*JSON, "logs", "transcripts")
MAIN = (*TOOL_RESULTS, "code", "prose")
"""The kinds that words, numbers, symbols and spaces are measured on."""

Source = tuple[str, str]
"""A name, and a text."""


class Chunk(NamedTuple):
    """A piece of a text."""

    kind: str
    side: int
    """0 or 1: all chunks of a source are on the same, so that each side can be measured by what the other says."""
    text: str


def chunks() -> list[Chunk]:
    """The same on every run over the same files."""
    sources = dict(_tool_results())
    sources |= {"code": list(_code()), "prose": list(_prose())}
    sources |= {language: translations(language, PACKAGES) for language in LANGUAGES}
    sources["emoji"] = list(emoji_chat())
    sampled = [chunk for kind, texts in sources.items() for chunk in _sample(kind, texts)]
    return [*sampled, *(Chunk("stories", i % 2, story) for i, story in enumerate(STORIES))]


def _sample(kind: str, sources: list[Source]) -> list[Chunk]:
    """A few chunks of each source, so that a large one does not decide."""
    names = sorted({name for name, _ in sources})
    sides = {name: i % 2 for i, name in enumerate(names)}
    pieces = list({piece: name for name, text in sources for piece in _pieces(text)}.items())
    random.Random(kind).shuffle(pieces)
    taken, sample = Counter[str](), list[Chunk]()
    for piece, name in pieces:
        taken[name] += 1
        if taken[name] <= max(4, 2 * EACH // len(names)):
            sample.append(Chunk(kind, sides[name], piece))
    return sample[:EACH]


def _pieces(text: str) -> Iterator[str]:
    content = text.encode(errors="replace")
    for start in range(0, len(content), SIZE):
        if len(content) - start >= LEAST:
            yield content[start : start + SIZE].decode(errors="ignore")


def _tool_results() -> dict[str, list[Source]]:
    """Real ones where the evaluation data is at hand, else those the comparison with the peers generates."""
    if not EVALUATION_DATA.exists():
        return _generated()
    texts = _read(sorted((EVALUATION_DATA / "json").glob("*.json")))
    logs = _read(path for path in sorted((EVALUATION_DATA / "logs").rglob("*")) if path.suffix in (".log", ".out"))
    transcripts = _read(sorted((EVALUATION_DATA / "transcripts").glob("*.jsonl")))
    # A repository's documents are alike, so they are one source.
    spelled = _spelled((name.split("__")[0], text) for name, text in texts)
    return {**spelled, "logs": list(logs), "transcripts": list(transcripts)}


def _generated() -> dict[str, list[Source]]:
    made = [(document.kind, f"{document.kind} {i}", document.text) for i, document in enumerate(documents(1, each=12))]
    logs = [(name, text) for kind, name, text in made if kind == "logs"]
    spelled = _spelled((name, text) for kind, name, text in made if kind not in ("logs", "python repr"))
    return {**spelled, "logs": logs}


def _spelled(texts: Iterable[Source]) -> dict[str, list[Source]]:
    """JSON as it is, and the three other ways in which tools write it."""
    values = [(name, text, value) for name, text in texts if (value := _parsed(text)) is not None]
    ways: tuple[Callable[[str, Any], str], ...] = (
        lambda text, _: text,
        lambda _, value: json.dumps(value, separators=(",", ":"), ensure_ascii=False),
        lambda _, value: json.dumps(value, indent=2, ensure_ascii=False),
        lambda _, value: repr(value),
    )
    spelled = ([(name, way(text, value)) for name, text, value in values] for way in ways)
    return dict(zip(JSON, spelled, strict=True))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _read(paths: Iterable[Path]) -> Iterator[Source]:
    for path in paths:
        yield path.name, path.read_text(encoding="utf-8", errors="replace")[:400_000]


def _code() -> Iterator[Source]:
    """Python's library, what the packages here are made of, and our own Rust."""
    python = [*sorted(LIBRARY.glob("*.py"))[::3], *_packaged("py")[::40]]
    rust = sorted(REPOSITORY.glob("rust/**/src/**/*.rs"))
    others = [path for ending in ("js", "html", "pyx", "h", "css") for path in _packaged(ending)[:40]]
    for paths in (python, rust, others):
        random.Random(1).shuffle(paths)
        yield from _read(paths[:60])


def _packaged(ending: str) -> list[Path]:
    """Files of the packages here, without translations and what machines wrote."""
    unlike = ("locale", ".min.", "minified", "_pb2", "unicode", "vendor", "/test")
    found = sorted(PACKAGES.rglob(f"*.{ending}"))
    return [path for path in found if not any(word in str(path) for word in unlike) and path.stat().st_size > 2000]


def _prose() -> Iterator[Source]:
    """What packages say of themselves, their licences, and the reference of the Python language."""
    for name, text in _read(sorted(PACKAGES.glob("*.dist-info/METADATA"))):
        yield name + text[:40], text.partition("\n\n")[2]
    for _, text in _read(sorted(PACKAGES.glob("*.dist-info/**/LICENSE*"))):
        yield "licences", text  # one source, as they repeat each other
    yield from pydoc_data.topics.topics.items()

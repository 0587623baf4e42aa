"""The tools of a request as they are sent, in place of those that the caller has."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from headroom import _core
from headroom._models.vocabularies import prepare
from headroom._tool_config import ToolSchemas

from .lossless import lossless, text_of
from .reader import Reader
from .short import short
from .tool import tool_name

__all__ = ["SentTools", "joined", "parsed", "sent_tools", "tokens_of"]


class SentTools(NamedTuple):
    """Tools before and after, each as the JSON text that is counted, in the same order."""

    given: tuple[str, ...] = ()
    """As the caller has them, Headroom's own among them."""
    sent: tuple[str, ...] = ()
    """As they are sent."""
    names: tuple[str, ...] = ()
    ours: frozenset[str] = frozenset()
    """Names of those that are there for Headroom's sake."""

    @property
    def given_text(self) -> str | None:
        """All that the caller has as one JSON text; ``None`` for none."""
        return joined([text for text, name in zip(self.given, self.names, strict=True) if name not in self.ours])

    @property
    def sent_text(self) -> str | None:
        """All that are sent as one JSON text; ``None`` for none."""
        return joined(self.sent)

    @property
    def changes(self) -> bool:
        """Whether any is sent otherwise than it was given."""
        return self.given != self.sent

    def put_into(self, tools: Sequence[Any]) -> list[Any]:
        """Make the list to send: tools that are sent as they are, are the very objects of `tools`, others new ones."""
        pairs = zip(tools, self.given, self.sent, strict=True)
        return [tool if before == after else json.loads(after) for tool, before, after in pairs]


def sent_tools(
    tools: Sequence[Any],
    model: str,
    config: ToolSchemas,
    reader: Reader,
    *,
    ours: Collection[str] = (),
    in_short: bool = False,
) -> SentTools:
    """Decide what is sent of each tool. It depends on that tool and the settings alone.

    Args:
        tools: the tools, in the shape of any API; neither they nor the list are changed.
        model: the id of the model whose tokens are counted.
        config: what may be left out of them.
        reader: what becomes of a schema on its way to the model.
        ours: names of Headroom's own tools, which are sent as they are.
        in_short: whether the model can look up what is left out of a tool that is told in short.
    """
    prepare(model)
    given, names = tuple(map(text_of, tools)), tuple(map(tool_name, tools))

    def sent(tool: Any, text: str, name: str) -> str:
        if config.mode == "off" or name in ours:
            return text
        written = lossless(text, model, reader)
        if in_short and not config.keeps(name):
            written = short(written, model, reader)
        return written if written == text or parsed(text) == tool else text  # a tool may hold what JSON does not

    return SentTools(given, tuple(map(sent, tools, given, names)), names, frozenset(ours))


@lru_cache(maxsize=1024)
def parsed(text: str) -> Any:
    """A tool by its JSON text, to compare others with: it is shared, so that nobody may be handed it."""
    return json.loads(text)


def tokens_of(tools: str | None, model: str) -> int:
    """Tokens that a request takes more with tools, as JSON text, than with none, as those of `model` are counted."""
    prepare(model)
    with_tools, without = (_core.count_rows([], model, tools=text)[0] for text in (tools, None))
    return with_tools - without


def joined(texts: Sequence[str]) -> str | None:
    """The JSON text of a list of tools; ``None`` for none."""
    return f"[{','.join(texts)}]" if texts else None

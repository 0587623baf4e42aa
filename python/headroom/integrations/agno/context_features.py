"""Agno's own ways to save context, where they work against the wrapper: each is said once for a model, in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from threading import Event
from typing import Any, Literal

__all__ = ["Feature", "FeatureWarnings", "features_of", "sent_tokens_are_counted"]

Feature = Literal["compress_tool_results", "offload_tool_results", "compaction"]

_WARNINGS: dict[Feature, str] = {
    "compress_tool_results": (
        "compress_tool_results has a model summarize the tool results that Headroom would send in full and for less: "
        "it costs calls and loses rows. Leave it off for a wrapped model"
    ),
    "offload_tool_results": (
        "offload_tool_results puts results away by the size that the tools returned, before Headroom makes them "
        "smaller: the model then asks for pages. Raise ResultStore(threshold_chars=...) for a wrapped model"
    ),
    "compaction": (
        "a conversation was folded by its size before compression. "
        "Count what is sent: Compaction(token_counter=headroom.integrations.agno.sent_tokens)"
    ),
}

sent_tokens_are_counted = Event()
"""Set where a `Compaction` counts what is sent; which agent it belongs to, agno does not say."""


class FeatureWarnings:
    """What is still to be said about the features that an agent uses; shared by all copies of a model."""

    def __init__(self) -> None:
        self._unsaid = {**_WARNINGS}

    def warn(self, feature: Feature) -> None:
        """Log a warning about a feature, the first time that it is met.

        Args:
            feature: The name of agno's setting.
        """
        text = self._unsaid.pop(feature, None)
        if text is not None:
            logging.getLogger("headroom").warning("headroom: %s; see docs/agno-context.md", text)


def features_of(call: Mapping[str, Any]) -> Iterator[Feature]:
    """Find out which features work against the wrapper in a call that agno makes for an agent or team.

    Args:
        call: The arguments of ``response`` and the like, by name.

    Yields:
        Their names.
    """
    if getattr(call.get("compression_manager"), "compress_tool_results", False):
        yield "compress_tool_results"
    if call.get("result_store") is not None:
        yield "offload_tool_results"
    if getattr(call.get("run_response"), "compaction", None) is not None and not sent_tokens_are_counted.is_set():
        yield "compaction"

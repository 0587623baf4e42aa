"""A request as the page of its session shows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from headroom._replay.replay import Replayed, billed
from headroom._replay.transcript import Request as Asked
from headroom._replay.transcript import Transcript
from headroom._report.live_pages import LiveRequest

from .chat_dicts import shown_dict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agno.models.message import Message

    from headroom._account.bill import Terms
    from headroom._account.record import OptimizationMetrics
    from headroom._planning.sent import Sent

__all__ = ["shown_request"]

_ALONE = "no session"


def shown_request(
    given: Sequence[Message], sent: Sent, metrics: OptimizationMetrics, terms: Terms, mode: str, run: Any
) -> LiveRequest:
    """Describe a request, with copies of its messages: agno goes on to change some of its own.

    Args:
        given: The messages as agno has them.
        sent: What was planned of them.
        metrics: Its record.
        terms: What it is billed by.
        mode: The name of the mode.
        run: Agno's run, if there is one.
    """
    run_id = getattr(run, "run_id", None) or ""
    session, member = metrics.session_id or run_id or _ALONE, metrics.member or "no agent"
    asked = Asked(len(given), metrics.model, None, metrics.reported)
    name = " ".join(filter(None, (member, run_id)))
    messages = [shown_dict(message) for message in given]
    transcript = Transcript(name, mode, session, messages, (asked,))
    planned = sent.messages if sent.optimized is None else sent.optimized()
    shown = sent._replace(
        messages=[shown_dict(message) for message in planned],
        decisions=partial(list, sent.decisions()),  # the plan that gives them is larger
        optimized=None,
        observe=None,
    )
    replayed = Replayed(transcript, asked, metrics.model, shown, terms, billed(sent, terms))
    return LiveRequest(session, name, replayed, mode)

"""The events of a run, as chunks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

from headroom.integrations.agno.run_notes import saved_on
from headroom.integrations.agno.usage import cached_tokens_of_run, usage_of_run

from .chunks import Chunk, Usage, as_text
from .endings import Endings
from .failures import Failures
from .one_task import Tell
from .pauses import asked_in_words, questions, requirements_of

__all__ = ["Events", "tool_runs", "usage_of"]


class Events:
    """What one run of an agent or a team tells, turned into chunks.

    Args:
        failures: What went wrong in the run.
        tool_progress: Whether the reasoning says which tools run.
        endings: How its answers ended.
        paused: The run that goes on, as it was when it paused; None where it begins.
    """

    def __init__(self, failures: Failures, tool_progress: bool, endings: Endings, paused: Any) -> None:
        self._failures = failures
        self._tool_progress = tool_progress
        self._endings = endings
        self._before = usage_of([] if paused is None else [paused])  # agno counts it to what the run uses now
        self._run_id: str | None = None if paused is None else paused.run_id
        self._reasoned = ""
        self._paused: tuple[str, tuple[Any, ...]] | None = None
        self._output: Any = None

    async def tell(self, events: AsyncGenerator[Any, None], tell: Tell) -> None:
        """Tell a stream of agno's events in chunks, the last of which says how the run ended.

        Raises:
            AgentsError: If the run failed.
        """
        async with aclosing(events):
            async for event in events:
                for chunk in self.chunks(event):
                    await tell(chunk)
        await tell(self._last())

    def chunks(self, event: Any) -> Iterator[Chunk]:
        """Turn one event into chunks.

        Raises:
            AgentsError: If the run failed.
        """
        name = getattr(event, "event", None)
        if not isinstance(name, str):
            self._output = event  # agno ends the stream with the run's output
            return
        if not self.tells(event):  # a member's: what it says is for the team's leader
            return
        handle = _HANDLERS.get(name.removeprefix("Team"))
        if handle is not None:
            yield from handle(self, event)

    def tells(self, event: Any) -> bool:
        """Tell whether an event is of the run itself: of the one that began first."""
        self._run_id = self._run_id or event.run_id
        return bool(event.run_id == self._run_id)

    def _content(self, event: Any) -> Iterator[Chunk]:
        content, reasoning = as_text(event.content), getattr(event, "reasoning_content", None) or ""
        self._reasoned += reasoning
        if content or reasoning:
            yield Chunk(content, reasoning)

    def _thought(self, event: Any) -> Iterator[Chunk]:
        self._reasoned += event.reasoning_content or ""
        yield Chunk(reasoning=event.reasoning_content or "")

    def _step(self, event: Any) -> Iterator[Chunk]:
        told = event.reasoning_content or ""  # agno repeats what it told before
        new = told[len(self._reasoned) :] if told.startswith(self._reasoned) else ""
        self._reasoned += new
        if new:
            yield Chunk(reasoning=new)

    def _tool(self, event: Any) -> Iterator[Chunk]:
        yield from tool_runs(event) if self._tool_progress else ()

    def _pause(self, event: Any) -> Iterator[Chunk]:
        asked = questions(requirements_of(event))
        self._paused = (asked_in_words(asked), asked)
        yield from ()

    def _failed(self, event: Any) -> Iterator[Chunk]:
        raise self._failures.error(getattr(event, "error_type", None))

    def _cancelled(self, event: Any) -> Iterator[Chunk]:
        raise self._failures.error("cancelled")

    def _last(self) -> Chunk:
        usage = usage_of([self._output]).since(self._before) if self._output is not None else None
        if self._paused is not None:
            text, asked = self._paused
            return Chunk(text, finish_reason="stop", usage=usage, asked=asked)
        return Chunk(finish_reason=self._endings.of(self._output), usage=usage)


def tool_runs(event: Any) -> Iterator[Chunk]:
    """Say that a tool runs."""
    if event.tool is not None:
        yield Chunk(reasoning=f"{event.tool.tool_name} runs ...\n")


def usage_of(runs: list[Any]) -> Usage:
    """Add up what runs used, and what Headroom saved on them."""
    parts = [usage_of_run(run) for run in runs]
    saved = [notes["tokens_saved"] for notes in map(saved_on, runs) if "tokens_saved" in notes]
    return Usage(
        prompt_tokens=sum(part.input_tokens for part in parts),
        completion_tokens=sum(part.output_tokens for part in parts),
        cached_tokens=sum(map(cached_tokens_of_run, runs)),
        saved_tokens=sum(saved) if saved else None,
    )


_HANDLERS: dict[str, Any] = {
    "RunContent": Events._content,
    "ReasoningContentDelta": Events._thought,
    "ReasoningStep": Events._step,
    "ToolCallStarted": Events._tool,
    "RunPaused": Events._pause,
    "RunError": Events._failed,
    "RunCancelled": Events._cancelled,
}

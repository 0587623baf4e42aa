"""The events of a workflow's run, as chunks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from typing import Any

from .chunks import Chunk, as_text
from .endings import Endings
from .events import Events, tool_runs, usage_of
from .failures import Failures
from .last_words import last_steps
from .one_task import Tell
from .pauses import asked_in_words, questions, requirements_of
from .workflows import has_failed, runs_in

__all__ = ["WorkflowEvents"]

_STOPPED = "I have stopped here."


class WorkflowEvents:
    """What one run of a workflow tells, turned into chunks: the words of its last step as they come.

    Args:
        workflow: The run's own workflow.
        failures: What went wrong in the run.
        tool_progress: Whether the reasoning says which tools run.
        endings: How its answers ended.
        paused: The run that goes on, as it was when it paused; None where it begins.
        stored: Reads the run from the session when it has paused; gives None where it is not kept.
    """

    def __init__(
        self,
        workflow: Any,
        failures: Failures,
        tool_progress: bool,
        endings: Endings,
        paused: Any,
        stored: Callable[[], Awaitable[Any]],
    ) -> None:
        self._workflow = workflow
        self._failures = failures
        self._tool_progress = tool_progress
        self._endings = endings
        self._stored = stored
        self._before = usage_of(list(runs_in(paused)))
        self._run_id: str | None = None if paused is None else paused.run_id
        self._going_on = paused  # agno writes to it what becomes of it
        self._undecided: set[str] = set()
        self._is_last: dict[str, bool] = {}
        self._speaker: Events | None = None
        self._told = ""
        self._output: Any = None
        self._completed = False
        self._had_errors = False
        self._stopped = False

    async def tell(self, events: AsyncGenerator[Any, None], tell: Tell) -> None:
        """Tell a stream of agno's events in chunks, the last of which says how the run ended.

        Raises:
            AgentsError: If the run failed.
        """
        async with aclosing(events):
            async for event in events:
                for chunk in self._of(event):
                    self._told += chunk.content
                    await tell(chunk)
        await tell(self._last(self._output or self._going_on or await self._stored()))

    def _of(self, event: Any) -> Iterator[Chunk]:
        name, run = str(getattr(event, "event", "")), getattr(event, "run_id", None)
        self._run_id = self._run_id or run
        if run == self._run_id:
            self._own(name, event)
            return
        self._had_errors |= name.endswith("RunError")
        if name.endswith("ToolCallStarted"):
            yield from tool_runs(event) if self._tool_progress else ()
        elif self._has_last_word(getattr(event, "step_id", None)):
            yield from self._said(name, event)

    def _own(self, name: str, event: Any) -> None:
        """Note what the workflow tells of itself; those within it have runs of their own."""
        if name == "WorkflowCompleted":
            self._completed, self._output = True, event.run_output
        elif name == "RouterExecutionStarted" and len(event.selected_steps) != 1:
            self._undecided.add(event.step_name)
        elif name == "WorkflowCancelled" and self._going_on is not None:
            self._stopped = True  # what was asked has been refused
        elif name in ("WorkflowError", "WorkflowCancelled"):
            raise self._failures.error("workflow")

    def _has_last_word(self, step: str | None) -> bool:
        if step is None:
            return False
        if step not in self._is_last:
            self._is_last[step] = step in last_steps(self._workflow, self._undecided)
        return self._is_last[step]

    def _said(self, name: str, event: Any) -> Iterator[Chunk]:
        speaker = self._speaker or Events(self._failures, False, self._endings, None)
        self._speaker = speaker
        if name.endswith("RunError") and speaker.tells(event) and not self._told:
            self._speaker = None  # agno tries the step again
            return
        yield from speaker.chunks(event)

    def _last(self, output: Any) -> Chunk:
        usage = usage_of(list(runs_in(output))).since(self._before) if output is not None else None
        if self._stopped:
            return Chunk(self._rest(_STOPPED), finish_reason="stop", usage=usage)
        if not self._completed:
            asked = questions(requirements_of(output))
            return Chunk(self._rest(asked_in_words(asked)), finish_reason="stop", usage=usage, asked=asked)
        text = as_text(output.content)
        if has_failed(output) or (self._had_errors and not text):  # agno 2 takes a run that failed for one that is mute
            raise self._failures.error("workflow")
        last = next(reversed(list(runs_in(output))), None)
        return Chunk(self._rest(text), finish_reason=self._endings.of(last), usage=usage)

    def _rest(self, text: str) -> str:
        """Give what is still to be told of a text, or all of it where it is another than what has been told."""
        if text.startswith(self._told):
            return text[len(self._told) :]
        return "" if text.strip() == self._told.strip() else f"\n\n{text}"

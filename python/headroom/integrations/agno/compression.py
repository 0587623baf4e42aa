"""`HeadroomCompressionManager`: Agno's own seam for smaller tool results, without a call to a model."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from agno.models.base import Model

from headroom._config import HeadroomConfig
from headroom._exceptions import ConfigurationError
from headroom._locks import new_lock

from .compression_start import first_compressed
from .counting import count_conversation
from .messages import rows_of
from .providers import tokenizer_id
from .result_forms import NewForm, ResultForms

if TYPE_CHECKING or find_spec("agno.compression"):
    from agno.compression.manager import CompressionManager
else:  # agno before 2.3.3

    class CompressionManager:
        """Nothing that this agno asks."""


if TYPE_CHECKING:
    from agno.models.message import Message

__all__ = ["HeadroomCompressionManager"]

_UNTOLD = "gpt-4o"
_MOST_KEPT = 256
_STATS = ("tool_results_compressed", "original_size", "compressed_size", "original_tokens", "compressed_tokens")


class HeadroomCompressionManager(CompressionManager):
    """Agno's ``CompressionManager`` without a model: every tool result is compressed as it comes, and loses nothing.

    ``Agent(model=OpenAIChat(id="gpt-4o"), compression_manager=HeadroomCompressionManager())``, or a team, whose model
    is not wrapped. What the tools returned stays in ``Message.content``; what is sent of it stands in
    ``Message.compressed_content``, which `headroom.expand` reads back. A result may refer to what stands above it in
    the prompt, and keeps its form as long as that is what it was. Agno's events are raised where a form is new, and
    ``stats`` has Agno's counts, in characters, and ``original_tokens`` and ``compressed_tokens``.

    A `HeadroomAgnoModel` does more (it shows large results in part, lets turns leave, reads the user's words, keeps the
    account), so that beside one the manager stands back: the model leaves it out of the call.

    Args:
        config: Headroom's configuration; None means the defaults. Its window and views are the wrapped model's alone.
        compress_tool_results: False: compress nothing.
        compress_tool_results_limit: Compress results from the request on that holds so many; None: all results.
        compress_token_limit: Compress results from the request on that takes so many tokens; None: all results. Of two
            limits the one counts that is reached first. Results that were sent before stay as they were sent.

    Raises:
        ConfigurationError: If a setting has a wrong value, or this Agno does not ask a manager before each request, as
            2.3.12 and later do.
    """

    def __init__(
        self,
        config: HeadroomConfig | None = None,
        *,
        compress_tool_results: bool = True,
        compress_tool_results_limit: int | None = None,
        compress_token_limit: int | None = None,
    ) -> None:
        if not hasattr(CompressionManager, "ashould_compress"):
            raise ConfigurationError("HeadroomCompressionManager needs agno 2.3.12 or later; wrap the model instead")
        if type(compress_tool_results) is not bool:
            raise ConfigurationError(f"compress_tool_results is True or False, not {compress_tool_results!r}")
        _check_limit("compress_tool_results_limit", compress_tool_results_limit)
        _check_limit("compress_token_limit", compress_token_limit)
        super().__init__(
            compress_tool_results=compress_tool_results,
            compress_tool_results_limit=compress_tool_results_limit,
            compress_token_limit=compress_token_limit,
        )
        self._planner = _Planner(config)

    def __post_init__(self) -> None:
        """Leave out what Agno does here: without a limit it waits for three results."""

    def should_compress(
        self,
        messages: list[Message],
        tools: list[Any] | None = None,
        model: Model | None = None,
        response_format: Any = None,
    ) -> bool:
        """Plan the results of a conversation that is about to be sent.

        Args:
            messages: The conversation.
            tools: What the request offers; it counts where there is a limit of tokens.
            model: The model that is asked; None: the manager's own, which Agno sets to that of the first agent.
            response_format: The structured output that is asked for; it counts as ``tools`` do.

        Returns:
            Whether a form is new, which ``compress`` then writes.

        Raises:
            HeadroomError: Under ``strict`` only.
        """
        if not self.compress_tool_results:
            return False
        asked = self._asked(model)
        start = self._start(messages, tools, asked, response_format)
        return self._planner.keep(messages, self._planner.forms.new(messages, asked, start))

    async def ashould_compress(
        self,
        messages: list[Message],
        tools: list[Any] | None = None,
        model: Model | None = None,
        response_format: Any = None,
    ) -> bool:
        """Plan as ``should_compress`` does, off the event loop when there is much to plan."""
        if not self.compress_tool_results:
            return False
        asked = self._asked(model)
        start = self._start(messages, tools, asked, response_format)
        return self._planner.keep(messages, await self._planner.forms.anew(messages, asked, start))

    def compress(self, messages: list[Message], run_metrics: Any = None) -> None:
        """Write the new forms of a conversation's tool results into ``compressed_content``.

        Args:
            messages: The conversation, which is planned here unless ``should_compress`` has just done so.
            run_metrics: Agno's; no model is called that would count there.

        Raises:
            HeadroomError: Under ``strict`` only.
        """
        if self._planner.keeps(messages) or self.should_compress(messages):
            self._planner.write(messages, self.stats)

    async def acompress(self, messages: list[Message], run_metrics: Any = None) -> None:
        """Write them as ``compress`` does."""
        if self._planner.keeps(messages) or await self.ashould_compress(messages):
            self._planner.write(messages, self.stats)

    def _asked(self, model: Model | None) -> Model | str:
        """The model that is asked; where nobody says, tokens are counted as for most."""
        known = model or self.model
        return known if isinstance(known, Model) else _UNTOLD

    def _start(
        self, messages: list[Message], tools: list[Any] | None, model: Model | str, response_format: Any
    ) -> Callable[[], int] | None:
        """What finds the first message that may be rewritten, where there is a limit."""
        results, tokens = self.compress_tool_results_limit, self.compress_token_limit
        if results is None and tokens is None:
            return None

        def start() -> int:
            rows = rows_of(messages) if tokens is not None else []
            counted_as = tokenizer_id(model)
            return first_compressed(
                messages,
                results,
                tokens,
                lambda end: count_conversation(rows[:end], counted_as, tools, response_format).value,
            )

        return start


class _Planner:
    """What plans, and what it has planned and nobody written yet; shared by all copies of a manager.

    Between the two calls Agno raises an event, which may be taken by another thread: only the list is the same.
    """

    def __init__(self, config: HeadroomConfig | None) -> None:
        self._config = config
        self._lock = new_lock()
        self._kept: OrderedDict[int, tuple[list[Message], list[NewForm]]] = OrderedDict()
        self.forms = ResultForms(config)

    def keep(self, messages: list[Message], new: list[NewForm]) -> bool:
        """Keep the new forms of a conversation, in the place of those planned last. Returns whether there are any."""
        with self._lock:
            self._kept.pop(id(messages), None)
            if new:
                self._kept[id(messages)] = messages, new
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return bool(new)

    def keeps(self, messages: list[Message]) -> bool:
        """Tell whether forms of a conversation are kept."""
        with self._lock:
            return id(messages) in self._kept

    def write(self, messages: list[Message], stats: dict[str, Any]) -> None:
        """Write the forms that are kept for a conversation, and count those of results that had none."""
        with self._lock:
            _, new = self._kept.pop(id(messages), (messages, []))
            for message, form, *tokens in new:
                if form is not None and message.compressed_content is None:
                    _count(stats, (1, len(str(message.content)), len(form), *tokens))
                message.compressed_content = form

    def __deepcopy__(self, memo: dict[int, object]) -> _Planner:
        return self

    def __reduce__(self) -> tuple[type[_Planner], tuple[HeadroomConfig | None]]:
        return _Planner, (self._config,)


def _count(stats: dict[str, Any], counts: tuple[int, ...]) -> None:
    for name, count in zip(_STATS, counts, strict=True):
        stats[name] = stats.get(name, 0) + count


def _check_limit(name: str, limit: object) -> None:
    if limit is not None and (type(limit) is not int or limit <= 0):
        raise ConfigurationError(f"{name} is a positive number or None, not {limit!r}")

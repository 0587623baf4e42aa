"""Agents' sessions over random conversations: call by call, by engines that have seen others, and from scratch."""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from random import Random
from typing import Any, NamedTuple

from headroom import CompressResult, HeadroomConfig, RollingWindowConfig, SmartCrusherConfig, ViewConfig
from headroom._compress import result_of
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._shapes.messages import MESSAGES
from tests.laws.notes import notes_of, places_of_own, without_note
from tests.laws.random_conversations import conversation
from tests.laws.random_retrievals import with_retrievals

Messages = list[Any]


class Settings(NamedTuple):
    """How a conversation is compressed."""

    config: HeadroomConfig
    limit: int | None
    model: str


class Call(NamedTuple):
    """One call of an agent: what it had and what was sent."""

    given: Messages
    result: CompressResult

    @property
    def sent(self) -> Messages:
        return self.result.messages

    @property
    def gone(self) -> dict[int, str]:
        """The messages that have left, as a whole or their results, and what became of each."""
        decisions = self.result.decisions
        return {decision.index: decision.action for decision in decisions if decision.action in ("dropped", "masked")}

    def places(self) -> list[int | None]:
        """Where each message sent stands in what was given; None for one of the window's own."""
        gone = set(self.dropped)
        own = places_of_own(self.given, self.dropped, self.sent)
        places: list[int | None] = []
        for index in range(len(self.given)):
            places += [None] * own.count(index) + [index] * (index not in gone)
        return places

    def pairs(self) -> Iterator[tuple[int, Any, Any]]:
        """Each message sent but the window's own: its place among those sent, what it was and is, apart from a note."""
        for index, (place, after) in enumerate(zip(self.places(), self.sent, strict=True)):
            if place is not None:
                yield index, self.given[place], without_note(self.given[place], after)

    def noted(self) -> set[int]:
        """The places among the given at which a note stands, by itself or added to what the user says."""
        return {place for place, _ in notes_of(self.given, self.dropped, self.sent)}

    def rewritten(self) -> Iterator[tuple[int, Any, Any]]:
        """Those of them that were rewritten."""
        yield from ((index, before, after) for index, before, after in self.pairs() if after is not before)

    @property
    def dropped(self) -> list[int]:
        return [decision.index for decision in self.result.decisions if decision.action == "dropped"]


class Session(NamedTuple):
    """A conversation, and every call in it, by an engine that has seen all before."""

    seed: int
    messages: Messages
    settings: Settings
    calls: list[Call]

    @property
    def last(self) -> Call:
        return self.calls[-1]

    def at_every_window(self) -> Iterator[Call]:
        """The last call, and each before the window moved: the others sent beginnings of these."""
        later = [*self.calls[1:], None]
        yield from (call for call, after in zip(self.calls, later, strict=True) if not after or after.gone != call.gone)

    def from_scratch(self, messages: Messages) -> Call:
        """The call of an engine that has seen nothing."""
        return call_of(Engine(self.settings.config), messages, self.settings)


def settings_of(seed: int, characters: int) -> Settings:
    """The settings of a seed: those of `_shown_whole`, with small views for every other one."""
    settings = _shown_whole(seed, characters)
    rng = Random(f"views {seed}")
    if rng.random() < 0.5:
        return settings
    views = ViewConfig(enabled=True, budget_tokens=rng.choice([100, 150, 400]), budgets=rng.choice([{}, {"r*": 200}]))
    return settings._replace(config=replace(settings.config, views=views))


def _shown_whole(seed: int, characters: int) -> Settings:
    """Settings without views: a third default, a tenth compact, a tenth without window, the others with a small one."""
    rng = Random(f"settings {seed}")
    model = rng.choices(["gpt-4o", "claude-sonnet-4-5"], [9, 1])[0]
    kind = rng.choices(["default", "compact", "no window", "window"], [35, 10, 10, 45])[0]
    if kind == "window":
        limit = 20 + int(characters / 4 * rng.uniform(0.05, 0.8))
        crusher = SmartCrusherConfig(compact=rng.random() < 0.2)
        return Settings(HeadroomConfig(smart_crusher=crusher, rolling_window=_small_window(rng)), limit, model)
    if kind == "no window":
        config = HeadroomConfig(rolling_window=RollingWindowConfig(enabled=False))
        return Settings(config, rng.choice([None, 30]), model)
    return Settings(HeadroomConfig(smart_crusher=SmartCrusherConfig(compact=kind == "compact")), None, model)


def _small_window(rng: Random) -> RollingWindowConfig:
    chosen: dict[str, Any] = {
        "keep_last_turns": rng.randint(1, 3),
        "keep_system": rng.random() < 0.8,
        "output_buffer_tokens": 0,
        "low_water_percent": rng.choice([50, 70, 90]),
        "policy": rng.choice(["drop_turns", "mask_results"]),
    }
    known = {field.name for field in fields(RollingWindowConfig)}
    return RollingWindowConfig(**{name: value for name, value in chosen.items() if name in known})


@cache
def experienced(config: HeadroomConfig) -> Engine:
    """One engine for all conversations of a configuration, so that what it remembers of one could harm another."""
    return Engine(config)


def call_of(engine: Engine, messages: Messages, settings: Settings) -> Call:
    sent = engine.send(messages, MESSAGES, Ask(settings.model, model_limit=settings.limit))
    return Call(list(messages), result_of(sent))


def planned_by(seed: int) -> tuple[Messages, Settings]:
    """The messages of a seed, and its settings: where views are on, a model has asked for parts of results."""
    messages = conversation(seed)
    settings = settings_of(seed, len(repr(messages)))
    if settings.config.views.enabled is True:
        messages = with_retrievals(messages, settings.config, settings.model, Random(f"retrievals {seed}"))
    return messages, settings


def plan_anew(seed: int) -> Call:
    """The conversation's last call alone, by an engine that has seen nothing."""
    messages, settings = planned_by(seed)
    return call_of(Engine(settings.config), messages, settings)


def play(seed: int) -> Session:
    """Every call of the conversation: before each word of the model, and at the end."""
    messages, settings = planned_by(seed)
    ends = [index for index, message in enumerate(messages) if message.get("role") == "assistant"]
    engine = experienced(settings.config)
    calls = [call_of(engine, messages[:end], settings) for end in dict.fromkeys([*ends, len(messages)])]
    return Session(seed, messages, settings, calls)

"""Values that JSON cannot hold, and what they are counted as, printed: another process must print the same."""

import collections
import datetime
import decimal
import enum
import json
import pathlib
import sys
import types
import uuid
from dataclasses import dataclass
from typing import Any

import pydantic

from headroom import count_tokens
from headroom._json_text import json_text

TAGS = {"alpha", "beta", "gamma-ray", "delta", "epsilon99"}


class Plain:
    pass


class Slots:
    __slots__ = ("tags",)


class Shown:
    def __init__(self) -> None:
        self.tags = TAGS

    def __repr__(self) -> str:
        return f"<Shown {id(self)} of {self.tags}>"


class Words:
    def __str__(self) -> str:
        return f"words at {hex(id(self))}"


class Failing:
    def __str__(self) -> str:
        raise RuntimeError


@dataclass
class Data:
    tags: object
    other: object = None


@dataclass(slots=True)
class SlotData:
    tags: object


class Model(pydantic.BaseModel):
    tags: set[str]


class Color(enum.Enum):
    RED = frozenset(TAGS)


Point = collections.namedtuple("Point", "x y")


def unlike_json() -> list[Any]:
    cycle: list[object] = [TAGS]
    cycle.append(cycle)
    in_sets = {frozenset({"a", "b"}), frozenset({"c", "d", frozenset({"e", "f"})})}
    sets = [TAGS, in_sets, frozenset(TAGS), {1, "a", None, 2.5}, dict.fromkeys(TAGS).keys() & TAGS]
    objects = [object(), Plain(), Slots(), Shown(), Words(), Failing(), [object(), Plain(), {"of": Words()}]]
    holders = [Data(TAGS, object()), SlotData(TAGS), Model(tags=TAGS), Color.RED, Point(TAGS, object())]
    holders += [types.SimpleNamespace(tags=TAGS), types.MappingProxyType({"tags": TAGS}), collections.UserDict(t=TAGS)]
    holders += [
        collections.deque([TAGS, object()]),
        Data({"deep": [Data(TAGS)]}),
        {"deep": {"deeper": [TAGS, object()]}},
    ]
    data = [b"bytes", bytearray(b"bytes"), memoryview(b"bytes"), range(3), 1j, decimal.Decimal("1.50")]
    data += [datetime.date(2026, 3, 2), uuid.UUID(int=7), pathlib.PurePosixPath("/tmp")]
    code = [lambda: 0, len, [].append, iter([]), (n for n in ()), Data, Plain().__init__]
    keys = [{("a", 1): TAGS}, {object(): TAGS}, {frozenset(TAGS): 1}, cycle]
    return [*sets, *objects, *holders, *data, *code, *keys]


def main() -> None:
    values = unlike_json()
    calls = [{"type": "tool_use", "id": "a", "name": "f", "input": {"value": value}} for value in values]
    counts = [count_tokens([{"role": "assistant", "content": [call]}]).value for call in calls]
    tools = [count_tokens([], tools=[{"name": "f", "enum": value}]).value for value in values]
    print(json.dumps([[json_text(value) for value in values], counts, tools]))


if __name__ == "__main__":
    elsewhere = [object() for _ in range(int(sys.argv[1]))]
    main()

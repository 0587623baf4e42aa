"""Objects whose fields came in another order than they are written in."""

from __future__ import annotations

from tests.reader.values import Object, Value


def in_order(value: Value, orders: tuple[tuple[str, ...], ...]) -> Value:
    """The value with the fields of each object in the order that has exactly these."""
    return _Orders(orders).of(value)


class _Orders:
    def __init__(self, orders: tuple[tuple[str, ...], ...]) -> None:
        self.by_names = {frozenset(order): order for order in orders}

    def of(self, value: Value) -> Value:
        match value:
            case list():
                return [self.of(inner) for inner in value]
            case Object(fields):
                return self._object([(name, self.of(inner)) for name, inner in fields])
        return value

    def _object(self, fields: list[tuple[str, Value]]) -> Object:
        by_name = dict(fields)
        order = self.by_names.get(frozenset(by_name)) if len(by_name) == len(fields) else None
        names = {name: name for name, _ in fields}
        return Object([(names[name], by_name[name]) for name in order] if order else fields)

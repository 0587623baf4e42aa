"""A producer of Arrow's C data interface, written out with ctypes: it lends what no honest package would."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

_Release = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_CAPSULE = ctypes.pythonapi.PyCapsule_New
_CAPSULE.restype, _CAPSULE.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


class _Schema(ctypes.Structure):
    _fields_ = [
        ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p),
        ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64), ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p), ("release", _Release), ("private_data", ctypes.c_void_p),
    ]  # fmt: skip


class _Array(ctypes.Structure):
    _fields_ = [
        ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64), ("buffers", ctypes.c_void_p),
        ("children", ctypes.c_void_p), ("dictionary", ctypes.c_void_p), ("release", _Release),
        ("private_data", ctypes.c_void_p),
    ]  # fmt: skip


class Lent:
    """An array as the numbers of its structs, so that any of them may be wrong.

    Attributes:
        released: how many of its two structs were released, which a consumer owes each once.
    """

    def __init__(
        self,
        buffers: Sequence[bytes | None],
        length: int,
        *,
        kind: str = "u",
        offset: int = 0,
        nulls: int = 0,
        names: tuple[str, str] = ("arrow_schema", "arrow_array"),
        is_alive: bool = True,
        dictionary: Lent | None = None,
    ) -> None:
        self.released = 0
        self._release = _Release(self._count)
        release = self._release if is_alive else _Release()
        self._buffers = [ctypes.create_string_buffer(buffer, len(buffer)) if buffer else None for buffer in buffers]
        pointers = [None if buffer is None else ctypes.addressof(buffer) for buffer in self._buffers]
        self._pointers = (ctypes.c_void_p * max(len(pointers), 1))(*pointers)
        self._format = kind.encode()
        inner = dictionary and (ctypes.addressof(dictionary.schema), ctypes.addressof(dictionary.array))
        self._inner, self._names = dictionary, [name.encode() for name in names]
        self.schema = _Schema(self._format, b"", None, 2, 0, None, inner and inner[0], release, None)
        at = ctypes.addressof(self._pointers)
        self.array = _Array(length, nulls, offset, len(buffers), 0, at, None, inner and inner[1], release, None)

    def _count(self, struct: int) -> None:
        self.released += 1
        for own in (self.schema, self.array):
            if struct == ctypes.addressof(own):
                own.release = _Release()
                return
        _Array.from_address(struct).release = _Release()  # the consumer has moved the array

    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]:
        structs = zip((self.schema, self.array), self._names, strict=True)
        schema, array = (_CAPSULE(ctypes.addressof(struct), name, None) for struct, name in structs)
        return schema, array


_Get = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_Said = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)


class _Stream(ctypes.Structure):
    _fields_ = [
        ("get_schema", _Get), ("get_next", _Get), ("get_last_error", _Said), ("release", _Release),
        ("private_data", ctypes.c_void_p),
    ]  # fmt: skip


class LentStream:
    """A stream of lent arrays, which fails behind them where it is told what to say then.

    Attributes:
        released: how often it was released, which a consumer owes it once.
    """

    def __init__(self, arrays: Sequence[Lent], says: bytes | None = None, *, fails: bool = False) -> None:
        self.released, self._left, self._fails = 0, list(arrays), fails
        self._schema, self._says = arrays[0].schema, ctypes.create_string_buffer(says) if says else None
        self._own = _Get(self._get_schema), _Get(self._get_next), _Said(self._last_error), _Release(self._count)
        self.stream = _Stream(*self._own, None)

    def _get_schema(self, _stream: int, out: int) -> int:
        ctypes.memmove(out, ctypes.addressof(self._schema), ctypes.sizeof(_Schema))
        return 0

    def _get_next(self, _stream: int, out: int) -> int:
        if self._left:
            ctypes.memmove(out, ctypes.addressof(self._left.pop(0).array), ctypes.sizeof(_Array))
        elif self._fails:
            return 5
        return 0

    def _last_error(self, _stream: int) -> int | None:
        return ctypes.addressof(self._says) if self._says else None

    def _count(self, stream: int) -> None:
        self.released += 1
        _Stream.from_address(stream).release = _Release()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return _CAPSULE(ctypes.addressof(self.stream), b"arrow_array_stream", None)

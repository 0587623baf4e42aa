"""Headroom in Ray Data: texts of a column counted and compressed by an actor a core, on one machine or many.

    import headroom.integrations.ray as hr
    messages = hr.read_json_lines("transcripts/", {"id": "int64", "content": "string"})
    hr.count_tokens(messages, "content").write_parquet("counted/")

An actor that dies is started anew, and what it had in hand is done again: nothing is lost, and nothing is there twice.
Headroom has to be installed wherever actors run. Ray's own tasks, which list files, read and write, need a CPU beside
the actors: a pool of a fixed size, ``compute=ActorPoolStrategy(size=n)``, leaves them one.
"""

from headroom._extras import not_installed

try:
    import ray.data  # noqa: F401 - only whether it is there
except ModuleNotFoundError as missing:
    raise not_installed("ray", "ray") from missing

from .columns import compress, count_tokens
from .lines import read_json_lines
from .parquet import read_parquet

__all__ = ["compress", "count_tokens", "read_json_lines", "read_parquet"]

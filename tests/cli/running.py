"""The command as tests call it: in this process, or as users start it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from headroom.cli import main
from tests.docs.pages import ROOT

SCHEMAS = json.loads((ROOT / "docs" / "cli.schema.json").read_text("utf-8"))


class Ran(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """What stands on standard output, which its schema describes."""
        data = json.loads(self.out)
        jsonschema.validate(data, {"$ref": f"#/$defs/{data['schema'].split('/')[0]}", "$defs": SCHEMAS["$defs"]})
        return data


class Command:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Ran:
        status = main(list(map(str, arguments)))
        out, err = self._capsys.readouterr()
        return Ran(status, out, err)


def process(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[Any]:
    return subprocess.run([sys.executable, "-m", "headroom", *map(str, arguments)], capture_output=True, **more)

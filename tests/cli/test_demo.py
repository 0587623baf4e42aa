"""`headroom demo` runs an agent of agno without a key, and shows what was sent, saved and stored."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from headroom._extras import how_to_install
from tests.cli.running import Command

pytest.importorskip("agno", reason="the demonstration is an agent of agno")


def test_it_says_what_was_saved_in_a_table_that_adds_up(headroom: Command):
    ran = headroom("demo", "--json")
    assert ran.status == 0
    assert len(ran.data["answers"]) == 3
    assert len(ran.data["calls"]) == 6
    for side in ("tokens_before", "tokens_after"):
        assert sum(call[side] for call in ran.data["calls"]) == ran.data[side]
    assert ran.data["tokens_after"] < 0.4 * ran.data["tokens_before"]


def test_the_store_holds_what_the_tools_returned(headroom: Command):
    data = headroom("demo", "--json").data
    assert data["session"] == {"tool_results": 4, "untouched": 4}
    assert data["result"]["returned"].startswith("[{'id': 10000, 'placed_at': '2026-03-01T09:00:00Z'")
    assert data["result"]["sent"] not in data["result"]["returned"]


def test_people_read_both_sides_of_a_result_and_a_row_a_call(headroom: Command):
    told = headroom("demo").out
    assert "the tool returned  [{'id': 10000," in told
    assert "the model was sent [" in told
    assert [line.split()[0] for line in told.splitlines() if line.endswith(("-", "view", "table", "repeats"))] == [
        *"123456"
    ]
    assert told.endswith("4 of 4 tool results stand there exactly as the tools returned them\n")


def test_what_it_prints_is_the_same_in_every_run_but_for_addresses(headroom: Command):
    first, again = (headroom("demo", "--json").data for _ in range(2))
    assert first["calls"] == again["calls"]
    assert first["answers"] == again["answers"]


def test_without_agno_it_says_how_to_install_it():
    script = "import sys; sys.modules['agno'] = None; from headroom.cli import main; sys.exit(main(['demo']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"headroom: agno is not installed: {how_to_install('agno')}\n"


def test_no_key_and_no_network_is_asked_for():
    """Sockets are refused, and the keys of providers are gone."""
    script = (
        "import socket, sys\n"
        "def refused(*_): raise OSError('the network was asked for')\n"
        "socket.socket.connect = refused\n"
        "from headroom.cli import main\n"
        "sys.exit(main(['demo', '--json']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["session"]["untouched"] == 4

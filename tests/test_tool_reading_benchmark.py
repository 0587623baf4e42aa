"""The benchmark of tools asks for calls that the tools take, and tells right ones from others."""

import json
from pathlib import Path

import pytest

from peers.documents import Source
from reading.tools import FORMS, SERVER, Task, ask, is_right, report, tasks, told

TASKS = [task for seed in range(5) for task in tasks(Source(seed))]
SCHEMAS = {one["name"]: one["inputSchema"] for one in json.loads(SERVER.read_text("utf-8"))}


def call(task: Task) -> str:
    return json.dumps({"name": task.tool, "arguments": task.arguments})


def test_each_task_is_a_call_that_its_tool_takes():
    assert {task.tool for task in TASKS} == set(SCHEMAS)
    for task in TASKS:
        schema = SCHEMAS[task.tool]
        assert task.arguments.keys() <= schema["properties"].keys()
        assert task.arguments.keys() >= set(schema["required"])


def test_each_form_tells_all_tools_in_fewer_tokens_than_the_one_before():
    forms = told()
    assert list(forms) == list(FORMS)
    names = [[json.loads(line)["function"]["name"] for line in tools.split("\n")] for tools in forms.values()]
    assert names == [list(SCHEMAS)] * 3
    assert len(forms["off"]) > len(forms["lossless"]) > len(forms["on_demand"])


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ('{"name": "git_log", "arguments": {"repo_path": "/srv/a", "max_count": 4}}', True),
        ('```json\n{"name": "git_log", "arguments": {"repo_path": "/srv/a", "max_count": 4}}\n```', True),
        ('{"name": "git_log", "arguments": {"repo_path": "/srv/a", "max_count": 4, "end_timestamp": null}}', True),
        ('{"name": "git_log", "arguments": {"repo_path": "/srv/a"}}', False),
        ('{"name": "git_log", "arguments": {"repo_path": "/srv/a", "max_count": 4, "since": "today"}}', False),
        ('{"name": "git_show", "arguments": {"repo_path": "/srv/a", "max_count": 4}}', False),
        ("git_log /srv/a 4", False),
        ('{"name": "git_log", "argum', False),
    ],
)
def test_an_answer_is_right_where_it_is_the_call(answer: str, right: bool):
    assert is_right(answer, Task("", "git_log", {"repo_path": "/srv/a", "max_count": 4})) is right


class Reader:
    """Calls rightly where schemas are whole, and nothing where they are told in short."""

    name = "reader"

    def answer(self, messages):
        task = next(task for task in TASKS if task.words == messages[-1]["content"])
        return "no idea" if "…" in messages[0]["content"] else call(task)


def test_who_reads_no_tool_in_short_loses_all_points(tmp_path: Path):
    kept = tmp_path / "answers"
    for _ in range(2):  # answers are kept
        found = {(form, number): right for form, number, right in ask(Reader(), TASKS[:16], kept)}
    rows = report(found).splitlines()[2:]
    assert len(kept.read_text().splitlines()) == 3 * 16
    assert rows[0].endswith("| 16 | 100 % | +0 | 1.00 |")
    assert rows[1].endswith("| 16 | 100 % | +0 | 1.00 |")
    assert rows[2].endswith("| 16 | 0 % | -100 | 0.00 |")

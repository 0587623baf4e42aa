"""The short programs of examples/ run, and the page that lists them names each and what it needs."""

import re

import pytest

from headroom._extras import EXTRAS
from tests.examples import EXAMPLES, OF_FRAMEWORKS, OF_GATEWAYS, SAID, check

NEEDED = {
    "agentos": ("agno", "fastapi", "uvicorn"),
    "cache_breakpoints": ("agno", "anthropic"),
    "compress_messages": (),
    "mcp_server": ("mcp",),
    "mcp_tools": ("agno", "mcp.server.mcpserver"),
    # Agno before 2.5 has no such module: settings have other names there, and the instrumentation does not know it.
    "memories": ("agno.agent._run",),
    "observability": ("agno.agent._run", "openinference.instrumentation.agno", "prometheus_client"),
    "openai_client": ("openai",),
    "replay_transcripts": (),
    "report": ("agno", "jinja2"),
    "router": ("agno", "fastapi", "uvicorn", "openai"),
    "sessions_on_disk": ("agno", "sqlalchemy", "zstandard"),
    "views": (),
}
LONGER = {"demo", "knowledge"}  # these bring stand-ins for what makes vectors, or a story of four calls
LINES = 70
PAGE = EXAMPLES / "README.md"


@pytest.mark.parametrize("name", SAID)
def test_an_example_runs_and_says_what_it_saved(name):
    for package in NEEDED.get(name, ("agno",)):
        pytest.importorskip(package, reason=f"{package} is not installed")
    check(name, SAID[name])


def test_every_example_is_run():
    run = {*SAID, *OF_FRAMEWORKS, *OF_GATEWAYS, "demo"}
    assert {file.stem for file in EXAMPLES.glob("*.py")} == run


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.py")), ids=lambda file: file.name)
def test_an_example_is_short(file):
    assert file.stem in LONGER or len(file.read_text("utf-8").splitlines()) < LINES


def test_the_page_lists_every_example_and_extras_that_there_are():
    row = r"^\| \[`([\w/]+?)(?:\.py|/)`\]\(([\w./]+)\) \| .+ \| (.+) \|$"
    rows = re.findall(row, PAGE.read_text("utf-8"), re.MULTILINE)
    folders = {readme.parent.name for readme in EXAMPLES.glob("*/README.md")}
    assert {name for name, _, _ in rows} == folders | {file.stem for file in EXAMPLES.glob("*.py")}
    assert [link for _, link, _ in rows if not (EXAMPLES / link).exists()] == []
    assert {extra for _, _, needs in rows for extra in re.findall(r"`([\w-]+)`", needs)} <= EXTRAS.keys()

"""What stands behind an extra says which, where it is not installed; nothing else needs it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from headroom._extras import EXTRAS, how_to_install
from tests.docs.pages import PAGES, ROOT

MISSING = {
    "headroom.integrations.langchain": ("langchain", "langchain"),
    "headroom.integrations.pydantic_ai": ("pydantic_ai", "pydantic-ai"),
    "headroom.integrations.openai_agents": ("agents", "openai-agents"),
    "headroom.integrations.polars": ("polars", "polars"),
    "headroom.integrations.duckdb": ("duckdb", "duckdb"),
    "headroom.integrations.ray": ("ray", "ray"),
    "headroom.integrations.mcp_server": ("mcp", "mcp"),
}


def test_the_extras_are_those_of_the_package():
    assert declared() == EXTRAS


def declared() -> dict[str, tuple[str, ...]]:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    [section] = re.findall(r"^\[project\.optional-dependencies\]\n(.*?)^\[", text, flags=re.MULTILINE | re.DOTALL)
    listed = re.findall(r"^([\w-]+) = \[(.*)\]$", section, flags=re.MULTILINE)
    return {extra: tuple(re.findall(r'"([^"]+)"', requirements)) for extra, requirements in listed}


@pytest.mark.parametrize(
    "file",
    [
        *(page for page in PAGES if page.name != "install.md"),  # which says what the name brings
        *(ROOT / "python").rglob("*.py"),
        *(ROOT / "examples").rglob("*"),
    ],
    ids=lambda file: file.name,
)
def test_nobody_is_told_to_install_another_projects_package(file: Path):
    """The index has a higher version of another project's under our distribution's name."""
    assert not file.is_file() or not re.search(r"pip install\b.*headroom-ai(?!\S* @)", file.read_text("utf-8"))


def test_the_pages_install_what_the_extra_does():
    pages = "\n".join(page.read_text("utf-8") for page in PAGES)
    told = re.findall(r"pip install (.+?) +# the extra ([\w-]+)", pages)
    assert {extra for _, extra in told} >= {"agno", "langchain", "litellm", "mcp", "report", "serve"}
    assert [extra for packages, extra in told if not packages.startswith(requirements(extra))] == []


def requirements(extra: str) -> str:
    return " ".join(f'"{requirement}"' for requirement in EXTRAS[extra])


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("module", MISSING)
def test_a_missing_package_is_named_with_its_extra(module):
    package, extra = MISSING[module]
    done = run(f"import sys; sys.modules[{package!r}] = None; import {module}")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ModuleNotFoundError: ")
    assert how_to_install(extra) in done.stderr.splitlines()[-1]


def test_the_command_says_it_in_a_line():
    done = run("import sys; sys.modules['mcp'] = None; from headroom.cli import main; sys.exit(main(['mcp']))")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'headroom: mcp is not installed: pip install "mcp>=1.10" (the extra mcp)\n'


@pytest.mark.parametrize("package", ["openai", "anthropic"])
def test_a_client_of_one_package_is_wrapped_without_the_other(package):
    pytest.importorskip(package, reason=f"{package} is not installed")
    kind = {"openai": "OpenAI", "anthropic": "Anthropic"}
    [other] = {"openai", "anthropic"} - {package}
    done = run(
        f"import sys; sys.modules[{other!r}] = None; import headroom, {package}\n"
        f"client = headroom.wrap({package}.{kind[package]}(api_key='unused'))\n"
        f"print(type(client).__name__, headroom.savings_of(client)['total_requests'])"
    )
    assert done.stdout == f"{kind[package]} 0\n", done.stderr

"""What stands behind an extra says which, where it is not installed; nothing else needs it."""

import subprocess
import sys

import pytest

MISSING = {
    "headroom.integrations.langchain": ("langchain", "headroom-ai[langchain]"),
    "headroom.integrations.pydantic_ai": ("pydantic_ai", "headroom-ai[pydantic-ai]"),
    "headroom.integrations.openai_agents": ("agents", "headroom-ai[openai-agents]"),
    "headroom.integrations.mcp_server": ("mcp", "headroom-ai[mcp]"),
}


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("module", MISSING)
def test_a_missing_package_is_named_with_its_extra(module):
    package, extra = MISSING[module]
    done = run(f"import sys; sys.modules[{package!r}] = None; import {module}")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ModuleNotFoundError: ")
    assert extra in done.stderr.splitlines()[-1]


def test_the_command_says_it_in_a_line():
    done = run("import sys; sys.modules['mcp'] = None; from headroom.cli import main; sys.exit(main(['mcp']))")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "headroom: mcp is not installed: pip install 'headroom-ai[mcp]'\n"


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

"""What is missing is named, and what has no need of HTTP does not import it."""

import subprocess
import sys

import pytest

from headroom._extras import how_to_install


def run(code):
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("missing", "module", "extra"),
    [("fastapi", "openai_api", "openai-api"), ("agno", "openai_api", "agno"), ("agno", "agents", "agno")],
)
def test_the_extra_is_named_where_a_package_is_missing(missing, module, extra):
    code = f"""
import sys
sys.modules[{missing!r}] = None
try:
    import headroom.integrations.{module}
except ImportError as error:
    print(error)
"""
    assert run(code) == f"{missing} is not installed: {how_to_install(extra)}"


def test_agents_know_nothing_of_http():
    code = """
import sys
import agno.agent, agno.media, agno.run.workflow
before = set(sys.modules)
import headroom.integrations.agents
new = {name.split(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)
print(*sorted(new))
"""
    assert run(code) == "headroom"

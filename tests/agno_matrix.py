"""Run what stands on agno on one version of it, in an environment of its own: `python tests/agno_matrix.py 2.1.10`."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
BESIDE = ("numpy", "pandas")
"""What agno's stores import and do not ask for."""
TESTS = ("tests/agno", "tests/agents", "tests/openai_api", "tests/test_examples.py")


def environment_for(version: str) -> Path:
    """The interpreter of a virtual environment that holds this agno and what its tests need."""
    packages = [f"agno=={version}", *BESIDE, *(["mcp<2"] if version < "3.1" else [])]  # older ones know mcp 1 alone
    return environment(f".venv-agno-{version}", "--group", "agno", "--group", "test", *packages)


def environment(name: str, *packages: str) -> Path:
    """The interpreter of a virtual environment of this name with these packages, made once."""
    folder = ROOT / name
    interpreter, ready = folder / "bin" / "python", folder / ".ready"
    if not ready.exists():
        venv.create(folder, with_pip=True, clear=True)
        install = [interpreter, "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, "--upgrade", "pip>=25.1"], check=True)
        subprocess.run([*install, *packages], check=True, cwd=ROOT)
        ready.touch()
    return interpreter


def main(version: str) -> int:
    """Run the tests there against this checkout and its extension."""
    interpreter = environment_for(version)
    paths = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    print(f"agno {version}", flush=True)
    return subprocess.run([interpreter, "-m", "pytest", *TESTS, "-q"], cwd=ROOT, env=paths, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""The account stands apart from every framework."""

import pkgutil
import subprocess
import sys

import headroom._account


def test_the_account_imports_no_framework_and_no_integration():
    names = [module.name for module in pkgutil.iter_modules(headroom._account.__path__, "headroom._account.")]
    script = f"""
import importlib, sys
for name in {names}:
    importlib.import_module(name)
print([name for name in sys.modules if name.startswith(("agno", "litellm", "headroom.integrations"))])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "headroom._account.exchange" in names
    assert done.stdout.strip() == "[]"

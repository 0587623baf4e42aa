"""Importing: nothing without agno, and next to nothing beside it."""

import subprocess
import sys
import textwrap


def run(code):
    """Run code in a new interpreter and give back what it prints."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


WITHOUT_AGNO = """
import importlib.machinery, sys

class NoAgno(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.split(".")[0] == "agno" else super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = NoAgno
"""


def test_headroom_works_without_agno():
    code = """
import headroom, headroom.integrations, headroom.testing
print(headroom.integrations.agno_available(), headroom.count_tokens("Hi").value)
"""
    assert run(WITHOUT_AGNO + code) == "False 1"


def test_the_integration_says_that_agno_is_missing():
    code = """
try:
    import headroom.integrations.agno
except ImportError as error:
    print(error)
"""
    assert run(WITHOUT_AGNO + code) == 'agno is not installed: pip install "agno>=2.1,<4" (the extra agno)'


def test_the_parent_package_has_every_name_of_the_integration():
    code = """
        import sys
        import headroom.integrations
        listed = set(dir(headroom.integrations))
        before = "agno" in sys.modules
        from headroom.integrations import *
        from headroom.integrations import agno
        same = all(getattr(headroom.integrations, name) is getattr(agno, name) for name in agno.__all__)
        named = HeadroomAgnoModel is agno.HeadroomAgnoModel
        print(before, named, same, set(headroom.integrations.__all__) == set(agno.__all__) <= listed)
    """
    assert run(code) == "False True True True"


def test_the_parent_package_has_no_other_names():
    code = """
        import headroom.integrations
        print(hasattr(headroom.integrations, "HeadroomModel"), "HeadroomAgnoModel" in vars(headroom.integrations))
    """
    assert run(code) == "False False"


def test_the_parent_package_names_the_extra_where_agno_is_missing():
    code = """
import headroom.integrations
for statement in ("from headroom.integrations import HeadroomAgnoModel", "from headroom.integrations import *"):
    try:
        exec(statement)
    except ImportError as error:
        print(str(error).split(" needs ")[0], str(error).endswith('"agno>=2.1,<4" (the extra agno)'), error.name)
"""
    names = ("headroom.integrations.HeadroomAgnoModel", "headroom.integrations.AccountSavings")
    assert run(WITHOUT_AGNO + code).splitlines() == [f"{name} True agno" for name in names]


def test_headroom_alone_does_not_import_agno():
    code = "import headroom, headroom.integrations, headroom.testing, sys; print('agno' in sys.modules)"

    assert run(code) == "False"


def test_agno_is_available_here():
    assert run("from headroom.integrations.agno import agno_available; print(agno_available())") == "True"


def test_importing_the_integration_imports_nothing_beside_agno_and_itself():
    code = """
        import sys
        import agno.models.base, agno.models.message, agno.models.response
        from contextlib import suppress
        with suppress(ModuleNotFoundError):
            import agno.compression  # the base of the manager; agno 2.1 has none
        before = set(sys.modules)
        import headroom.integrations.agno
        new = {name.split(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)
        print(*sorted(new), "agno.agent" in sys.modules, "agno.models.openai" in sys.modules)
    """
    assert run(code) == "headroom False False"

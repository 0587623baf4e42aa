"""The site has every page of docs/ and every public name: site/mkdocs.yml lists the pages, docs/reference the names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

yaml = pytest.importorskip("yaml", reason="the site's settings are YAML")

PACKAGE = ROOT / "python" / "headroom"
SITE = ROOT / "site" / "mkdocs.yml"
BEHIND_OTHERS = {"headroom.integrations.clients": "headroom.wrap"}
"""Modules that users reach through another name."""


def modules() -> Iterator[tuple[str, Path]]:
    """The modules that users import, each with its source."""
    yield "headroom", PACKAGE / "__init__.py"
    found = [PACKAGE / "testing.py", *(PACKAGE / name for name in ("stores", "transcripts"))]
    found += [path for path in (PACKAGE / "integrations").iterdir() if not path.name.startswith("_")]
    for path in sorted(found):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        if name not in BEHIND_OTHERS:
            yield name, path if path.is_file() else path / "__init__.py"


def public_names() -> list[str]:
    return [f"{module}.{name}" for module, source in modules() for name in exported(source) if name != "__version__"]


def exported(source: Path) -> list[str]:
    """What ``__all__`` says, read and not imported: most of the packages that are needed are not here."""
    for node in ast.parse(source.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            return ast.literal_eval(node.value)
    raise AssertionError(f"{source} has no __all__")


def listed(entries: list) -> Iterator[str]:
    """The pages of a part of the navigation."""
    for entry in entries:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            yield from [value] if isinstance(value, str) else listed(value)


def test_the_navigation_lists_every_page_once():
    pages = list(listed(yaml.safe_load(SITE.read_text("utf-8"))["nav"]))
    written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert sorted(pages) == sorted(written | {"examples/index.md"})  # to which the hook adds others


def test_every_public_name_is_on_a_page_of_the_reference():
    pages = "\n".join(page.read_text("utf-8") for page in (ROOT / "docs" / "reference").glob("*.md"))
    shown = re.findall(r"^::: ([\w.]+)$", pages, flags=re.MULTILINE)
    again = {"headroom.integrations.openai_api.AgentFactory"}  # is agents.AgentFactory
    assert sorted(shown) == sorted({*public_names()} - again)


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "reference").glob("*.md")), ids=lambda page: page.name)
def test_links_of_the_reference_lead_somewhere(page: Path):
    links = re.findall(r"\]\(([^)#:]+)[^):]*\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []

"""What the site shows beside docs/: the examples, and the repository's own pages. A hook of MkDocs.

Links on the pages lead from file to file of the repository; they are turned to where the site has them.
"""

from __future__ import annotations

import ast
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)")
_LANGUAGES = {".py": "python", ".yaml": "yaml", "": "text"}

_OF_PROJECT = {
    file.name: f"project/{file.name.lower()}" for file in sorted(ROOT.glob("*.md")) if file.name != "README.md"
}
_PROGRAMS = {f"examples/{file.name}": f"examples/{file.stem}.md" for file in sorted(ROOT.glob("examples/*.py"))}
_FOLDERS = {
    f"examples/{readme.parent.name}/README.md": f"examples/{readme.parent.name}.md"
    for readme in sorted(ROOT.glob("examples/*/README.md"))
}
_PAGES = {**_OF_PROJECT, **_FOLDERS, "examples/README.md": "examples/index.md"}
_IN_SITE = {**_PAGES, **_PROGRAMS, "README.md": "index.md", "examples": "examples/index.md"}
"""Where the site has what stands elsewhere in the repository than in docs/."""

_SOURCES = {place: source for source, place in {**_PAGES, **_PROGRAMS}.items()}


def on_config(config: MkDocsConfig) -> None:
    """Put every example behind the page that lists them, and the repository's own pages behind its design."""
    parts = {name: pages for part in config.nav for name, pages in part.items()}
    parts["Examples"] += sorted([*_PROGRAMS.values(), *_FOLDERS.values()])
    parts["Project"] += _OF_PROJECT.values()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made of files outside of docs/."""
    made = {place: (ROOT / source).read_text("utf-8") for source, place in _PAGES.items()}
    made |= {place: _of_folder(ROOT / source) for source, place in _FOLDERS.items()}
    made |= {place: _of_program(ROOT / source) for source, place in _PROGRAMS.items()}
    for place, content in made.items():
        files.append(File.generated(config, place, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn links between files of the repository to pages of the site."""
    here = page.file.src_uri
    folder = posixpath.dirname(_SOURCES.get(here, f"docs/{here}"))

    def turned(link: re.Match[str]) -> str:
        source = posixpath.normpath(posixpath.join(folder, link[1]))
        place = _IN_SITE.get(source) or source.removeprefix("docs/")
        return posixpath.relpath(place, posixpath.dirname(here) or ".")

    return _LINK.sub(turned, markdown)


def _of_program(file: Path) -> str:
    """Show an example: what it says of itself, and its source."""
    source = file.read_text("utf-8")
    told = ast.get_docstring(ast.parse(source)) or ""
    title = file.stem.replace("_", " ").capitalize()
    return f"# {title}\n\n{told}\n\n`examples/{file.name}`:\n\n```python\n{source}```\n"


def _of_folder(readme: Path) -> str:
    """Show an example of several files: its page, and each of the others."""
    others = sorted(file for file in readme.parent.iterdir() if file != readme and file.is_file())
    shown = [
        f"## `{file.name}`\n\n```{_LANGUAGES.get(file.suffix, 'text')}\n{file.read_text('utf-8')}```\n"
        for file in others
    ]
    return "\n".join([readme.read_text("utf-8"), *shown])

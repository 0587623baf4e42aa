"""Reports as HTML: one file each, without a script, that asks no server for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from headroom._core import __version__
from headroom._extras import not_installed
from headroom._html import html_of, seen

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["html", "require", "written"]


def require() -> None:
    """Find out whether reports can be written.

    Raises:
        ModuleNotFoundError: Jinja2 is not installed.
    """
    _environment()


def html(template: str, report: Any) -> str:
    """Write a report as HTML, as `written` does, as one text."""
    return "".join(written(template, report))


def written(template: str, report: Any) -> Iterator[str]:
    """Write a report as HTML, part by part.

    Args:
        template: the name of its template.
        report: what that shows.

    Raises:
        ModuleNotFoundError: Jinja2 is not installed.
    """
    environment = _environment()
    style = _style(environment)
    return environment.get_template(template).generate(report=report, style=style, policy=_policy(style))


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ModuleNotFoundError as missing:
        raise not_installed("Jinja2", "report", "jinja2") from missing
    made = Environment(
        loader=PackageLoader("headroom", "_report/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )
    made.filters |= {"text": _text, "count": _count, "dollars": _dollars, "percent": _percent, "change": _change}
    made.globals["version"] = __version__
    return made


def _seen(value: Any) -> Any:
    """Spell what cannot be seen in every text that is written, wherever it stands."""
    return seen(value) if type(value) is str else value


def _text(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(html_of(text))


def _style(environment: Environment) -> Markup:
    from markupsafe import Markup

    return Markup(environment.get_template("report.css").render())


def _policy(style: str) -> str:
    """Allow the file's own style, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _count(number: int) -> str:
    return f"{number:,}"


def _dollars(picodollars: int | None, most: int | None = None) -> str:
    """Write an amount in USD, in as many places as it takes to see it, or the largest of those that it stands among."""
    if picodollars is None:
        return "–"
    size = abs(picodollars if most is None else most)
    return f"${picodollars / 1e12:,.{2 if size >= 1e14 else 4 if size >= 1e10 else 6}f}"


def _percent(before: int, after: int) -> str:
    """Write what is saved in percent of what there was."""
    if not before:
        return "–"
    return f"{round(100 * (before - after) / before, 1) or 0.0:.1f} %"  # no -0.0


def _change(before: int, after: int) -> str:
    """Say in percent what is saved, or how much more there is."""
    if before and after > before:
        return f"{100 * (after - before) / before:.1f} % more"
    return f"{_percent(before, after)} saved"

"""The page of what a wrapped model has sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from .layer import Layer

__all__ = ["write_report"]


def write_report(layer: Layer, path: str | PathLike[str]) -> None:
    """Write it to a file, which stays as it is where the page cannot be made.

    Raises:
        ModuleNotFoundError: If Jinja2 is not installed.
        OSError: If the file cannot be written.
    """
    from headroom._report.live import LiveReport, RequestShown  # for reports alone
    from headroom._report.writing import html

    ledger = layer.ledger
    requests = [
        RequestShown(f"r{number}", one.run_id or "", one.model, one.mode, one)
        for number, one in enumerate(layer.requests.all(), start=1)
    ]
    report = LiveReport(ledger.summary(), ledger.session_summaries(), ledger.history, requests)
    Path(path).write_bytes(html("live.html", report).encode())

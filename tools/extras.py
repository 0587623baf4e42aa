"""Install the wheel with each of its extras, each into an empty environment, and ask pip whether the packages agree.

python tools/extras.py dist/*.whl            # all of them, some minutes and 2 GB of downloads
python tools/extras.py dist/*.whl --audit    # and whether advisories are known of them, which asks a service
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import venv
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile


def main() -> int:
    """Try each extra, and say how many were wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--audit", action="store_true")
    parser.add_argument("--extra", action="append", help="this one alone; repeat")
    asked = parser.parse_args()
    wrong = [
        extra
        for extra in asked.extra or extras_of(asked.wheel)
        if not agrees(asked.wheel.resolve(), extra, asked.audit)
    ]
    if wrong:
        print(f"wrong: {', '.join(wrong)}")
    return len(wrong)


def extras_of(wheel: Path) -> list[str]:
    """The extras that the wheel's metadata names."""
    with ZipFile(wheel) as packed:
        [name] = [name for name in packed.namelist() if name.endswith(".dist-info/METADATA")]
        return message_from_bytes(packed.read(name)).get_all("Provides-Extra") or []


def agrees(wheel: Path, extra: str, audit: bool) -> bool:
    """Whether the extra installs, its packages agree and, with `audit`, no advisory is known of them."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [Path(folder, "bin", "python"), "-m", "pip"]
        steps = [[*pip, "install", "--quiet", "--no-compile", f"{wheel}[{extra}]"], [*pip, "check"]]
        if audit:
            steps.append([sys.executable, "-m", "pip_audit", "--path", next(Path(folder).rglob("site-packages"))])
        said = [subprocess.run(step, capture_output=True, text=True, check=False) for step in steps]
    failed = [one.stdout + one.stderr for one in said if one.returncode]
    print(f"{extra:<14}", "\n".join(failed) or said[1].stdout.strip(), flush=True)
    return not failed


if __name__ == "__main__":
    sys.exit(main())

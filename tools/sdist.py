"""Build the source distribution with a list of the crates that it is built of: `make sdist`.

The list is CycloneDX 1.5, in `sboms/`: what Cargo.lock holds, with licences and checksums. It has neither a time nor a
path of the machine that wrote it. The list in a wheel is maturin's, of what that wheel's platform needs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomllib

ROOT = Path(__file__).parents[1]
LIST = ROOT / "sboms" / "headroom-ai.cyclonedx.json"
CRATE = "headroom-py"

Packages = dict[str, dict[str, Any]]
Needs = dict[str, list[str]]


def main() -> None:
    """Write the list, and build the distribution that holds it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    out = parser.parse_args().out
    LIST.parent.mkdir(exist_ok=True)
    LIST.write_text(json.dumps(parts(), indent=1) + "\n", "utf-8")
    subprocess.run(["maturin", "sdist", "--out", str(out)], cwd=ROOT, check=True)


def parts() -> dict[str, Any]:
    """List the crates that the extension and its build scripts need, on whatever platform, as CycloneDX."""
    told = json.loads(_cargo("metadata", "--format-version", "1", "--locked"))
    packages: Packages = {package["id"]: package for package in told["packages"]}
    needs = {node["id"]: sorted(_needed(node)) for node in told["resolve"]["nodes"]}
    [root] = [name for name, package in packages.items() if package["name"] == CRATE]
    used = sorted(_reached(root, needs), key=lambda name: _purl(packages[name]))
    checksums = _checksums()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": _distribution(packages[root]["version"])},
        "components": [_component(packages[name], checksums) for name in used],
        "dependencies": [_dependency(name, needs, packages) for name in used],
    }


def _needed(node: dict[str, Any]) -> Iterator[str]:
    """What a crate needs where it is built for users: not what its own tests do."""
    return (needed["pkg"] for needed in node["deps"] if any(kind["kind"] != "dev" for kind in needed["dep_kinds"]))


def _reached(root: str, needs: Needs) -> set[str]:
    reached, left = set[str](), [root]
    while left:
        name = left.pop()
        if name not in reached:
            reached.add(name)
            left += needs[name]
    return reached


def _distribution(version: str) -> dict[str, Any]:
    purl = f"pkg:pypi/headroom-ai@{version}"
    return {"type": "library", "bom-ref": purl, "name": "headroom-ai", "version": version, "purl": purl}


def _component(package: dict[str, Any], checksums: dict[tuple[str, str], str]) -> dict[str, Any]:
    component = {"type": "library", "bom-ref": _purl(package), "name": package["name"], "version": package["version"]}
    component |= {"licenses": [{"expression": package["license"].replace("/", " OR ")}], "purl": _purl(package)}
    checksum = checksums.get((package["name"], package["version"]))
    return component | ({"hashes": [{"alg": "SHA-256", "content": checksum}]} if checksum else {})


def _dependency(name: str, needs: Needs, packages: Packages) -> dict[str, Any]:
    return {"ref": _purl(packages[name]), "dependsOn": [_purl(packages[needed]) for needed in needs[name]]}


def _purl(package: dict[str, Any]) -> str:
    return f"pkg:cargo/{package['name']}@{package['version']}"


def _checksums() -> dict[tuple[str, str], str]:
    """The checksum of each crate of the registry, by name and version."""
    locked = tomllib.loads((ROOT / "Cargo.lock").read_text("utf-8"))["package"]
    return {(crate["name"], crate["version"]): crate["checksum"] for crate in locked if "checksum" in crate}


def _cargo(*arguments: str) -> str:
    return subprocess.run(["cargo", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    main()

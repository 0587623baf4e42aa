"""What builds distributions leaves out what it cannot build, believes no name of a file, and lists what is in them."""

from __future__ import annotations

import json
import shutil
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
GLIBC, MUSL = "manylinux_2_17_x86_64", "musllinux_1_2_x86_64"


@pytest.fixture
def wheels() -> ModuleType:
    return tool("wheels")


@pytest.fixture
def sdist() -> ModuleType:
    pytest.importorskip("tomllib", reason="what builds distributions needs Python 3.11")
    return tool("sdist")


def tool(name: str) -> ModuleType:
    spec = util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that stand in for the real ones."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.delenv("RUSTC_BOOTSTRAP", raising=False)
    return tmp_path


def add(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    (folder / name).chmod(0o755)


def add_rustc(folder: Path, version: str = "rustc 1.95.0") -> None:
    told = {"target-libdir": f"{folder}/$4", "sysroot": str(folder)}
    cases = "".join(f'{what}) echo "{where}" ;; ' for what, where in told.items())
    add(folder, "rustc", f'case "$2" in {cases} *) echo "{version}" ;; esac')


def add_auditwheel(folder: Path, tag: str, libraries: dict[str, str | None]) -> None:
    found = {"sym_tag": tag, "external_libs": libraries, "unsupported_isa": False}
    add(folder, "auditwheel", f"echo '{json.dumps(found)}'")


def test_a_library_that_is_installed_is_taken(wheels: ModuleType, programs: Path):
    add_rustc(programs)
    (programs / "x86_64-unknown-linux-gnu").mkdir()
    (programs / "x86_64-unknown-linux-gnu" / "libstd-1.rlib").touch()
    assert wheels.standard_library("x86_64-unknown-linux-gnu") == []


@pytest.mark.parametrize(("version", "bootstrap"), [("rustc 1.95.0", True), ("rustc 1.97.0-nightly", False)])
def test_one_that_is_not_is_built_of_its_sources_where_that_is_allowed(
    version: str, bootstrap: bool, wheels: ModuleType, programs: Path, monkeypatch: pytest.MonkeyPatch
):
    add_rustc(programs, version)
    if bootstrap:
        monkeypatch.setenv("RUSTC_BOOTSTRAP", "1")
    assert wheels.standard_library("x86_64-unknown-linux-musl") is None
    (programs / "lib/rustlib/src/rust/library").mkdir(parents=True)
    assert wheels.standard_library("x86_64-unknown-linux-musl") == ["-Zbuild-std=std,panic_unwind"]


def test_what_has_none_is_left_out_by_name(wheels: ModuleType, programs: Path, capsys: pytest.CaptureFixture[str]):
    add_rustc(programs)
    assert wheels.build("aarch64-unknown-linux-musl", programs) is None
    assert capsys.readouterr().out.startswith("left out  aarch64-unknown-linux-musl: the toolchain lacks its standard")


@pytest.mark.parametrize(
    ("tag", "libraries"), [(GLIBC, {}), (f"{GLIBC}.manylinux2014_x86_64", {}), (MUSL, {"libc.so": None})]
)
def test_a_tag_that_holds_is_let_through(
    tag: str, libraries: dict[str, str | None], wheels: ModuleType, programs: Path
):
    add_auditwheel(programs, tag.split(".")[0], libraries)
    wheels.check_tag(Path(f"it-{tag}.whl"))


@pytest.mark.parametrize(
    ("tag", "libraries"), [("manylinux_2_34_x86_64", {}), (GLIBC, {"libgcc_s.so.1": "/lib/libgcc_s.so.1"})]
)
def test_a_tag_that_does_not_hold_ends_it(
    tag: str, libraries: dict[str, str | None], wheels: ModuleType, programs: Path
):
    add_auditwheel(programs, tag, libraries)
    with pytest.raises(SystemExit, match="is not what its name says"):
        wheels.check_tag(Path(f"it-{GLIBC}.whl"))


def test_a_wheel_takes_the_place_of_one_that_was_there(wheels: ModuleType, programs: Path):
    add_rustc(programs)
    (programs / "x86_64-unknown-linux-gnu").mkdir()
    (programs / "x86_64-unknown-linux-gnu" / "libstd-1.rlib").touch()
    (programs / "dist").mkdir()
    (programs / "dist" / "it.whl").touch()
    add(programs, "maturin", 'while [ "$1" != --out ]; do shift; done; echo anew >"$2/it.whl"')
    built = wheels.build("x86_64-unknown-linux-gnu", programs / "dist")
    assert (built, built.read_text("utf-8")) == (programs / "dist" / "it.whl", "anew\n")


def test_a_program_that_fails_ends_it_with_what_it_said(wheels: ModuleType, programs: Path):
    add(programs, "maturin", "echo 'no such target' >&2; exit 3")
    with pytest.raises(SystemExit, match=r"^maturin build\nno such target"):
        wheels.run("maturin", "build")


@pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not installed")
def test_the_list_of_parts_is_what_is_locked_and_the_same_anywhere(sdist: ModuleType):
    listed = sdist.parts()
    parts = {part["name"]: part for part in listed["components"]}
    assert parts.keys() > {"headroom-py", "headroom-core", "pyo3", "blake3", "tiktoken-rs"}, "built of and by"
    assert parts.keys().isdisjoint({"criterion", "proptest"}), "what only the crates' own tests need"
    assert [name for name, part in parts.items() if "hashes" not in part] == ["headroom-core", "headroom-py"]
    references = {part["bom-ref"] for part in listed["components"]}
    assert {needed for one in listed["dependencies"] for needed in one["dependsOn"]} <= references
    assert str(ROOT) not in json.dumps(listed)
    assert sdist.parts() == listed

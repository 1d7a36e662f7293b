"""What each driver says of its own proof is whole, and what it claims is there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from wallctl.drivers import families
from wallctl.ports.driver import Family
from wallctl.testing.driver_suite import POINTS, quality

ROOT = Path(__file__).parents[3]
WAYS = {"memory", "simulator", "peer", "vectors"}
FILES = ("__init__.py", "state.py", "diff.py", "connection.py", "quality.toml")


@pytest.fixture(params=families(), ids=lambda family: family.card.name)
def family(request: pytest.FixtureRequest) -> Family:
    one: Family = request.param
    return one


def test_it_says_of_all_twelve_points_how_they_are_proved(family: Family) -> None:
    points = quality(family.connect.__module__)["points"]
    assert set(points) == {str(number) for number in POINTS}
    for number, said in points.items():
        if isinstance(said, str):
            assert said.startswith("cannot: "), f"{number}: {said}"
        else:
            assert said, number
            assert set(said) <= WAYS, f"{number}: {said}"


def test_a_peer_that_is_claimed_has_its_tests(family: Family) -> None:
    name = family.card.name
    told = quality(family.connect.__module__)
    claims = any("peer" in said for said in told["points"].values() if isinstance(said, list))
    assert claims == (ROOT / "tests" / "peers" / f"test_{name}.py").exists()
    assert told["peer"]["real"]


def test_its_package_has_the_usual_files(family: Family) -> None:
    folder = ROOT / "wallctl" / "drivers" / family.card.name
    assert not [name for name in FILES if not (folder / name).exists()]


def test_the_readme_names_it(family: Family) -> None:
    assert f"(`{family.card.name}`)" in (ROOT / "README.md").read_text("utf-8")


def test_its_manual_is_cited(family: Family) -> None:
    assert family.card.manual
    assert family.card.makers
    for option in family.card.options:
        assert option.text.zh, option.key
        assert option.text.en, option.key
    tomllib.loads(
        (ROOT / "wallctl" / "drivers" / family.card.name / "quality.toml").read_text("utf-8")
    )

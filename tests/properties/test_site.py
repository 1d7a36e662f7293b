"""Whatever is typed into a site file: it is read, or every error names a line of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from wallctl.app.site import SiteErrors, load_site

DEMO = Path(__file__).parents[2] / "resources" / "demo" / "site.toml"
TYPED = st.sampled_from(
    [
        *("", "[", "]", "[[", "]]", '"', "'''", "=", "#", ",", "{", "}", ".", "\n", "0", "-1"),
        *("1.5", "true", "nan", "[]", "{}", '""', '"x"', "[[wall]]", "[wall]", "[[output]]"),
        *("[[room]]", "[site]", "[backup]", "[wall.grid]", "id = 1", 'id = "hall"', "wall = 3"),
        *("room = []", "grid = 1", "[[wall.grid]]", "[[room.id]]", "id.x = 1", "\x00", "\ud7ff"),
        *("9999999999999999999999", "1979-05-27", "screens = ['a', 'a']", "rect = [0, 0, 1, 1]"),
    ]
)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), TYPED), min_size=1, max_size=4)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_any_edit(tmp_path: Path, edits: list[tuple[float, int, str]]) -> None:
    text = DEMO.read_text("utf-8")
    for place, length, typed in edits:
        at = int(place * len(text))
        text = text[:at] + typed + text[at + length :]
    path = tmp_path / "site.toml"
    path.write_text(text, "utf-8", newline="")
    try:
        site = load_site(path)
    except SiteErrors as wrong:
        lines = len(text.splitlines())
        assert wrong.errors
        for one in wrong.errors:
            assert 1 <= one.line <= max(1, lines)
            assert one.key
            assert one.what
            assert "\n" not in str(one)
    else:
        assert site.rooms


VALUES = st.recursive(
    st.one_of(st.integers(), st.floats(), st.booleans(), st.text("abc /\\#\"'\n", max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=6,
)


def toml(value: object) -> str:
    """A value as TOML writes it in one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + "}"
        case _:
            return repr(value)


KEYS = [n for n, one in enumerate(DEMO.read_text("utf-8").splitlines()) if " = " in one]


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(KEYS), VALUES)
def test_any_value_of_any_key(tmp_path: Path, number: int, value: object) -> None:
    lines = DEMO.read_text("utf-8").splitlines()
    key = lines[number].split(" = ")[0]
    lines[number] = f"{key} = {toml(value)}"
    path = tmp_path / "site.toml"
    path.write_text("\n".join(lines), "utf-8")
    try:
        load_site(path)
    except SiteErrors as wrong:
        for one in wrong.errors:
            assert 1 <= one.line <= len(lines)
            assert "\n" not in str(one)
    except RecursionError:
        pytest.fail("no site file is that deep")

"""Where the keys of a TOML text stand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.app.site_lines import line_at, lines_of

TEXT = '''\
# comment = 1
title = "a # [b]"

[owner]  # with a comment
"quoted key" = 1
dotted.one.two = 2
inline = { x = 1, y = { z = 2 } }
text = """
[not.a.table]
key = 1
"""
list = [
  1,  # ]
  [2, 3],
]
after = \'\'\'
it's\'\'\'

[[wall]]
id = 1
[wall.grid]
cell = [1,
 2]
[[wall.part]]
n = 1
[[wall.part]]
n = 2
[[wall]]
id = 2
  [wall.grid]
  cell = 3
  [[wall.part]]
  n = 3
[a.b.c]
d = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("owner",), 4),
        (("owner", "quoted key"), 5),
        (("owner", "dotted", "one", "two"), 6),
        (("owner", "inline", "y", "z"), 7),
        (("owner", "text"), 8),
        (("owner", "list"), 12),
        (("owner", "list", 1, 0), 12),
        (("owner", "after"), 16),
        (("wall", 0), 19),
        (("wall", 0, "id"), 20),
        (("wall", 0, "grid"), 21),
        (("wall", 0, "grid", "cell"), 22),
        (("wall", 0, "grid", "cell", 1), 22),
        (("wall", 0, "part", 0, "n"), 25),
        (("wall", 0, "part", 1), 26),
        (("wall", 0, "part", 1, "n"), 27),
        (("wall", 1), 28),
        (("wall", 1, "grid"), 30),
        (("wall", 1, "grid", "cell"), 31),
        (("wall", 1, "part", 0, "n"), 33),
        (("wall", 1, "missing"), 28),
        (("a", "b", "c", "d"), 35),
        (("nowhere",), 1),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int) -> None:
    assert line_at(lines_of(TEXT), path) == line


def test_windows_line_ends() -> None:
    assert line_at(lines_of(TEXT.replace("\n", "\r\n")), ("wall", 1, "grid", "cell")) == 31


values = st.one_of(
    st.integers(-9, 9).map(str),
    st.sampled_from(['"a"', "'b'", '"""x\ny"""', "[1,\n2]", "{ k = 1 }", "[\n[1],\n]", "true"]),
)


@given(st.lists(st.tuples(st.sampled_from(["plain", "table", "array"]), values), max_size=25))
def test_each_key_stands_where_it_was_written(parts: list[tuple[str, str]]) -> None:
    lines: list[str] = []
    wanted: dict[tuple[str | int, ...], int] = {}
    here: tuple[str | int, ...] = ()
    arrays = 0
    for n, (what, value) in enumerate(parts):
        if what == "table":
            here = (f"t{n}",)
            lines.append(f"[t{n}]")
        elif what == "array":
            here = ("rows", arrays)
            arrays += 1
            lines.append("  [[ rows ]] # more")
        wanted[(*here, f"k{n}")] = len(lines) + 1
        lines += f"k{n} = {value}".split("\n")
    text = "\n".join(lines)
    tomllib.loads(text)
    found = lines_of(text)
    assert {path: found[path] for path in wanted} == wanted


def test_the_demo_site_has_no_errors() -> None:
    from wallctl.app.site import load_site

    demo = sorted((Path(__file__).parents[3] / "resources" / "demo").glob("*.toml"))
    for path in demo:
        load_site(path)

from __future__ import annotations

import pytest

from ui.common.sums import LONGEST, result


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1920", 1920),
        (" 007 ", 7),
        ("1920/2", 960),
        ("3840-120", 3720),
        ("(1920+64)*2", 3968),
        ("1920×2", 3840),
        ("1080÷3", 360),
        ("１００＋（２＊３）", 106),
        ("-5+10", 5),
        ("10/4", 2),
        ("2.5*4", 10),
    ],
)
def test_sums(typed: str, value: int) -> None:
    assert result(typed) == value


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "1+", "1/0", "2**9", "9//2", "a", "1,5", "__import__('os')", "(1", "1e999"),
        *("(1,2)", "1" * (LONGEST + 1), "(" * 20 + ")" * 20, "1 if 1 else 2", "True", "1j", "~1"),
    ],
)
def test_what_is_no_sum(typed: str) -> None:
    assert result(typed) is None

"""Messages come out whole however the bytes were cut, and no input is kept without end."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.domain.errors import Garbled
from wallctl.transport.lines.framing import Delimited, Fixed, Framer, Sized, SizeField, Whole

CRLF = (b"\r\n", b"\n", b"\r")


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    marks = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in pairwise(marks)]


def fed(framer: Framer, parts: list[bytes]) -> list[bytes]:
    return [message for part in parts for message in framer.feed(part)]


CASES: dict[str, tuple[Callable[[], Framer], bytes, list[bytes]]] = {
    "lines": (lambda: Delimited(*CRLF), b"Out1 In3\r\n\r\nE10\rA\n", [b"Out1 In3", b"E10", b"A"]),
    "x": (lambda: Delimited(b"x"), b"a 01 OK01xk", [b"a 01 OK01"]),
    "prompts": (
        lambda: Delimited(*CRLF, prompts=(b"Password:",)),
        b"\r\n(c) X\r\nPassword:\r\nPassword:Login\r\n",
        [b"(c) X", b"Password:", b"Password:", b"Login"],
    ),
    "fixed": (lambda: Fixed(3), b"abcdefgh", [b"abc", b"def"]),
    "sized": (lambda: Sized(SizeField(0)), b"\x05abcd\x03ef\x09", [b"\x05abcd", b"\x03ef"]),
    "headed": (
        lambda: Sized(SizeField(2, extra=4), b"\x55\xaa"),
        b"junk\x55\x55\xaa\x02abS\x00\x55\xaa\x00Z\x55",
        [b"\x55\xaa\x02abS", b"\x55\xaa\x00Z"],
    ),
    "little": (
        lambda: Sized(SizeField(1, width=2, extra=3, little=True), b"\x7e"),
        b"\x7e\x02\x00hi\x7e\x00\x00",
        [b"\x7e\x02\x00hi", b"\x7e\x00\x00"],
    ),
}


@pytest.mark.parametrize("case", CASES)
@given(cuts=st.lists(st.integers(0, 1000), max_size=12))
def test_however_cut(case: str, cuts: list[int]) -> None:
    make, data, wanted = CASES[case]
    assert fed(make(), pieces(data, cuts)) == wanted


@pytest.mark.parametrize("case", CASES)
def test_byte_by_byte(case: str) -> None:
    make, data, wanted = CASES[case]
    assert fed(make(), [data[n : n + 1] for n in range(len(data))]) == wanted


@pytest.mark.parametrize(
    "make",
    [
        lambda: Delimited(b"\n", longest=100),
        lambda: Sized(SizeField(1), b"\x7e", longest=100),
    ],
)
def test_endless_input_is_garbled(make: Callable[[], Framer]) -> None:
    framer = make()
    with pytest.raises(Garbled, match="endless"):
        for _ in range(1000):
            framer.feed(b"aaaaaaaaaa")


def test_a_message_too_long_is_garbled_even_with_its_end() -> None:
    with pytest.raises(Garbled):
        Delimited(b"\n", longest=10).feed(b"a" * 11 + b"\n")


def test_a_length_that_cannot_be_is_garbled() -> None:
    with pytest.raises(Garbled, match="length"):
        Sized(SizeField(0)).feed(b"\x00")
    with pytest.raises(Garbled, match="length"):
        Sized(SizeField(0, width=2), longest=100).feed(b"\xff\xff")


def test_a_datagram_is_a_message() -> None:
    assert Whole().feed(b"ab\ncd") == [b"ab\ncd"]


def test_what_cannot_be_a_framer_is_refused() -> None:
    with pytest.raises(ValueError, match="delimiter"):
        Delimited()
    with pytest.raises(ValueError, match="delimiter"):
        Delimited(b"")
    with pytest.raises(ValueError, match="length"):
        Fixed(0)

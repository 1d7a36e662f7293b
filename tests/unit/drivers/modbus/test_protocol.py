"""Frames and values: examples of MODBUS Application Protocol V1.1b3, MODBUS over Serial Line V1.02
and the Waveshare wiki "Modbus RTU Relay"."""

from __future__ import annotations

import pytest

from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Garbled, Invalid, Rejected, Unreachable
from wallctl.drivers.modbus.profile import Cell, parsed
from wallctl.drivers.modbus.protocol import (
    Block,
    Frames,
    answered,
    blocks,
    read,
    reading,
    write,
    writing,
)
from wallctl.drivers.modbus.state import cells

RELAY = {"profile": "relay8", "units": "1"}


def one(body: str) -> Cell:
    return parsed(f'[[points]]\nkey = "x"\naddress = 0\n{body}').cells[0]


def rtu(request_hex: str) -> bytes:
    """Bytes of a wiki or a specification."""
    return bytes.fromhex(request_hex)


def test_relays_by_the_wiki() -> None:
    frames = Frames("rtu")
    first = cells(RELAY)[0]
    assert frames.question(writing(first, True)) == rtu("01 05 00 00 FF 00 8C 3A")
    assert frames.question(writing(first, False)) == rtu("01 05 00 00 00 00 CD CA")
    all_on = frames.question(write("coil", 1, 0x00FF, [1]))
    assert all_on == rtu("01 05 00 FF FF 00 BC 0A")
    (block,) = blocks(cells(RELAY))
    question = reading(block)
    assert frames.question(question) == rtu("01 01 00 00 00 08 3D CC")
    (message,) = frames.feed(rtu("01 01 01 05 91 8B"))
    answer = answered(question, message)
    assert answer is not None
    assert read(block, answer) == {f"outlet.{n}": n in {1, 3} for n in range(1, 9)}


def test_registers_by_the_specification() -> None:
    """6.3: registers 108-110 (107-109 on the wire) hold 022B, 0000, 0064."""
    frames = Frames("tcp")
    shape = parsed('[[points]]\nkey = "r.{n}"\ncount = 3\nread = "holding"\naddress = 107')
    (block,) = blocks(shape.cells)
    question = reading(block)
    assert frames.question(question) == rtu("0001 0000 0006 01 03 006B 0003")
    (message,) = frames.feed(rtu("0001 0000 0009 01 03 06 022B 0000 0064"))
    answer = answered(question, message)
    assert answer is not None
    assert read(block, answer) == {"r.1": 555, "r.2": 0, "r.3": 100}


@pytest.mark.parametrize(
    ("body", "value", "words"),
    [
        ('read = "holding"\nwrite = "register"', 7, [7]),
        ('read = "holding"\nwrite = "register"\ntype = "s16"\nscale = 0.1', -1.5, [0xFFF1]),
        ('read = "holding"\nwrite = "registers"\ntype = "u32"', 0x10002, [1, 2]),
        ('read="holding"\nwrite="registers"\ntype="u32"\nwords="low_first"', 65538, [2, 1]),
        ('read = "holding"\nwrite = "registers"\ntype = "f32"', 1.0, [0x3F80, 0]),
        ('read = "holding"\nwrite = "register"\noffset = -40', -40, [0]),
        (
            'read="holding"\nwrite="register"\ncapability="outlet"\non=256\noff=512\n'
            "seen_on=256\nseen_off=512",
            True,
            [256],
        ),
        ('read = "holding"\nwrite = "register"\ncapability = "power"', "on", [1]),
        (
            'read="holding"\nwrite="register"\ncapability="climate"\n'
            'choices=[{raw=3,value="cool"}]',
            "cool",
            [3],
        ),
    ],
)
def test_values(body: str, value: Value, words: list[int]) -> None:
    cell = one(body)
    assert list(writing(cell, value).registers) == words
    block = Block(1, "holding", 0, len(words), (cell,))
    question = reading(block)
    answer = type(question)(registers=words)
    got = read(block, answer)["x"]
    assert got == value
    assert isinstance(got, bool) == isinstance(value, bool)


def test_what_a_profile_does_not_know_is_not_made_up() -> None:
    block = Block(1, "holding", 0, 1, (one('read = "holding"\ncapability = "switch"'),))
    assert read(block, type(reading(block))(registers=[9])) == {}
    with pytest.raises(Garbled):
        read(block, type(reading(block))(registers=[]))


def test_values_that_do_not_fit() -> None:
    with pytest.raises(Invalid):
        writing(one('read = "holding"\nwrite = "register"'), 70_000)
    with pytest.raises(Invalid):
        writing(one('read="holding"\nwrite="register"\nchoices=[{raw=3,value="cool"}]'), "dry")


def test_what_is_not_side_by_side_is_not_read_together() -> None:
    text = "\n".join(
        f'[[points]]\nkey = "k{a}"\nread = "{t}"\naddress = {a}'
        for t, a in (("holding", 0), ("holding", 1), ("holding", 3), ("coil", 4))
    )
    found = [(b.table, b.address, b.count) for b in blocks(parsed(text).cells)]
    assert found == [("coil", 4, 1), ("holding", 0, 2), ("holding", 3, 1)]


def test_errors_of_the_device() -> None:
    question = reading(blocks(cells(RELAY))[0])
    for code, reason in ((1, "illegal_function"), (2, "illegal_address"), (6, "busy")):
        with pytest.raises(Rejected) as caught:
            answered(question, bytes([1, 0, 0, 0x81, code]))
        assert caught.value.code == reason
    with pytest.raises(Unreachable):
        answered(question, bytes([1, 0, 0, 0x81, 0x0B]))
    assert answered(question, bytes([2, 0, 0, 1, 1, 5])) is None  # of another device
    with pytest.raises(Garbled):
        answered(question, bytes([1, 0, 0, 3, 2, 0, 5]))  # of another function


@pytest.mark.parametrize(
    "data",
    [
        b"\x01\x01\x01\x05\x91\x8c",  # a bit of the checksum is wrong
        b"\xff" * 300,
    ],
)
def test_rubbish_on_a_serial_line(data: bytes) -> None:
    with pytest.raises(Garbled):
        Frames("rtu").feed(data)


@pytest.mark.parametrize("data", [b"HTTP/1.0 400", b"\x00\x01\x00\x00\xff\xff\x01\x03"])
def test_rubbish_over_tcp(data: bytes) -> None:
    with pytest.raises(Garbled):
        Frames("tcp").feed(data)


@pytest.mark.parametrize("kind", ["rtu", "tcp"])
def test_byte_by_byte(kind: str) -> None:
    frames = Frames("rtu" if kind == "rtu" else "tcp")
    data = rtu("01 01 01 05 91 8B" if kind == "rtu" else "0001 0000 0004 01 01 01 05")
    found = [message for byte in data for message in frames.feed(bytes([byte]))]
    assert [message[3:] for message in found] == [b"\x01\x01\x05"]

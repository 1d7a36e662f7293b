"""Frames of DMX, and the lights that somebody wrote down."""

from __future__ import annotations

import pytest

from wallctl.domain.errors import Invalid
from wallctl.drivers.artnet import protocol
from wallctl.drivers.artnet.diff import diff
from wallctl.drivers.artnet.protocol import Frame
from wallctl.drivers.artnet.state import lights, points


def test_packets_of_the_document() -> None:
    """Art-Net 4, "ArtDmx": ID, OpCode low byte first, version 14, sequence, physical, SubUni, Net,
    length high byte first. "ArtPoll": OpCode 0x2000."""
    assert protocol.dmx(0x0123, 7, b"\x01\xff") == b"Art-Net\0" + bytes.fromhex(
        "00 50 00 0E 07 00 23 01 00 02 01 FF"
    )
    assert protocol.poll() == b"Art-Net\0" + bytes.fromhex("00 20 00 0E 00 00")


def test_numbers_of_frames_never_say_that_nobody_counts() -> None:
    number, seen = 0, set()
    for _ in range(600):
        number = protocol.following(number)
        seen.add(number)
    assert seen == set(range(1, 256))


def test_lights_of_8_and_16_bit() -> None:
    frame = Frame(lights("主席台 = 1, 3\n侧灯 = 10/11  # 细调\n\n"))
    frame.set("light.1", 50)
    frame.set("light.10", 100)
    data = bytes(frame)
    assert (len(data), data[:3], data[9:11]) == (512, b"\x80\0\x80", b"\xff\xff")
    frame.set("light.10", 50)
    assert bytes(frame)[9:11] == b"\x80\x00"


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("", "empty", None),
        ("灯", "channel", 1),
        ("= 3", "light", 1),
        ("好 = 1\n灯 = 0", "channel", 2),
        ("灯 = 513", "channel", 1),
        ("灯 = 1/2/3", "channel", 1),
        ("灯 = 5\n顶灯 = 4, 5", "channel_twice", 2),
    ],
)
def test_what_is_no_light_names_its_line(text: str, reason: str, line: int | None) -> None:
    with pytest.raises(Invalid) as caught:
        lights(text)
    assert (caught.value.fields["reason"], caught.value.fields.get("line")) == (reason, line)


def test_points_are_told_anew_and_never_read() -> None:
    (one,) = points({"lights": "主席台 = 7"})
    assert (one.key, one.text.zh, one.readable, one.held) == ("light.7", "主席台", False, True)


def test_all_that_is_wanted_goes_in_one_frame() -> None:
    (one,) = diff({}, {"light.1": 10, "light.2": 20})
    assert (one.keys, one.message) == (("light.1", "light.2"), {"light.1": 10, "light.2": 20})
    assert diff({"light.1": 10}, {"light.1": 10}) == ()

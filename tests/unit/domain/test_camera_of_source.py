"""The device that moves a source's camera: it is there as long as the source names it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wallctl.domain.commands import (
    DeviceRemove,
    SourceAdd,
    SourceImport,
    SourceReplace,
    SourceUpdate,
)
from wallctl.domain.commands.common import Envelope
from wallctl.domain.decide import decide
from wallctl.domain.devices.entities import Device
from wallctl.domain.entities import Medium, Room, Source
from wallctl.domain.errors import Refused
from wallctl.domain.show import Show, apply, build

CAM = Source("cam", "机位", Medium.STREAM, "rtsp://h/1")
MANY = replace(CAM, id="gb1", camera="gb/camera.34020000001320000001")
SHOW = build(
    (
        Room("hall", "大厅"),
        CAM,
        MANY,
        Device("ptz", "云台", "visca"),
        Device("gb", "平台", "gb28181"),
    )
)


def done(show: Show, command: object) -> Show:
    envelope = Envelope("c", "wang", 5.0, ("fresh",))
    return apply(show, decide(show, command, envelope))  # type: ignore[arg-type]


def test_a_source_names_its_camera_and_names_none_any_more() -> None:
    show = done(SHOW, SourceUpdate("cam", camera="ptz"))
    assert show.sources["cam"].camera == "ptz"
    with pytest.raises(Refused) as refused:
        done(show, DeviceRemove("ptz"))
    assert (refused.value.fields["reason"], refused.value.fields["by"]) == ("in_use", "source cam")
    show = done(show, SourceUpdate("cam", camera=""))
    assert show.sources["cam"].camera == ""
    done(show, DeviceRemove("ptz"))


def test_another_picture_leaves_the_camera() -> None:
    show = done(SHOW, SourceUpdate("cam", camera="ptz"))
    assert done(show, SourceReplace("cam", "rtsp://h/2")).sources["cam"].camera == "ptz"


@pytest.mark.parametrize(
    ("command", "key", "reason"),
    [
        (SourceUpdate("cam", camera="no"), "camera", "unknown"),
        (SourceUpdate("cam", camera="no/camera.1"), "camera", "unknown"),
        (SourceUpdate("cam", camera="/camera.1"), "camera", "unknown"),
        (SourceUpdate("cam", camera="gb/camera\n1"), "camera", "characters"),
        (SourceAdd(replace(CAM, id="new", camera="no")), "source.camera", "unknown"),
        (SourceImport((replace(CAM, camera="no"),)), "sources[0].camera", "unknown"),
        (DeviceRemove("gb"), "id", "in_use"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(command: object, key: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        done(SHOW, command)
    assert (refused.value.fields["key"], refused.value.fields["reason"]) == (key, reason)

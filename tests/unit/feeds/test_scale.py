"""Colours and edges of converted pictures, for every form a stream may come in."""

from __future__ import annotations

import av
import numpy as np
import pytest

from wallctl.domain.geometry import Size
from wallctl.feeds import swscale, yuv
from wallctl.feeds.scale import Libraries, Scaler, target

Y, U, V = 120, 90, 180
LIBRARIES = [
    pytest.param(Libraries(None, yuv.load()), id="yuv"),
    pytest.param(Libraries(swscale.load(), None), id="swscale"),
    pytest.param(Libraries(None, None), id="pyav"),
]
KR_KB = {601: (0.299, 0.114), 709: (0.2126, 0.0722)}


def bgr(matrix: int, *, full: bool) -> np.ndarray:
    kr, kb = KR_KB[matrix]
    luma = Y / 255 if full else (Y - 16) / 219
    chroma = 255 if full else 224
    blue = luma + 2 * (1 - kb) * (U - 128) / chroma
    red = luma + 2 * (1 - kr) * (V - 128) / chroma
    green = (luma - kr * red - kb * blue) / (1 - kr - kb)
    return np.clip(np.array([blue, green, red]) * 255, 0, 255)


def picture(w: int, h: int, form: str, colorspace: int) -> av.VideoFrame:
    made = form if form in ("yuv420p", "yuvj420p", "yuv444p") else "yuv420p"
    frame = av.VideoFrame(w, h, made)
    for plane, value in zip(frame.planes, (Y, U, V), strict=True):
        np.frombuffer(memoryview(plane), np.uint8)[:] = value
    if made != form:
        frame = frame.reformat(format=form)
    frame.colorspace = colorspace
    return frame


@pytest.mark.parametrize("form", ["yuv420p", "yuvj420p", "yuv444p", "nv12", "yuv420p10le"])
@pytest.mark.parametrize(
    "native",
    [
        pytest.param(Size(640, 360), marks=pytest.mark.matrix),
        Size(641, 361),
        pytest.param(Size(1280, 720), marks=pytest.mark.matrix),
    ],
)
@pytest.mark.parametrize("libraries", LIBRARIES)
def test_every_px_has_the_streams_own_colour(form: str, native: Size, libraries) -> None:
    sizes = [native, Size(480, 270), Size(481, 271), Size(484, 270), Size(213, 121)]
    for colorspace, matrix in ((1, 709), (5, 601), (2, 709 if native.h >= 720 else 601)):
        frame = picture(native.w, native.h, form, colorspace)
        right = bgr(matrix, full=form.startswith("yuvj"))
        for size in sizes:
            slot = bytearray(size.w * size.h * 4 + 64)
            slot[-64:] = b"\x77" * 64
            area = memoryview(slot)[: size.w * size.h * 4]
            Scaler(libraries).into(frame, area, size)
            px = np.frombuffer(area, np.uint8).reshape(size.h, size.w, 4)[:, :, :3]
            assert np.abs(px - right).max() <= 5, (form, colorspace, size)
            assert slot[-64:] == b"\x77" * 64, "wrote beyond the slot"


def test_a_form_that_changes_is_followed() -> None:
    scaler = Scaler(Libraries.load())
    for native in (Size(640, 360), Size(1280, 720), Size(640, 360)):
        slot = bytearray(480 * 270 * 4)
        scaler.into(picture(native.w, native.h, "yuv420p", 5), memoryview(slot), Size(480, 270))
        right = bgr(601, full=False)
        assert np.abs(np.frombuffer(slot, np.uint8).reshape(-1, 4)[:, :3] - right).max() <= 5


@pytest.mark.parametrize("libraries", LIBRARIES)
def test_fine_structure_is_averaged_not_skipped(libraries) -> None:
    frame = av.VideoFrame(960, 540, "yuv420p")
    luma = frame.planes[0]
    rows = np.frombuffer(memoryview(luma), np.uint8).reshape(-1, luma.line_size)
    rows[:], rows[::2] = 16, 235
    for plane in frame.planes[1:]:
        np.frombuffer(memoryview(plane), np.uint8)[:] = 128
    slot = bytearray(208 * 117 * 4)
    Scaler(libraries).into(frame, memoryview(slot), Size(208, 117))
    px = np.frombuffer(slot, np.uint8).reshape(117, 208, 4)[:, :, 1].astype(int)
    assert np.abs(px - 127).max() < 40


def test_a_picture_is_never_made_larger() -> None:
    assert target(Size(640, 360), Size(960, 540)) == Size(640, 360)
    assert target(Size(640, 360), Size(320, 400)) == Size(320, 360)
    assert target(Size(640, 360), None) == Size(640, 360)

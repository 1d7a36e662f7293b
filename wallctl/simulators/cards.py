"""Test cards: moving pictures that say which source and which frame they are.

A card is drawn once as brightness and colour planes (yuv420p); each frame adds the code strip, a
hand that sweeps once a second and a bar that runs across, so that a person sees motion too.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wallctl.simulators import code
from wallctl.simulators.code import CARD

FPS = 25
INK = (235, 238, 242)
Plane = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Yuv:
    """One picture as yuv420p: brightness at full size, two colour planes at half size."""

    y: Plane
    u: Plane
    v: Plane

    def packed(self) -> Plane:
        """The planes below one another, as av.VideoFrame.from_ndarray(..., "yuv420p") takes it."""
        height, width = self.y.shape
        out = np.empty((height * 3 // 2, width), np.uint8)
        out[:height] = self.y
        quarter = height // 4
        out[height : height + quarter] = self.u.reshape(quarter, width)
        out[height + quarter :] = self.v.reshape(quarter, width)
        return out


class Card:
    """The card of one source. `title` is ASCII (there is no Chinese font in OpenCV)."""

    def __init__(self, source: int, width: int, height: int, title: str = "") -> None:
        self.source, self.width, self.height = source, width, height
        self._back = _background(source, width, height, title or f"SOURCE {source:02d}")

    def frame(self, number: int) -> Yuv:
        """Frame `number` (mod 4096) of the card."""
        y = self._back.y.copy()
        width, height = self.width, self.height
        centre = (int(width * 0.5), int(height * 0.81))
        radius = int(height * 0.105)
        angle = 2 * np.pi * (number % FPS) / FPS
        tip = (
            int(centre[0] + radius * 0.85 * np.sin(angle)),
            int(centre[1] - radius * 0.85 * np.cos(angle)),
        )
        cv2.line(y, centre, tip, 235, max(2, height // 180))
        run = int(number * width / (4 * FPS)) % width
        y[int(height * 0.66) : int(height * 0.68), run : run + width // 24] = 235
        code.draw(y, CARD, self.source, number % code.FRAMES)
        return Yuv(y, self._back.u, self._back.v)


def _background(source: int, width: int, height: int, title: str) -> Yuv:
    hue = (source * 0.61803) % 1.0
    rows = np.linspace(0.0, 1.0, height)[:, None]
    columns = np.linspace(0.0, 1.0, width)[None, :]
    dark = np.array(colorsys.hsv_to_rgb(hue, 0.55, 0.20))
    light = np.array(colorsys.hsv_to_rgb((hue + 0.06) % 1.0, 0.45, 0.42))
    mix = (0.7 * rows + 0.3 * columns)[:, :, None]
    rgb = ((dark * (1 - mix) + light * mix) * 255).astype(np.uint8)
    _bars(rgb, width, height)
    rgb = np.ascontiguousarray(rgb)
    scale = height / 360
    _text(rgb, f"{source:02d}", at=(0.1, 0.36), scale=3.2 * scale, weight=4 * scale)
    _text(rgb, title, at=(0.31, 0.26), scale=0.85 * scale, weight=1.6 * scale)
    _text(
        rgb, f"{width}x{height}  {FPS} fps", at=(0.31, 0.36), scale=0.7 * scale, weight=1.2 * scale
    )
    centre = (int(width * 0.5), int(height * 0.81))
    cv2.circle(rgb, centre, int(height * 0.105), INK, max(1, height // 240))
    cv2.rectangle(rgb, (1, 1), (width - 2, height - 2), INK, max(1, height // 240))
    packed = cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420).astype(np.uint8, copy=False)
    quarter = height // 4
    half = (height // 2, width // 2)
    return Yuv(
        packed[:height].copy(),
        packed[height : height + quarter].reshape(half).copy(),
        packed[height + quarter :].reshape(half).copy(),
    )


def _bars(rgb: Plane, width: int, height: int) -> None:
    """Six colour bars and a grey stair at the sides of the hand."""
    top, bottom = int(height * 0.72), int(height * 0.9)
    colours = ((191, 191, 0), (0, 191, 191), (0, 191, 0), (191, 0, 191), (191, 0, 0), (0, 0, 191))
    step = 0.28 / len(colours)
    for n, colour in enumerate(colours):
        rgb[top:bottom, int(width * (0.1 + n * step)) : int(width * (0.1 + (n + 1) * step))] = (
            colour
        )
        grey = 40 * (n + 1)
        rgb[top:bottom, int(width * (0.62 + n * step)) : int(width * (0.62 + (n + 1) * step))] = (
            grey
        )


def _text(rgb: Plane, text: str, *, at: tuple[float, float], scale: float, weight: float) -> None:
    height, width, _ = rgb.shape
    where = (int(width * at[0]), int(height * at[1]))
    stroke = max(1, round(weight))
    cv2.putText(rgb, text, where, cv2.FONT_HERSHEY_SIMPLEX, scale, INK, stroke, cv2.LINE_AA)

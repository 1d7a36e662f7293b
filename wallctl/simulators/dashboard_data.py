"""The numbers behind the demo's dashboards: a county in a wet autumn, as functions of time.

Everything follows from a seed and the seconds since the start, so two runs show the same day.
Places lie on a map of 100 x 60 units, x to the east, y to the south.
"""

from __future__ import annotations

import base64
import math
import random
from itertools import pairwise
from typing import Any

import numpy as np

Json = dict[str, Any]

RADAR_W, RADAR_H, RADAR_TOP = 100, 76, -8  # map units: one cell each, from y = -8
RADAR_STEP_S = 2.0
RADAR_MINUTES_A_STEP = 3

# name, river, level now (m), warning, guaranteed, flow (m3/s)
STATIONS = (
    ("白龙桥站", "金华江", 35.62, 36.0, 37.5, 1240.0),
    ("金华站", "金华江", 34.18, 35.5, 37.0, 1910.0),
    ("琅琊站", "白沙溪", 48.07, 48.5, 49.6, 286.0),
    ("箬阳站", "白沙溪", 92.31, 93.2, 94.5, 118.0),
    ("汤溪站", "厚大溪", 52.44, 53.6, 54.8, 143.0),
    ("安地站", "梅溪", 61.86, 62.4, 63.5, 205.0),
)
# name, level (m), flood limit, capacity share, inflow, outflow (m3/s)
RESERVOIRS = (
    ("沙畈水库", 268.42, 270.0, 0.86, 164.0, 92.0),
    ("金兰水库", 91.75, 93.5, 0.81, 138.0, 110.0),
    ("安地水库", 117.08, 118.5, 0.78, 96.0, 60.0),
    ("莘畈水库", 158.63, 160.2, 0.74, 41.0, 28.0),
)
RAIN_PLACES = ("箬阳", "沙畈", "塔石", "琅琊", "安地", "白龙桥", "双龙", "汤溪")
# name, kind, road it drives (index), speed (units/s), status
UNITS = (
    ("应急指挥车 1", "command", 0, 0.42, "前往白龙桥"),
    ("通信保障车", "command", 1, 0.34, "前往琅琊"),
    ("消防救援 03", "fire", 2, 0.50, "增援箬阳"),
    ("消防救援 07", "fire", 0, 0.46, "巡查江堤"),
    ("排涝车 02", "pump", 3, 0.26, "前往汤溪"),
    ("救护车 11", "medical", 1, 0.52, "转运途中"),
    ("无人机 1", "drone", 4, 0.60, "沙畈水库巡查"),
    ("单兵 07", "person", 5, 0.10, "白龙桥现场"),
)
# the ways of the units, on the map's units; drones fly theirs
ROADS = (
    ((4, 41), (18, 38), (33, 35), (50.5, 33), (66, 25), (83, 17), (96, 12)),
    ((30, 2), (34, 14), (40, 27), (50.5, 33), (56, 44), (61, 58)),
    ((50.5, 33), (40, 27), (28, 22), (17, 14)),
    ((50.5, 33), (36, 40), (24, 47), (12, 52)),
    ((24, 29), (29, 25), (33, 31), (27, 35), (21, 33), (24, 29)),
    ((45.5, 41.5), (47, 40.6), (48.5, 39.4), (47, 40.6), (45.5, 41.5)),
)
EVENTS = (
    ("10:12", "白龙桥站水位距警戒不足 0.4 m", "处置中"),
    ("09:48", "箬阳至沙畈公路 K12 边坡落石", "已封控"),
    ("09:20", "琅琊镇低洼路段积水 18 cm", "排涝中"),
    ("08:55", "沙畈水库开闸预泄 92 m³/s", "已通知"),
)
LOOKOUTS = (
    ("瞭望 01 · 北山", 57, 9),
    ("瞭望 02 · 双龙", 68, 13),
    ("瞭望 03 · 塔石", 12, 24),
    ("瞭望 04 · 箬阳", 17, 14),
    ("瞭望 05 · 琅琊", 76, 21),
    ("瞭望 06 · 安地", 60, 51),
)


class County:
    """One day of the county. All methods take `t`, seconds since the start."""

    def __init__(self, seed: int = 20260711) -> None:
        self._seed = seed
        dice = random.Random(seed)
        self._phases = [dice.uniform(0, math.tau) for _ in range(256)]
        self._cells = [
            (
                dice.uniform(-10, 110),
                dice.uniform(-5, 65),
                dice.uniform(3.5, 12),
                dice.uniform(2.5, 8),
                dice.uniform(0.45, 1.0),
            )
            for _ in range(26)
        ]
        self._radar: tuple[int, str] = (-1, "")

    def water(self, t: float) -> Json:
        stations = [self._station(n, t) for n in range(len(STATIONS))]
        pools = []
        for n, (name, level, limit, share, inflow, outflow) in enumerate(RESERVOIRS):
            rise = 0.02 * self._sway(40 + n, t / 70) + t * 4e-5
            pools.append(
                {
                    "name": name,
                    "level": round(level + rise, 2),
                    "limit": limit,
                    "share": round(min(1.0, share + rise / 20), 4),
                    "inflow": round(inflow * (1 + 0.05 * self._sway(50 + n, t / 23)), 1),
                    "outflow": round(outflow * (1 + 0.02 * self._sway(60 + n, t / 31)), 1),
                }
            )
        return {"stations": stations, "reservoirs": pools, "rain": self._rain(t)}

    def weather(self, t: float) -> Json:
        step = int(t / RADAR_STEP_S)
        wind = 5.6 + 1.8 * self._sway(90, t / 17)
        now = {
            "temperature": round(17.4 + 0.6 * self._sway(91, t / 60), 1),
            "humidity": round(93 + 3 * self._sway(92, t / 45)),
            "pressure": round(1006.3 + 0.7 * self._sway(93, t / 90), 1),
            "wind": round(wind, 1),
            "gust": round(wind * 1.7, 1),
            "direction": round(118 + 16 * self._sway(94, t / 29)) % 360,
            "rain": round(max(0.0, 9.4 + 5.5 * self._sway(95, t / 37)), 1),
        }
        hourly = [
            round(max(0.0, 7 + 9 * self._sway(100, h / 2.7) + 5 * self._sway(101, h / 1.3)), 1)
            for h in range(12)
        ]
        return {
            "now": now,
            "hourly": hourly,
            "rain": self._rain(t),
            "radar": {
                "w": RADAR_W,
                "h": RADAR_H,
                "top": RADAR_TOP,
                "cells": self._radar_cells(step),
            },
            "radar_minute": step * RADAR_MINUTES_A_STEP % 60,
        }

    def resources(self, t: float) -> Json:
        units = []
        for n, (name, kind, road, speed, status) in enumerate(UNITS):
            x, y, heading = _along(ROADS[road], t * speed + n * 17.0)
            units.append(
                {
                    "name": name,
                    "kind": kind,
                    "x": round(x, 2),
                    "y": round(y, 2),
                    "heading": round(heading),
                    "status": status,
                }
            )
        return {
            "units": units,
            "roads": ROADS[:4],
            "events": [{"at": at, "text": text, "state": state} for at, text, state in EVENTS],
            "counts": {
                "teams": 12,
                "people": 386 + round(4 * self._sway(120, t / 13)),
                "vehicles": 47,
                "boats": 18,
                "shelters": 26,
                "sheltered": 1274 + int(t / 6),
            },
        }

    def fire(self, t: float) -> Json:
        points = []
        for n, (name, x, y) in enumerate(LOOKOUTS):
            points.append(
                {
                    "name": name,
                    "x": x,
                    "y": y,
                    "bearing": round((t * (5 + n) + n * 57) % 360, 1),
                    "temperature": round(24.5 + 3.2 * self._sway(130 + n, t / 19), 1),
                    "visibility": round(11.5 + 4.5 * self._sway(140 + n, t / 61), 1),
                }
            )
        return {
            "points": points,
            "index": round(62 + 6 * self._sway(150, t / 47)),
            "scanned": 18_240 + int(t * 3),
            "suspected": 3,
            "confirmed": 0,
        }

    def _station(self, n: int, t: float) -> Json:
        name, river, level, warning, guaranteed, flow = STATIONS[n]

        def at(hours_ago: float) -> float:
            wave = self._sway(10 + n, hours_ago / 5.5) + 0.45 * self._sway(20 + n, hours_ago / 1.9)
            start = self._sway(10 + n, 0.0) + 0.45 * self._sway(20 + n, 0.0)
            return level + 0.17 * (wave - start) - 0.05 * hours_ago

        drift = 0.035 * (self._sway(30 + n, t / 43) - self._sway(30 + n, 0.0)) + t * 5e-5
        now = at(0.0) + drift
        return {
            "name": name,
            "river": river,
            "level": round(now, 2),
            "warning": warning,
            "guaranteed": guaranteed,
            "trend": round((now - at(1.0)), 2),
            "flow": round(flow * (1 + 0.02 * self._sway(70 + n, t / 11))),
            "curve": [round(at(h / 2) + drift * (1 - h / 48), 3) for h in range(48, -1, -1)],
        }

    def _rain(self, t: float) -> list[Json]:
        found = []
        for n, name in enumerate(RAIN_PLACES):
            hour = max(0.0, 13 - 1.2 * n + 5 * self._sway(80 + n, t / 41))
            found.append({"name": name, "hour": round(hour, 1), "day": round(96 - 8.3 * n + hour)})
        return found

    def _sway(self, n: int, x: float) -> float:
        """A smooth curve between -1 and 1, another for each `n`."""
        p = self._phases[n % 256]
        return 0.6 * math.sin(x + p) + 0.4 * math.sin(2.3 * x + 1.7 * p)

    def _radar_cells(self, step: int) -> str:
        """Echo strength 0..255 of the radar's cells, row by row, base64."""
        if self._radar[0] == step:
            return self._radar[1]
        ys, xs = np.mgrid[RADAR_TOP : RADAR_TOP + RADAR_H, 0:RADAR_W].astype(np.float32)
        field = np.zeros((RADAR_H, RADAR_W), np.float32)
        for n, (x0, y0, across, along, strength) in enumerate(self._cells):
            x = (x0 + 0.55 * step * (0.8 + 0.03 * n) + 15) % 130 - 15
            y = (y0 + 0.16 * step + 16) % 92 - 16
            beat = strength * (0.75 + 0.25 * self._sway(160 + n, step / 9))
            u, v = (xs - x) * 0.88 + (ys - y) * 0.47, (ys - y) * 0.88 - (xs - x) * 0.47
            field += np.float32(beat) * np.exp(-((u / across) ** 2) - (v / along) ** 2)
        grain = 0.08 * np.sin(xs * 0.9 + step * 0.5) * np.sin(ys * 1.1 - step * 0.3)
        cells = np.clip((field * (1 + grain)) * 165, 0, 255).astype(np.uint8)
        self._radar = (step, base64.b64encode(cells.tobytes()).decode())
        return self._radar[1]


def _along(way: tuple[tuple[float, float], ...], distance: float) -> tuple[float, float, float]:
    """The point `distance` units along a way, driven to and fro, and the heading in degrees."""
    legs = [math.dist(a, b) for a, b in pairwise(way)]
    total = sum(legs)
    rest = distance % (2 * total)
    back = rest > total
    rest = 2 * total - rest if back else rest
    for (a, b), leg in zip(pairwise(way), legs, strict=True):
        if rest <= leg:
            part = rest / leg
            heading = math.degrees(math.atan2(b[0] - a[0], -(b[1] - a[1])))
            turned = heading + 180 if back else heading
            x, y = a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
            return x, y, turned % 360
        rest -= leg
    return way[-1][0], way[-1][1], 0.0

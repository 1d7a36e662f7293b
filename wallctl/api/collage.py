"""Pictures of parts of a wall put together. Apart from the rest: its libraries weigh 60 MB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from wallctl.domain.entities import Output
from wallctl.domain.geometry import Size

GROUND = (28, 23, 20)  # what no node reported: the window colour of the screens, blue first
QUALITY = 80

Pixels = NDArray[np.uint8]


def collage(
    canvas: Size, outputs: Iterable[Output], parts: Mapping[str, bytes], form: str
) -> tuple[bytes, int, int]:
    """One picture of the whole canvas from those of the nodes: (encoded, width, height).

    `form` is ".png" or ".jpg". Blocking. Raises ValueError for a picture that is none.
    """
    seen = {node: _decoded(data) for node, data in parts.items()}
    width = max(one.shape[1] for one in seen.values())
    height = max(1, round(canvas.h * width / canvas.w))
    whole: Pixels = np.empty((height, width, 3), np.uint8)
    whole[:] = GROUND
    scale = width / canvas.w
    for output in outputs:
        part = seen.get(output.node)
        if part is None:
            continue
        if part.shape[:2] != (height, width):
            part = np.asarray(cv2.resize(part, (width, height)), np.uint8)
            seen[output.node] = part
        r = output.rect
        x, y = max(0, round(r.x * scale)), max(0, round(r.y * scale))
        right, bottom = max(x, round(r.right * scale)), max(y, round(r.bottom * scale))
        whole[y:bottom, x:right] = part[y:bottom, x:right]
    options = [cv2.IMWRITE_JPEG_QUALITY, QUALITY] if form == ".jpg" else []
    return cv2.imencode(form, whole, options)[1].tobytes(), width, height


def _decoded(data: bytes) -> Pixels:
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if found is None:
        raise ValueError("no picture")
    return np.asarray(found, np.uint8)

"""How much this machine can decode, in megapixels a second."""

from __future__ import annotations

import os

# Measured: H.264 640x360 decodes and converts at about 280 Mpx a second on one core; half of the
# machine is left to painting, pages, the desk and the system.
MPX_S_A_CORE = 280.0
SHARE = 0.5


def own_budget() -> float:
    return MPX_S_A_CORE * SHARE * (os.cpu_count() or 1)

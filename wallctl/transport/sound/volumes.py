"""Decibels, and the sound server's own measures."""

from __future__ import annotations

import math

from wallctl.domain.audio import SILENCE_DB
from wallctl.domain.audio_state import QUIET_DB


def level_db(peak: float) -> float:
    """A highest sample as dBFS; what cannot be heard is the bottom of the meter."""
    return max(QUIET_DB, round(20 * math.log10(peak), 1)) if peak > 0 else QUIET_DB


def db_of(volume: float) -> float:
    """A volume's gain. PulseAudio's volumes are cubic; the bottom of a fader is silence."""
    return max(SILENCE_DB, round(60 * math.log10(volume), 1)) if volume > 0 else SILENCE_DB


def volume_of(gain_db: float) -> float:
    return float(10 ** (gain_db / 60)) if gain_db > SILENCE_DB else 0.0

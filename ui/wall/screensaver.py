"""Keeps the displays awake while the wall runs. The one place that asks the system for it."""

from __future__ import annotations

import ctypes
import logging
import shutil
import subprocess
import sys

log = logging.getLogger(__name__)

_XSET_S = 3.0
_ES_CONTINUOUS, _ES_SYSTEM, _ES_DISPLAY = 0x80000000, 0x1, 0x2


def keep_awake(platform: str) -> bool:
    """No screen saver, no power saving, for Qt platform `platform`; False where the system must
    be set up by hand (said once in the log)."""
    if sys.platform == "win32":
        state = _ES_CONTINUOUS | _ES_SYSTEM | _ES_DISPLAY
        return bool(ctypes.windll.kernel32.SetThreadExecutionState(state))
    if platform != "xcb":
        return False
    xset = shutil.which("xset")
    if xset is None:
        log.warning("xset is missing: switch screen saver and power saving off by hand")
        return False
    for words in (("s", "off"), ("s", "noblank"), ("-dpms",)):
        try:
            done = subprocess.run([xset, *words], timeout=_XSET_S, check=False, capture_output=True)
        except (OSError, subprocess.TimeoutExpired):
            return False
        # Virtual displays have no power saving: nothing to switch off there.
        if done.returncode and words[0] != "-dpms":
            log.warning("xset could not switch the screen saver off")
            return False
    return True

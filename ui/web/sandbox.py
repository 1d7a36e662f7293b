"""Whether Chromium can lock its pages in. Where it cannot, it ends the whole process instead."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

SWITCH = "QTWEBENGINE_DISABLE_SANDBOX"
WITHIN_S = 10.0
# What Chromium does first: a user namespace, and in it one for processes. Ubuntu's AppArmor allows
# the former and refuses the latter.
_TRY = """
import ctypes
libc = ctypes.CDLL(None)
raise SystemExit(libc.unshare(0x10000000) or libc.unshare(0x20000000))
"""


def usable(environ: Mapping[str, str]) -> bool:
    """True also where the sandbox is switched off, by root's start or by whoever runs the site."""
    if environ.get(SWITCH) == "1" or not sys.platform.startswith("linux"):
        return True
    try:
        tried = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _TRY],
            check=False,
            capture_output=True,
            timeout=WITHIN_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return True  # not known: let Chromium find out
    return tried.returncode == 0

"""How Chromium is started: light, quiet, without a display, and with nothing to say to anyone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import MutableMapping
from pathlib import Path

SHM_NEEDED_BYTES = 256 * 1024 * 1024
WITHOUT_FEATURES = (
    "MediaRouter",
    "DialMediaRouteProvider",
    "OptimizationHints",
    "Translate",
    "AutofillServerCommunication",
    "CertificateTransparencyComponentUpdater",
    "InterestFeedContentSuggestions",
    "GlobalMediaControls",
    "HardwareMediaKeyHandling",
    "WebOTP",
    "WebUSB",
    "WebBluetooth",
    "BackForwardCache",  # a reloaded page must not be kept beside the new one
    "SpareRendererForSitePerProcess",  # a process in store for the next page: 20 MB each
)
FLAGS = (
    # pages are put together without OpenGL, but maps that draw with WebGL get one made in software
    "--disable-gpu-compositing",
    "--disable-gpu-rasterization",
    "--disable-accelerated-2d-canvas",
    "--disable-accelerated-video-decode",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-speech-api",
    "--disable-notifications",
    "--disable-logging",
    "--log-level=3",
    "--no-pings",
    "--no-first-run",
    "--mute-audio",
    "--disk-cache-size=1048576",
    "--autoplay-policy=no-user-gesture-required",
    # the page is never on a screen of ours, yet it is on the wall
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--force-color-profile=srgb",
    "--disable-smooth-scrolling",
    "--disable-features=" + ",".join(WITHOUT_FEATURES),
)


def prepare(environ: MutableMapping[str, str]) -> None:
    """Sets what Qt and Chromium read at their start; call before the QApplication is made."""
    environ["QT_QPA_PLATFORM"] = "offscreen"  # a worker never opens a window
    environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"
    environ.pop("QT_SCALE_FACTOR", None)
    flags = list(FLAGS)
    if _little_shared_memory():
        flags.append("--disable-dev-shm-usage")
    environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join(flags)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium's sandbox cannot be set up by root; an ordinary user keeps it.
        environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"


def _little_shared_memory() -> bool:
    """Containers often have 64 MB in /dev/shm, too little for a page's pictures."""
    shm = Path("/dev/shm")
    if not sys.platform.startswith("linux") or not shm.is_dir():
        return False
    return shutil.disk_usage(shm).total < SHM_NEEDED_BYTES

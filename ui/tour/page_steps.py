"""The echo page in a browser."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtGui import QImage

from ui.tour.walk import Walk, check

BROWSER_S = 40


async def echo_page(walk: Walk) -> None:
    """GET / as a person sees it who has nothing but a browser."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.png"
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "ui.tour.browser", walk.hall.url + "/", str(file)),
            env=env,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(BROWSER_S):
                code = await process.wait()
        except TimeoutError:
            process.kill()
            code = await process.wait()
        check(code == 0, f"the echo page loads in a browser, exit code {code}")
        walk.album.image("echo-page", "浏览器中的回显页", QImage(str(file)))


STEPS = (echo_page,)

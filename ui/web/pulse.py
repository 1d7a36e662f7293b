"""The heartbeat of a page: a question to its script engine, answered only while it works.

The question also keeps the scroll offset and brings back how the page's own data requests fare:
a dashboard whose server is gone still answers, but what it shows is not live any more.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineScript

ASK_EVERY_MS = 1000
HUNG_AFTER_S = 5.0
KILL_AFTER_S = 15.0
DATA_LOST_AFTER_S = 8.0
FAILURES_NEEDED = 3

# Says when the loaded page has been painted once, and counts the page's own requests (fetch and
# XMLHttpRequest) to its own server, good and bad ones in a row. Runs in a world of its own: a page
# can neither see nor change it.
WATCH = """
(() => {
  const seen = { good: 0, bad: 0, painted: false };
  globalThis.__wallctl = seen;
  addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(() => {
    seen.painted = true;
  })));
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      if (entry.initiatorType !== 'fetch' && entry.initiatorType !== 'xmlhttprequest') continue;
      if (!entry.name.startsWith(location.origin + '/')) continue;
      const status = entry.responseStatus;
      if (status >= 200 && status < 400) { seen.good += 1; seen.bad = 0; } else seen.bad += 1;
    }
  }).observe({ type: 'resource', buffered: true });
})();
"""

# %d %d are the scroll offset in the page's own px.
_ASK = """
(() => {
  const x = %d, y = %d, seen = globalThis.__wallctl || { good: 0, bad: 0 };
  if (x || y) if (Math.abs(scrollX - x) > 1 || Math.abs(scrollY - y) > 1)
    scrollTo({ left: x, top: y, behavior: 'instant' });
  return JSON.stringify({ ready: document.readyState, at: location.protocol, ...seen });
})()
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page said of itself. `started` is when there is a document of its own to see."""

    started: bool
    complete: bool
    painted: bool


class Pulse(QObject):
    """Asks a page each second. `told` gets each answer; ages are seconds, monotonic."""

    def __init__(
        self, page: QWebEnginePage, scroll: tuple[int, int], told: Callable[[Answer], None]
    ) -> None:
        super().__init__(page)
        self._page = page
        self._ask = _ASK % scroll
        self._told = told
        self._answered_at = time.monotonic()
        self._waiting_since: float | None = None
        self._good = 0
        self._last_good_at = time.monotonic()
        self._bad = 0
        self._timer = QTimer(self)
        self._timer.setInterval(ASK_EVERY_MS)
        self._timer.timeout.connect(self.ask)

    def start(self) -> None:
        """Begins anew, for a new document."""
        now = time.monotonic()
        self._waiting_since, self._answered_at = None, now
        self._last_good_at, self._good, self._bad = now, 0, 0
        self._timer.start()

    def stop(self) -> None:
        self._waiting_since = None
        self._timer.stop()

    @property
    def silence_s(self) -> float:
        """How long the oldest open question has waited for its answer."""
        if self._waiting_since is None:
            return 0.0
        return time.monotonic() - self._waiting_since

    @property
    def data_lost(self) -> bool:
        """Whether the page's requests to its own server have failed for some time."""
        return (
            self._bad >= FAILURES_NEEDED
            and time.monotonic() - self._last_good_at > DATA_LOST_AFTER_S
        )

    def ask(self) -> None:
        if self._waiting_since is not None:
            return
        self._waiting_since = time.monotonic()
        world = QWebEngineScript.ScriptWorldId.ApplicationWorld.value
        self._page.runJavaScript(self._ask, world, self._answered)

    def _answered(self, answer: object) -> None:
        self._waiting_since = None
        self._answered_at = time.monotonic()
        if not isinstance(answer, str) or not answer:
            return
        said = json.loads(answer)
        good, self._bad = int(said["good"]), int(said["bad"])
        if good != self._good:
            self._good, self._last_good_at = good, self._answered_at
        self._told(
            Answer(
                started=said["at"] != "about:" and said["ready"] != "loading",
                complete=said["ready"] == "complete",
                painted=bool(said.get("painted")),
            )
        )

"""out/bench.json and the printed tables."""

from __future__ import annotations

import json
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

import psutil


@dataclass
class Figure:
    """One measured value. `value` is the median of the runs, `n` their number."""

    name: str
    value: float
    unit: str
    n: int
    how: str
    bar: str = ""
    runs: list[float] = field(default_factory=list)


@dataclass
class Peer:
    name: str
    figure: str
    value: float


@dataclass
class Report:
    figures: list[Figure] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, runs: list[float], unit: str, how: str, bar: str = "") -> None:
        self.figures.append(Figure(name, median(runs), unit, len(runs), how, bar, runs))

    def peer(self, name: str, figure: str, runs: list[float]) -> None:
        self.peers.append(Peer(name, figure, median(runs)))

    def write(self, path: Path) -> None:
        """Merges into an earlier file, so that a part of the bench does not lose the rest."""
        old = json.loads(path.read_text()) if path.exists() else {}
        mine = {f.name for f in self.figures}
        figures = [f for f in old.get("figures", []) if f["name"] not in mine]
        peers_mine = {(p.name, p.figure) for p in self.peers}
        peers = [p for p in old.get("peers", []) if (p["name"], p["figure"]) not in peers_mine]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            json.dumps(
                {
                    "machine": machine(),
                    "when": datetime.now(UTC).isoformat(timespec="seconds"),
                    "commit": commit(),
                    "figures": figures + [asdict(f) for f in self.figures],
                    "peers": peers + [asdict(p) for p in self.peers],
                    "notes": self.notes,
                },
                indent=1,
                ensure_ascii=False,
            )
        )

    def table(self) -> str:
        lines = ["", f"{'figure':34} {'value':>10} {'unit':8} {'bar':16} runs"]
        for f in self.figures:
            runs = " ".join(f"{r:.3g}" for r in f.runs[:6])
            lines.append(f"{f.name:34} {f.value:10.3f} {f.unit:8} {f.bar:16} {runs}")
        lines += ["", f"{'peer':24} {'figure':30} {'value':>10}"]
        lines += [f"{p.name:24} {p.figure:30} {p.value:10.3f}" for p in self.peers]
        return "\n".join([*lines, *self.notes])


def machine() -> dict[str, object]:
    cpu = ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [ln for ln in info.read_text().splitlines() if ln.startswith("model name")]
        cpu = names[0].split(":", 1)[1].strip() if names else ""
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cpu": cpu or platform.processor(),
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "load_1m_at_end": round(psutil.getloadavg()[0], 2),
        "pyside6": version("PySide6"),
        "av": version("av"),
    }


def commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def percentile(values: list[float], p: float) -> float:
    """The value that `p` per cent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(p / 100 * len(ordered) + 0.5) - 1))]

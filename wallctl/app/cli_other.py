"""The demo and the benchmark, started from here."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

import wallctl
from wallctl.app.ending import Exit, Stop
from wallctl.app.words import CliWords, language


def add_other_commands(app: typer.Typer) -> None:
    app.command()(demo)
    app.command()(bench)


def demo(
    tour: Annotated[
        Path | None, typer.Option(help="Walk through every screen; pictures go to this folder.")
    ] = None,
) -> None:
    """Starts the demo site: real feeds, engines, wall and desk; Ctrl+C ends all of it."""
    words = CliWords(language())
    try:
        run = import_module("wallctl.app.demo").run
    except ImportError as exc:
        raise Stop(Exit.FAULT, words("demo.missing", why=exc)) from None
    raise typer.Exit(run(tour))


def bench(
    names: Annotated[list[str] | None, typer.Argument(help="Parts of it; all if none.")] = None,
) -> None:
    """Runs the benchmark of the source tree and writes out/bench.json."""
    words = CliWords(language())
    root = Path(wallctl.__file__).resolve().parents[1]
    if not (root / "tests" / "bench" / "__main__.py").exists():
        raise Stop(Exit.REFUSED, words("bench.missing", folder=root))
    command = [sys.executable, "-m", "tests.bench", *(names or [])]
    done = subprocess.run(command, cwd=root, check=False)
    raise typer.Exit(done.returncode)

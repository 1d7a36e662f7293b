"""The command line `wallctl`."""

from __future__ import annotations

import os
import sys

import typer

import wallctl
from wallctl.app.cli_engine import add_engine_commands
from wallctl.app.cli_other import add_other_commands
from wallctl.app.ending import Exit, Stop
from wallctl.app.words import CliWords, language
from wallctl.domain.address import redact


def build(engine_only: bool = False) -> typer.Typer:
    """All commands. `engine_only` leaves out those of a client, whose libraries an engine that
    runs for months need not hold."""
    app = typer.Typer(
        name="wallctl",
        help="Video wall control of a command hall.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    add_other_commands(app)
    add_engine_commands(app)
    if not engine_only:
        from wallctl.app.cli_client import add_client_commands
        from wallctl.app.cli_sign_in import add_sign_in_commands

        add_client_commands(app)
        add_sign_in_commands(app)
    app.callback(invoke_without_command=True)(_top)
    return app


def _top(version: bool = typer.Option(False, "--version", help="Says the version.")) -> None:
    if version:
        typer.echo(wallctl.__version__)
        raise typer.Exit


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """The exit code of CONTRACT: 0 done, 1 a fault of ours, 2 refused, 3 device, 4 no engine."""
    command = typer.main.get_command(build(engine_only=args[:1] == ["serve"]))
    try:
        command.main(args, prog_name="wallctl")
    except SystemExit as end:
        return int(end.code or 0)
    except Stop as stop:
        if stop.line:
            typer.echo(stop.line, err=True)
        return int(stop.code)
    except BrokenPipeError:
        # Whoever read our output has gone (`wallctl follow | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.DONE)
    except Exception as exc:
        words = CliWords(language())
        why = redact(f"{type(exc).__name__}: {exc}")
        typer.echo(words("fault.ours", why=why), err=True)
        if os.environ.get("WALLCTL_TRACE"):
            raise
        return int(Exit.FAULT)
    return int(Exit.DONE)


if __name__ == "__main__":
    main()

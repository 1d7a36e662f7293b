"""How a command of the command line ends: its exit code and its last words."""

from __future__ import annotations

from enum import IntEnum

from wallctl.domain.commands import Answer, Result


class Exit(IntEnum):
    DONE = 0
    FAULT = 1  # ours
    REFUSED = 2  # bad input
    DEVICE = 3  # part or failed at a device
    UNREACHABLE = 4  # no engine


class Stop(Exception):
    """Ends the command with a line on stderr and an exit code."""

    def __init__(self, code: Exit, line: str = "") -> None:
        self.code = code
        self.line = line
        super().__init__(line)


def exit_of(answer: Answer) -> Exit:
    match answer.result:
        case Result.DONE:
            return Exit.DONE
        case Result.REFUSED:
            return Exit.REFUSED
        case Result.PART | Result.FAILED:
            return Exit.DEVICE

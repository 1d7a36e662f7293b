"""Words for what came of a command."""

from __future__ import annotations

from dataclasses import dataclass

from ui.common.command_button import State
from ui.common.glyphs import Glyph
from ui.common.labels import name_of, reason_words
from ui.common.tokens import DARK
from ui.common.words import Words
from wallctl.domain.commands import Answer, Result, Step
from wallctl.domain.devices.entities import Device
from wallctl.domain.entities import Tile
from wallctl.domain.show import Show

GOOD_STATES = frozenset({"done", "live", "safe"})
_GLASS = frozenset({"tile", "output", "node"})
_SHOWN = frozenset({"tile", "device"})
SENT = "sent"
"""The code of what a device took and does not read back: never called done."""


@dataclass(frozen=True, slots=True)
class Report:
    """One command that this desk sent, or one that another did, with its outcome.

    `answer` is None for a command of another's, and when the engine could not be asked;
    then `trouble` is a code of `answer.CODE`.
    """

    at: float  # epoch s of this machine
    by: str  # empty for this desk
    kind: str
    answer: Answer | None = None
    ms: float = 0.0
    trouble: str = ""
    what: str = ""  # name of the scene or tile, if it has one

    @property
    def state(self) -> State:
        if self.trouble:
            return State.FAILED
        if self.answer is None:
            return State.CONFIRMED
        if self.answer.result is Result.DONE and (self.answer.code == SENT or _begun(self.answer)):
            return State.SENT
        return {
            Result.DONE: State.CONFIRMED,
            Result.PART: State.PART,
            Result.FAILED: State.FAILED,
            Result.REFUSED: State.FAILED,
        }[self.answer.result]


GLYPHS = {
    State.CONFIRMED: (Glyph.CHECK, DARK.text),
    State.SENT: (Glyph.SENT, DARK.text),
    State.PART: (Glyph.PART, DARK.pending),
    State.FAILED: (Glyph.CROSS, DARK.fault),
}


def result_words(report: Report, words: Words) -> str:
    """The outcome in one line: 已确认 6/6 · 61 ms, or what went wrong."""
    answer = report.answer
    if report.trouble:
        return words(f"answer.{report.trouble}")
    if answer is None:
        return ""
    shown = [s for s in answer.steps if s.what in _SHOWN]
    steps = shown if any(s.what == "tile" for s in shown) else list(answer.steps)
    count = f" {sum(s.state in GOOD_STATES for s in steps)}/{len(steps)}" if steps else ""
    if report.state is State.SENT:
        return words("devices.asked" if _begun(answer) else "button.sent")
    if answer.code == "rehearsed":
        return words("control.rehearsed")
    if answer.result is Result.DONE:
        took = f" · {report.ms:.0f} ms" if report.ms else ""
        return words("answer.done") + count + _taken(answer, words) + took
    code = code_words(answer, words)
    if is_under_way(answer):
        return words("button.pending") + count + (f" · {code}" if code else "")
    if answer.result is Result.PART:
        return words("answer.part") + count + (f" · {code}" if code else "")
    return words(f"answer.{answer.result.value}") + (f" · {code}" if code else "")


def is_under_way(answer: Answer) -> bool:
    """Whether devices are still at it, warming up or asked once more, and none has failed; or a
    run of steps goes on."""
    if answer.result is Result.PART and answer.code == "running":
        return True
    states = {step.state for step in answer.steps if step.what == "device"}
    return (
        answer.result is Result.PART
        and answer.code != "waits"
        and "pending" in states
        and states <= {"done", "sent", "pending"}
        and all(step.state in GOOD_STATES for step in answer.steps if step.what in _GLASS)
    )


def _begun(answer: Answer) -> bool:
    """Whether something was only set about: what comes of it is seen later."""
    return bool(answer.steps) and all(step.state == "asked" for step in answer.steps)


def _taken(answer: Answer, words: Words) -> str:
    """Which act was undone or redone: it may lie farther back than the eye remembers."""
    key = f"did.{dict(answer.fields).get('taken', '')}"
    return f" · {words(key)}" if words.has(key) else ""


def code_words(answer: Answer, words: Words) -> str:
    if not answer.code:
        return ""
    fields = dict(answer.fields)
    reason = fields.get("reason", "")
    place = fields.get("key", "").rpartition(".")[2]
    if reason == "taken" and place == "number" and fields.get("name"):
        return words("refusal.taken_number", n=fields.get("got", ""), name=fields["name"])
    keys = (f"refusal.{reason}", f"refusal.{answer.code}", f"reason.{answer.code}")
    said = next((words(key) for key in keys if words.has(key)), answer.code)
    told = fields.get("by") or fields.get("name")
    return f"{said} · {told}" if told else said


def step_words(step: Step, show: Show, words: Words, tiles: dict[str, Tile]) -> tuple[str, str]:
    """(which, why) for one step that is not done: the tile's source by name, and the reason."""
    tile = tiles.get(step.target)
    if tile is not None:
        which = tile.title or name_of(show.sources.get(tile.source), words, tile.source)
    elif step.what == "output":
        output = show.outputs.get(step.target)
        which = words("step.output", name=(output and output.name) or step.target)
    elif step.what == "device":
        id, _, key = step.target.partition("/")
        which = words("behind.step", name=name_of(show.all(Device).get(id), words, id), key=key)
    elif step.what == "node":
        which = words("step.node", name=step.target)
    else:
        which = step.target
    why = reason_words(step.reason or step.state, words)
    return which, why


def not_done(answer: Answer) -> tuple[Step, ...]:
    """The steps that went wrong; the wall's own only sums up the others."""
    return tuple(s for s in answer.steps if s.state not in GOOD_STATES and s.what != "wall")

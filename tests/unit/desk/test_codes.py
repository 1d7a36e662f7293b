"""Every code that the engine can answer has words in both languages: found in its own code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import wallctl
from ui.common.words import Words
from wallctl.domain import errors
from wallctl.domain.errors import WallctlError
from wallctl.domain.observed import Picture, Reason

ROOT = Path(wallctl.__file__).parent
WHERE = ("domain", "engine", "store")
RAISERS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, WallctlError)
} | {"JournalFailed"}
INNER = {"store", "store_in_use"}
"""Codes of a start that fails: told on the console, never on a screen."""


@cache
def _nodes() -> tuple[ast.AST, ...]:
    return tuple(
        node
        for part in WHERE
        for path in sorted((ROOT / part).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call | ast.Assign)
    )


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for node in _nodes():
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            name = node.func.attr if isinstance(node.func, ast.Attribute) else name
            yield name, node


def _text(node: ast.expr | None) -> Iterator[str]:
    """The string constants an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _text(node.body)
        yield from _text(node.orelse)


def refusals() -> set[str]:
    """Codes and reasons of errors, and codes of answers and verdicts."""
    found: set[str] = set()
    for name, call in _calls():
        args, keys = call.args, {k.arg: k.value for k in call.keywords}
        if name in RAISERS:
            found |= set(_text(args[0] if args else None)) | set(_text(keys.get("reason")))
        elif name == "invalid" and len(args) > 1:
            found |= set(_text(args[1]))
        elif name in ("Answer", "Verdict", "failed", "replace"):
            found |= set(_text(keys.get("code")))
            if name != "replace":
                at = {"Answer": 2, "Verdict": 1, "failed": 1}[name]
                found |= set(_text(args[at] if len(args) > at else None))
    for node in _nodes():
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "code" for t in node.targets
        ):
            found |= set(_text(node.value))
    return found - INNER


def step_reasons() -> set[str]:
    found: set[str] = set()
    for name, call in _calls():
        if name == "Step":
            for at in (2, 3):
                found |= set(_text(call.args[at] if len(call.args) > at else None))
    return found - {"done", "live", "safe"}


def faults() -> set[str]:
    """What is handed to `fault`, and the constants that are."""
    found: set[str] = set()
    for name, call in _calls():
        if name in ("fault", "_fault") and call.args:
            found |= set(_text(call.args[0]))
    for node in _nodes():
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id in ("FAULT", "PLAN_FAILED") for t in node.targets
        ):
            found |= set(_text(node.value))
    return found | {"journal_full", "journal_failed"}


@pytest.fixture(params=["zh", "en"])
def words(request: pytest.FixtureRequest, qapp: object) -> Words:
    return Words("common", "desk", lang=request.param)


def test_the_search_finds_codes() -> None:
    assert {"taken", "duplicate_id", "no_history", "archive_room", "not_shown"} <= refusals()
    assert {"not_mapped", "screen_missing", "no_outputs"} <= step_reasons()
    assert {"plan_failed", "secret_unreadable", "outcomes_unwritten", "backup_failed"} <= faults()


def test_every_refusal_has_words(words: Words) -> None:
    assert not {
        c for c in refusals() if not (words.has(f"refusal.{c}") or words.has(f"reason.{c}"))
    }


def test_every_reason_of_a_step_has_words(words: Words) -> None:
    codes = step_reasons() | {r.value for r in Reason if r} | {p.value for p in Picture}
    assert not {c for c in codes - {"live"} if not words.has(f"reason.{c}")}


def test_every_fault_has_words(words: Words) -> None:
    assert not {c for c in faults() if not words.has(f"alarm.{c}")}

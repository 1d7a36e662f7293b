"""An engine's answer as HTTP says it."""

from __future__ import annotations

from wallctl.domain.address import redact
from wallctl.domain.commands import Answer, Result
from wallctl.wire.desk import AnswerOut, StepOut

_REFUSED = {"conflict": 409, "not_allowed": 403, "not_found": 404}


def answer_out(answer: Answer) -> AnswerOut:
    """The answer for the outside. What it quotes of the question is told without a password."""
    return AnswerOut(
        result=answer.result.value,
        revision=answer.revision,
        code=answer.code,
        message=redact(answer.message),
        fields={key: redact(value) for key, value in answer.fields},
        steps=tuple(
            StepOut(what=s.what, target=s.target, state=s.state, reason=s.reason, ms=s.ms)
            for s in answer.steps
        ),
    )


def status_of(answer: Answer) -> int:
    """200 done and part, 409/403/404/422 refused, 502 failed."""
    match answer.result:
        case Result.DONE | Result.PART:
            return 200
        case Result.REFUSED:
            return _REFUSED.get(dict(answer.fields).get("blame", answer.code), 422)
        case Result.FAILED:
            return 502


def refusal(revision: int, code: str, message: str, **fields: str) -> AnswerOut:
    """An answer of the edge itself: the engine was not asked."""
    return AnswerOut(result="refused", revision=revision, code=code, message=message, fields=fields)

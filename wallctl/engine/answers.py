"""Answers that need no glass: refused, and failed for our own reasons."""

from __future__ import annotations

from wallctl.domain.commands import Answer, Result
from wallctl.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from wallctl.domain.show import Show

_BLAME: tuple[type[Refused], ...] = (NotFound, NotAllowed, Invalid, Conflict)


def refused(show: Show, error: Refused) -> Answer:
    """`blame` among the fields is the kind of refusal, whatever the finer code says:
    not_found, not_allowed, invalid or conflict."""
    blame = next((kind.code for kind in _BLAME if isinstance(error, kind)), Refused.code)
    fields = [("blame", blame), *((key, str(value)) for key, value in error.fields.items())]
    return Answer(Result.REFUSED, show.revision, error.code, str(error), tuple(fields))


def unknown(show: Show) -> Answer:
    """It may have been carried out, or not."""
    return Answer(Result.PART, show.revision, "outcome_unknown", "the room stopped meanwhile")


def failed(show: Show, code: str, message: str = "") -> Answer:
    """Nothing was changed."""
    return Answer(Result.FAILED, show.revision, code, message or code)


def together(one: Answer, other: Answer) -> Answer:
    """Two outcomes of one command: done where both are, with the first code there is."""
    results = {one.result, other.result}
    result = results.pop() if len(results) == 1 else Result.PART
    return Answer(
        result,
        max(one.revision, other.revision),
        (one.code if one.result is not Result.DONE else "") or other.code or one.code,
        one.message or other.message,
        (*one.fields, *other.fields),
        (*one.steps, *other.steps),
    )

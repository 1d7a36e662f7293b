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

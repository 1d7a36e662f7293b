"""Signing in and out, and who is signed in."""

from __future__ import annotations

from typing import TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ValidationError

from wallctl.api.answers import refusal
from wallctl.api.callers import Caller, caller_of, not_allowed
from wallctl.api.limits import TooLarge, body_of
from wallctl.api.reception import Reception
from wallctl.api.sign_in import SignIns, Unreadable, WrongPassword
from wallctl.api.sign_in_lockout import Locked
from wallctl.api.sign_in_passwords import Busy
from wallctl.domain.deciding.checks import check_name
from wallctl.domain.errors import Refused
from wallctl.ports.sessions import Session
from wallctl.wire.desk import Emergency, SessionOut, Sessions, SignedIn, SignIn

MAX_BODY = 16 * 1024
SHOWN_OF_ID = 12  # characters of a session's id that the outside sees

B = TypeVar("B", bound=BaseModel)


class _Bad(Exception):
    """What was sent is no such body; never says what it was."""

    def __init__(self, status: int, message: str) -> None:
        self.status, self.message = status, message
        super().__init__(message)


def sign_in_routes(sign_ins: SignIns, reception: Reception) -> APIRouter:
    routes = APIRouter()

    def signed_in(token: str, session: Session, request: Request) -> Response:
        caller = reception.caller(token, _peer(request))
        return _json(200, SignedIn(token=token, me=caller.me()))

    @routes.post("/api/v1/sign-in")
    async def sign_in(request: Request) -> Response:
        try:
            asked = await _read(request, SignIn)
            token, session = await sign_ins.sign_in(asked.user, asked.password, _peer(request))
        except _Bad as bad:
            return _no(bad.status, "invalid", bad.message)
        except Locked as locked:
            return _locked(locked)
        except WrongPassword:
            wait = sign_ins.lockout.wait_s(asked.user, _peer(request))
            told = {"seconds": str(wait)} if wait else {}
            return _no(401, "wrong_password", "no such user, or not the password", **told)
        except Unreadable:
            return _no(409, "secret_unreadable", "the password has to be set anew")
        except Busy:
            return _no(503, "busy", "too many sign-ins at one time")
        return signed_in(token, session, request)

    @routes.post("/api/v1/emergency")
    async def emergency(request: Request) -> Response:
        if not caller_of(request.scope).console:
            return _no(403, "not_console", "only at the duty console")
        try:
            asked = await _read(request, Emergency)
            for key, text in (("name", asked.name), ("reason", asked.reason)):
                check_name(key, text)
        except _Bad as bad:
            return _no(bad.status, "invalid", bad.message)
        except Refused as exc:
            told = {key: str(value) for key, value in exc.fields.items()}
            return _no(422, exc.code, str(exc), **told)
        token, session = await sign_ins.emergency(
            asked.name.strip(), asked.reason.strip(), _peer(request)
        )
        return signed_in(token, session, request)

    @routes.post("/api/v1/sign-out")
    async def sign_out(request: Request) -> Response:
        caller = caller_of(request.scope)
        if not caller.session or not await sign_ins.sign_out(caller.session):
            return _no(409, "not_signed_in", "this is no sign-in of a person")
        return Response(status_code=204)

    @routes.get("/api/v1/me")
    async def me(request: Request) -> Response:
        return _json(200, caller_of(request.scope).me(request.query_params.get("user", "")))

    @routes.get("/api/v1/sessions")
    async def sessions(request: Request) -> Response:
        caller = caller_of(request.scope)
        if (no := not_allowed(caller, "user.update", 0)) is not None:
            return Response(no.model_dump_json(), 403, media_type="application/json")
        held = sign_ins.sessions()
        return _json(200, Sessions(sessions=tuple(_out(one, caller) for one in held)))

    @routes.post("/api/v1/sessions/{shown}/end")
    async def end(shown: str, request: Request) -> Response:
        caller = caller_of(request.scope)
        found = [s.id for s in sign_ins.sessions() if s.id[:SHOWN_OF_ID] == shown]
        by = caller.by(request.query_params.get("user", ""))
        if len(found) != 1 or not await sign_ins.sign_out(found[0], by=by):
            return _no(404, "not_found", "no such sign-in", key="id", entity="session")
        return Response(status_code=204)

    return routes


async def _read(request: Request, model: type[B]) -> B:
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise _Bad(415, "content-type: application/json is needed")
    try:
        return model.model_validate_json(await body_of(request, MAX_BODY))
    except TooLarge as exc:
        raise _Bad(413, f"over {exc} bytes") from None
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise _Bad(422, f"{place}: {first['msg']}" if place else first["msg"]) from None


def _peer(request: Request) -> str:
    return caller_of(request.scope).peer


def _out(session: Session, caller: Caller) -> SessionOut:
    return SessionOut(
        id=session.id[:SHOWN_OF_ID],
        user=session.user,
        name=session.name,
        peer=session.peer,
        at=session.at,
        used_at=session.used_at,
        emergency=session.emergency,
        reason=session.reason,
        mine=session.id == caller.session,
    )


def _locked(locked: Locked) -> Response:
    answer = _no(429, "locked_out", "too many wrong passwords", seconds=str(locked.seconds))
    answer.headers["retry-after"] = str(locked.seconds)
    return answer


def _no(status: int, code: str, message: str, **fields: str) -> Response:
    return _json(status, refusal(0, code, message, **fields))


def _json(status: int, model: BaseModel) -> Response:
    return Response(model.model_dump_json(), status, media_type="application/json")

"""A leader's requests: asked, accepted, declined, expired."""

from __future__ import annotations

from dataclasses import replace

from wallctl.domain.commands import (
    Envelope,
    RequestAccept,
    RequestDecline,
    RequestExpire,
    RequestRun,
    SceneRecall,
    SceneRequest,
)
from wallctl.domain.deciding import scenes
from wallctl.domain.deciding.checks import FreshIds, check_line, check_number, the_scene
from wallctl.domain.errors import Conflict, NotFound
from wallctl.domain.shift import Request, RequestState
from wallctl.domain.show import Change, Show, change

LEAST_S, MOST_S = 5.0, 600.0
KEPT = 50  # answered ones, for whoever asks how it went


def ask(show: Show, command: SceneRequest, envelope: Envelope) -> tuple[Change, ...]:
    """One for each scene at a time: who asks for the same scene again is told of the first."""
    scene = the_scene(show, command.scene, "scene")
    check_number("seconds", command.seconds, LEAST_S, MOST_S)
    check_line("panel", command.panel)
    for other in open_requests(show):
        if other.scene == scene.id:
            raise Conflict(
                "requested",
                key="scene",
                reason="requested",
                got=scene.id,
                name=scene.name,
                by=other.by,
                request=other.id,
            )
    made = Request(
        FreshIds(envelope, show.all(Request)).next(),
        scene.id,
        envelope.by,
        envelope.at,
        envelope.at + command.seconds,
        command.panel,
    )
    return (change(None, made), *_pruned(show))


def run(show: Show, command: RequestRun, envelope: Envelope) -> tuple[Change, ...]:
    """Asked and carried out in one; answered by nobody. One that waits for the same scene is
    answered with it."""
    scene = the_scene(show, command.scene, "scene")
    check_line("panel", command.panel)
    made = Request(
        FreshIds(envelope, show.all(Request)).next(),
        scene.id,
        envelope.by,
        envelope.at,
        envelope.at,
        command.panel,
        RequestState.ACCEPTED,
        answered_at=envelope.at,
    )
    waiting = [_answered(r, RequestState.ACCEPTED, envelope) for r in _of_scene(show, scene.id)]
    live = scenes.recall(show, SceneRecall(scene.id, live=True), envelope)
    return (change(None, made), *waiting, *live, *_pruned(show))


def accept(show: Show, command: RequestAccept, envelope: Envelope) -> tuple[Change, ...]:
    request = _the_open(show, command.id)
    if envelope.at >= request.expires_at:
        raise _closed(replace(request, state=RequestState.EXPIRED))
    live = scenes.recall(show, SceneRecall(request.scene, live=True), envelope)
    return (_answered(request, RequestState.ACCEPTED, envelope), *live)


def decline(show: Show, command: RequestDecline, envelope: Envelope) -> tuple[Change, ...]:
    return (_answered(_the_open(show, command.id), RequestState.DECLINED, envelope),)


def expire(show: Show, command: RequestExpire, envelope: Envelope) -> tuple[Change, ...]:
    request = show.get(Request, command.id)
    if request is None or request.state is not RequestState.OPEN:
        return ()
    if envelope.at < request.expires_at:
        return ()
    return (change(request, replace(request, state=RequestState.EXPIRED, answered_at=envelope.at)),)


def open_requests(show: Show) -> tuple[Request, ...]:
    """Those that wait for an answer, the longest waiting first."""
    waiting = [r for r in show.all(Request).values() if r.state is RequestState.OPEN]
    return tuple(sorted(waiting, key=lambda r: (r.at, r.id)))


def _of_scene(show: Show, scene: str) -> list[Request]:
    return [r for r in open_requests(show) if r.scene == scene]


def _the_open(show: Show, id: str) -> Request:
    request = show.get(Request, id)
    if request is None:
        raise NotFound(key="id", reason="unknown", got=id, entity="request")
    if request.state is not RequestState.OPEN:
        raise _closed(request)
    return request


def _closed(request: Request) -> Conflict:
    return Conflict(
        "request_closed",
        key="id",
        reason=f"request_{request.state.value}",
        got=request.id,
        by=request.answered_by,
    )


def _answered(request: Request, state: RequestState, envelope: Envelope) -> Change:
    after = replace(request, state=state, answered_by=envelope.by, answered_at=envelope.at)
    return change(request, after)


def _pruned(show: Show) -> list[Change]:
    past = [r for r in show.all(Request).values() if r.state is not RequestState.OPEN]
    past.sort(key=lambda r: (r.at, r.id))
    return [change(one, None) for one in past[: max(0, len(past) - KEPT + 1)]]

"""The layer above a wall's tiles."""

from __future__ import annotations

from dataclasses import replace

from wallctl.domain.commands import Envelope, OverlaySet
from wallctl.domain.deciding.checks import (
    check_colour,
    check_line,
    check_number,
    check_picture,
    check_rect,
    check_text,
    invalid,
    onto,
    the_wall,
)
from wallctl.domain.entities import Banner, Notice, Overlay
from wallctl.domain.geometry import Size
from wallctl.domain.show import Change, Show, change

MIN_HEIGHT = 8  # px
MAX_SPEED = 4_000  # px/s


def set_overlay(show: Show, command: OverlaySet, envelope: Envelope) -> tuple[Change, ...]:
    """A part that is switched on must have something to show."""
    wall = the_wall(show, command.wall)
    before = show.overlay(wall.id)
    given = {
        key: value
        for key in ("notice", "banner", "logo", "clock")
        if (value := getattr(command, key)) is not None
    }
    after = replace(before, **given)
    check_overlay("", after, wall.canvas)
    if after == before:
        return ()
    return (change(show.get(Overlay, wall.id), after),)


def check_overlay(place: str, overlay: Overlay, canvas: Size) -> None:
    """Raises Invalid with the key of what is wrong, under `place`."""
    at = f"{place}." if place else ""
    _check_strip(f"{at}notice", overlay.notice, canvas)
    _check_strip(f"{at}banner", overlay.banner, canvas)
    check_text(f"{at}notice.text", overlay.notice.text)
    check_line(f"{at}banner.text", overlay.banner.text)
    check_number(f"{at}notice.speed", overlay.notice.speed, 0, MAX_SPEED)
    check_picture(f"{at}logo.file", overlay.logo.file)
    if overlay.logo.on:
        check_rect(f"{at}logo.rect", overlay.logo.rect, canvas)
        if not overlay.logo.file:
            raise invalid(f"{at}logo.file", "empty", "")
    if overlay.clock.on:
        check_rect(f"{at}clock.rect", overlay.clock.rect, canvas)


def fitted(overlay: Overlay, canvas: Size) -> Overlay:
    """The same overlay on a canvas of another size."""
    return replace(
        overlay,
        notice=replace(overlay.notice, height=min(overlay.notice.height, canvas.h)),
        banner=replace(overlay.banner, height=min(overlay.banner.height, canvas.h)),
        logo=replace(overlay.logo, rect=onto(overlay.logo.rect, canvas)),
        clock=replace(overlay.clock, rect=onto(overlay.clock.rect, canvas)),
    )


def _check_strip(key: str, strip: Notice | Banner, canvas: Size) -> None:
    check_colour(f"{key}.ink", strip.ink)
    check_colour(f"{key}.paper", strip.paper)
    if not strip.on:
        return
    if not strip.text.strip():
        raise invalid(f"{key}.text", "empty", strip.text)
    check_number(f"{key}.height", strip.height, MIN_HEIGHT, canvas.h)

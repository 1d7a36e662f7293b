"""When a schedule is due next: APScheduler's reading of clocks, days and summer times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from apscheduler.triggers.cron import CronTrigger

from wallctl.domain.control.automation import Schedule

YEARS_AHEAD = timedelta(days=800)


def next_time(schedule: Schedule, after: float, zone: tzinfo) -> float:
    """Epoch s of the first time after `after`; 0 where there is none in two years."""
    hour, minute = map(int, schedule.at.split(":"))
    days = ",".join(str(day) for day in schedule.days) or None
    trigger = CronTrigger(hour=hour, minute=minute, day_of_week=days, timezone=zone)
    skipped = {date.fromisoformat(day) for day in schedule.skip}
    moment = datetime.fromtimestamp(after, UTC)
    end = moment + YEARS_AHEAD
    while moment < end:
        found = trigger.get_next_fire_time(None, moment + timedelta(microseconds=1))
        if found is None:
            return 0.0
        if found.date() not in skipped:
            return float(found.timestamp())
        moment = found.astimezone(UTC)
    return 0.0


def local_zone() -> tzinfo:
    """The machine's own time zone."""
    from tzlocal import get_localzone

    return get_localzone()

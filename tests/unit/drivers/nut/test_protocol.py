"""Lines of NUT as RFC 9271 (August 2022) gives them: 4.2 commands, 4.3 errors, 5.1 status."""

from __future__ import annotations

import pytest

from wallctl.domain.errors import AuthFailed, DeviceError, Garbled, Rejected, Unreachable
from wallctl.drivers.nut.protocol import MOST_ROWS, Rows, acknowledged, proved, quoted


def rows(what: str, *lines: str) -> dict[str, str] | None:
    """What the last line gives."""
    gather, got = Rows(what), None
    for line in lines:
        assert got is None
        got = gather(line.encode())
    return got


def test_a_list_is_gathered_until_its_end() -> None:
    assert rows(
        "VAR su700",
        "BEGIN LIST VAR su700",
        'VAR su700 ups.mfr "APC"',
        'VAR su700 ups.mfr.date "10/17/96"',
        'VAR su700 ups.id "机房 \\"甲\\" \\\\ 1"',
        "END LIST VAR su700",
    ) == {"ups.mfr": "APC", "ups.mfr.date": "10/17/96", "ups.id": '机房 "甲" \\ 1'}
    assert rows("UPS", "BEGIN LIST UPS", 'UPS su700 "Development box"', "END LIST UPS") == {
        "su700": "Development box"
    }
    assert rows("CMD u", "BEGIN LIST CMD u", "CMD u load.on", "END LIST CMD u") == {"load.on": ""}
    assert rows("CMD u", "BEGIN LIST CMD u", "END LIST CMD u") == {}


@pytest.mark.parametrize(
    "lines",
    [
        ("OK",),
        ("BEGIN LIST VAR other",),
        ("BEGIN LIST VAR u", 'VAR u ups.load "12'),
        ("BEGIN LIST VAR u", "END LIST VAR other"),
        ("BEGIN LIST VAR u", "ERR DATA-STALE"),
        (
            "BEGIN LIST VAR u",
            *(['VAR u a "1"'] * 1),
            *([f'VAR u a{n} "1"' for n in range(MOST_ROWS)]),
        ),
    ],
)
def test_what_is_no_list_is_garbled(lines: tuple[str, ...]) -> None:
    with pytest.raises(Garbled):
        rows("VAR u", *lines)
    with pytest.raises(Garbled):
        Rows("VAR u")(b"\xff\xfe")


@pytest.mark.parametrize(
    ("line", "error", "reason"),
    [
        ("ERR UNKNOWN-UPS", Rejected, "unknown_ups"),
        ("ERR ACCESS-DENIED", Rejected, "access_denied"),
        ("ERR CMD-NOT-SUPPORTED", Rejected, "cmd_not_supported"),
        ("ERR DRIVER-NOT-CONNECTED", Unreachable, "driver_not_connected"),
        ("ERR DATA-STALE", Unreachable, "data_stale"),
        ("ERR", Rejected, "unknown"),
        ("hello", Garbled, "no_answer_of_nut"),
        ("OKAY", Garbled, "no_answer_of_nut"),
    ],
)
def test_errors_by_blame(line: str, error: type[DeviceError], reason: str) -> None:
    with pytest.raises(error) as caught:
        acknowledged(line.encode())
    assert caught.value.fields["reason"] == reason


def test_ok_is_ok() -> None:
    assert acknowledged(b"OK") == "OK"
    assert acknowledged(b"OK TRACKING 1bd31808") == "OK TRACKING 1bd31808"


def test_a_user_is_proved_by_an_unknown_variable() -> None:
    assert proved(b"ERR VAR-NOT-SUPPORTED")
    with pytest.raises(AuthFailed):
        proved(b"ERR ACCESS-DENIED")
    with pytest.raises(Unreachable):
        proved(b"ERR DATA-STALE")
    with pytest.raises(Garbled):
        proved(b"OK")


def test_a_value_stays_one_word() -> None:
    assert quoted('a "b" \\') == '"a \\"b\\" \\\\"'
    with pytest.raises(Rejected):
        quoted("1\nINSTCMD u load.off")

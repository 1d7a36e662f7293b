"""Logs are the last place where a password could slip out."""

from __future__ import annotations

import logging

from wallctl.app.logs import FORMAT, Redacting


def test_addresses_in_words_and_tracebacks_lose_their_password() -> None:
    error = OSError("cannot open rtsp://cam:pa55@10.0.0.1/x")
    thrown = (type(error), error, None)
    record = logging.LogRecord(
        "n", logging.ERROR, __file__, 1, "feed %s", ("rtsp://u:pa55@h/1",), thrown
    )
    text = Redacting(FORMAT).format(record)
    assert "pa55" not in text
    assert "rtsp://u@h/1" in text and "10.0.0.1" in text

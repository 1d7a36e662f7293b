"""The show as frozen values and pure functions: no clock, no ids, no I/O."""

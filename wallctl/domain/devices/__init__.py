"""Devices: what they can do, what is wanted of them, and what they report. Pure.

A device has *points* (点位), each with a key of its own: `power`, `input`, `outlet.3`, `route.12`.
What is wanted of a point is desired, in the show; what the device last said is observed, beside it.
"""

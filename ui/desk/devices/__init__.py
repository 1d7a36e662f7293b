"""Devices: what they are wanted to be, what they say they are, and how to reach them."""

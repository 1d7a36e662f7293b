"""Room control: what is done to devices step by step, by a scene, a sequence, a clock or an
event. Pure."""

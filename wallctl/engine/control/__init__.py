"""Carrying out steps: scenes that set devices, sequences, schedules and triggers."""

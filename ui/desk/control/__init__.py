"""Sequences, what runs by itself, and the plan for the mains."""

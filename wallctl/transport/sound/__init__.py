"""Sound servers: PulseAudio, and PipeWire by its PulseAudio protocol."""

"""What each command means, by noun. Pure: show, command and envelope in, changes out."""

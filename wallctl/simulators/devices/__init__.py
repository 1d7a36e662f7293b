"""Devices to train and demonstrate with: the real protocol on a real socket, with faults that can
be switched on. They share no code with the drivers, and prove nothing of them."""

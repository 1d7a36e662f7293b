"""What the engine needs from outside, as Protocols; adapters live with their siblings."""

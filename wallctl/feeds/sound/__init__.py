"""The sound of a feed: decoded beside its picture, and only where it is to be heard."""

"""The benchmark: our wall against a floor and its peers, on the same feeds in the same run."""

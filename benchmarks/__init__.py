"""Measurements: each module's `main` prints figures, beside a peer measured in the same run."""

"""The kinds of request in a batch update. Each module lists its own in KINDS: name to what it does."""

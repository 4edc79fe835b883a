"""Several processes that serve at one port, and the one that keeps them at work."""

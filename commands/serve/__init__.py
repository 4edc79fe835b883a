"""``threadkeep serve``: the service, from its first connection to its last."""

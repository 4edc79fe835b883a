"""Checkpoints of agents' graphs."""

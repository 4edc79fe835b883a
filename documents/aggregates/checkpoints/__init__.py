"""The checkpoints of agents' graphs: threads, values, writes, and their files."""

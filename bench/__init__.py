"""Benchmarks: each prints what it measured; its docstring states the claim."""

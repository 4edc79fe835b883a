"""The client for coroutines."""

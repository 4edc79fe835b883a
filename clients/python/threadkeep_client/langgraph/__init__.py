"""LangGraph's checkpoints, kept by Threadkeep.

    graph = builder.compile(checkpointer=ThreadkeepSaver(Threadkeep(url, token)))

Values go as the saver's serialiser makes them, once for each version of a channel, and large
ones by themselves.
"""

from threadkeep_client.langgraph.saver import ThreadkeepSaver

__all__ = ["ThreadkeepSaver"]

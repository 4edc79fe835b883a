"""A client of Threadkeep, which keeps the conversations of AI agents.

``Threadkeep`` and ``AsyncThreadkeep`` have a method for every route, and stand on httpx.
"""

from threadkeep_client._async.chat import AsyncChat
from threadkeep_client._async.client import AsyncThreadkeep
from threadkeep_client._async.following import AsyncFollowing
from threadkeep_client._async.pages import AsyncPages
from threadkeep_client._async.runtime import AsyncTiming
from threadkeep_client._async.stream_writer import AsyncStreamWriter
from threadkeep_client._sync.chat import Chat
from threadkeep_client._sync.client import Threadkeep
from threadkeep_client._sync.following import Following
from threadkeep_client._sync.pages import Pages
from threadkeep_client._sync.runtime import Timing
from threadkeep_client._sync.stream_writer import StreamWriter
from threadkeep_client.applying import apply_events
from threadkeep_client.base import NOT_GIVEN, Model
from threadkeep_client.problems import (
    ThreadkeepError,
    ThreadkeepProblem,
    ThreadkeepUnreachable,
    is_problem,
)
from threadkeep_client.retries import BackOff, RetryPolicy

__all__ = [
    "NOT_GIVEN",
    "AsyncChat",
    "AsyncFollowing",
    "AsyncPages",
    "AsyncStreamWriter",
    "AsyncThreadkeep",
    "AsyncTiming",
    "BackOff",
    "Chat",
    "Following",
    "Model",
    "Pages",
    "RetryPolicy",
    "StreamWriter",
    "Threadkeep",
    "ThreadkeepError",
    "ThreadkeepProblem",
    "ThreadkeepUnreachable",
    "Timing",
    "apply_events",
    "is_problem",
]

"""Work on long texts, beside the event loop: one piece after another, in order of arrival.

Python lets one thread work at a time, and each has its turn for 5 ms: beside several the event
loop would wait for all of them.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_BESIDE = ThreadPoolExecutor(1, thread_name_prefix="texts")


async def in_text_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``work`` gives back; others have their turn meanwhile."""
    return await asyncio.get_running_loop().run_in_executor(_BESIDE, partial(work, *args, **kwargs))

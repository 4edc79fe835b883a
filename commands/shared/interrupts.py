"""What Ctrl-C does while a command works: it cancels the work, which puts things in order.

Before and after the work, and while modules are imported, it ends the process by the
system's own way: a KeyboardInterrupt could come up anywhere there, as a traceback.
"""

import asyncio
import signal
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

__all__ = ["restored_interrupts", "run_interruptibly"]

T = TypeVar("T")


def run_interruptibly(work: Coroutine[Any, Any, T]) -> T:
    """``asyncio.run``. Ctrl-C cancels the work, then KeyboardInterrupt is raised."""
    if threading.current_thread() is not threading.main_thread():
        return asyncio.run(work)  # handlers are the main thread's to set
    with restored_interrupts():
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
            # What asyncio looks for before it puts its own handler in place.
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return asyncio.run(work)


@contextmanager
def restored_interrupts() -> Iterator[None]:
    """What Ctrl-C did before the block it does after it: an event loop that is closed
    leaves another handler behind."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

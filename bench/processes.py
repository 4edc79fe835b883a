"""What a process and those that it started take of the machine (Linux)."""

import os
from contextlib import suppress
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    # A child is listed by the thread that started it.
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread may have ended since it was listed.
        with suppress(FileNotFoundError, ProcessLookupError):
            children += (task / "children").read_text().split()
    return [pid, *(each for child in set(children) for each in descendants(int(child)))]


def processor_seconds(pid: int) -> float:
    """What a process and those that it started have taken of the processors so far."""
    ticks = 0
    for each in descendants(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")

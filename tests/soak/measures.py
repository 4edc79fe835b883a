"""What processes hold and take, as Linux tells it in ``/proc``."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
_TICK = os.sysconf("SC_CLK_TCK")
_ESTABLISHED = "01"


class Held(NamedTuple):
    """What processes hold together just now."""

    memory: int
    """In bytes, of their own: what they share with others is left out."""
    files: int
    """What they have open, connections to the database left out."""
    connections: int
    """Connections to the database."""


def family(process: int) -> list[int]:
    """A process and all that it has started, and they."""
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parent = int(_status(int(folder.name))[1])
                children.setdefault(parent, []).append(int(folder.name))
    found = [process]
    for each in found:
        found += children.get(each, [])
    return found


def held(processes: Iterable[int], ports: Iterable[int]) -> Held:
    """What processes hold, of which connections to these ports are those to the database."""
    memory = files = connections = 0
    for process in processes:
        with suppress(OSError):
            memory += _memory(process)
            opened = _opened(process)
            to_database = len(_connected(process, frozenset(ports)) & opened)
            connections += to_database
            files += len(opened) - to_database
    return Held(memory, files, connections)


def processor_seconds(process: int) -> float:
    """The time of processors that a process has had; none where it is gone."""
    with suppress(OSError):
        status = _status(process)
        return (int(status[11]) + int(status[12])) / _TICK
    return 0.0


def _status(process: int) -> list[str]:
    # The name, in parentheses, may hold anything. What follows: the state, the parent …
    return (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()


def _memory(process: int) -> int:
    for line in (PROC / str(process) / "status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0


def _opened(process: int) -> set[str]:
    found = set()
    for entry in (PROC / str(process) / "fd").iterdir():
        with suppress(OSError):
            # Two may be of one file.
            link = os.readlink(entry)
            found.add(link if link.startswith("socket:") else f"{entry.name} {link}")
    return found


def _connected(process: int, ports: frozenset[int]) -> set[str]:
    found = set()
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            lines = (PROC / str(process) / "net" / table).read_text().splitlines()[1:]
            for fields in map(str.split, lines):
                port = int(fields[2].rpartition(":")[2], 16)
                if fields[3] == _ESTABLISHED and port in ports:
                    found.add(f"socket:[{fields[9]}]")
    return found

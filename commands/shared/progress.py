"""How far a command is, on the terminal."""

import sys

import rich.progress
from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn

__all__ = ["ProgressBar"]


class ProgressBar:
    """A bar on the terminal of standard error; nothing where that is none."""

    def __init__(self, title: str, size: int | None = None) -> None:
        self._console = Console(stderr=True)
        self._bar = rich.progress.Progress(
            TextColumn(title),
            BarColumn(),
            TextColumn("{task.fields[told]}"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task: TaskID = self._bar.add_task(title, total=size, told="")

    def __enter__(self) -> "ProgressBar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def at(self, completed: int, told: str) -> None:
        """How far it is, in the unit of its size."""
        self._bar.update(self._task, completed=completed, told=told)

    def tell(self, text: str) -> None:
        """A line on standard error, above the bar."""
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

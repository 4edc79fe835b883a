"""For a person at a terminal: trees, colours and progress bars."""

from dataclasses import replace
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from commands.indexes.output import failure_details, first_line, still_building
from commands.indexes.words import (
    extent_words,
    plan_words,
    size_words,
    time_words,
    use_words,
    validator_words,
    visible,
)
from indexes import Operation, OperationKind, Plan, Risk
from indexes.apply import events
from indexes.declared.lint import LintFinding
from indexes.show.status import IndexStatus, Status
from indexes.validators.changing import ValidatorChange

_COLOURS = {
    OperationKind.CREATE_COLLECTION: "green",
    OperationKind.CREATE: "green",
    OperationKind.WAIT: "cyan",
    OperationKind.MODIFY: "yellow",
    OperationKind.REPLACE: "magenta",
    OperationKind.RECREATE: "red",
    OperationKind.STOP: "magenta",
    OperationKind.HIDE: "yellow",
    OperationKind.DROP: "red",
    OperationKind.BLOCKED: "bold red",
}
_RISKS = {
    Risk.SAFE: "green",
    Risk.SLOW: "yellow",
    Risk.GAP: "red",
    Risk.DESTRUCTIVE: "bold red",
    Risk.CONSTRAINT: "magenta",
}
_STATES = {
    "ready": "green",
    "building": "cyan",
    "hidden": "dim",
    "differs": "yellow",
    "missing": "red",
    "undeclared": "dim",
}
_UNSETTLED = frozenset({"building", "differs", "missing"})
_BAR = 24


class TerminalOutput:
    """Draws on the console."""

    def __init__(self, console: Console | None = None, errors: Console | None = None) -> None:
        self.building = False
        self._console = console or Console()
        self._errors = errors or Console(stderr=True)
        self._progress: Progress | None = None
        self._live: Live | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stop()

    def plan(self, plan: Plan) -> None:
        """A branch a collection, a leaf an operation."""
        self._console.print(plan_tree(plan))

    def event(self, event: events.Event) -> None:
        """The plan as a tree, then one bar for what is being done."""
        self.building = still_building(event, self.building)
        if isinstance(event, events.Planned):
            self.plan(event.plan)
            self._start()
        elif isinstance(event, events.Started):
            self._begin(event)
        elif isinstance(event, events.StepStarted) and self._progress and self._task is not None:
            # A step has no figures until the server gives some.
            self._progress.update(self._task, phase=event.text, completed=0, total=None, count="")
        elif isinstance(event, events.Progress) and self._progress and self._task is not None:
            count = f"{event.done:,} of {event.total:,}" if event.total else ""
            self._progress.update(
                self._task,
                phase=event.phase,
                completed=event.done,
                total=event.total,
                count=count,
                refresh=True,
            )
        elif isinstance(event, events.Finished):
            self._finish(event)
        elif isinstance(event, events.Notice):
            self._print(Text(event.text, style="yellow"))

    def status(self, status: Status) -> None:
        """A table a database."""
        self._console.print(status_table(status))

    def watched(self, status: Status) -> None:
        """What is not ready yet, drawn anew in its place."""
        if self._live is None:
            self._live = Live(console=self._console, transient=True, auto_refresh=False)
            self._live.start()
        waiting = tuple(index for index in status.indexes if index.state in _UNSETTLED)
        self._live.update(status_table(replace(status, indexes=waiting)), refresh=True)

    def settled(self, status: Status) -> None:
        """All of it, in the place of what was drawn."""
        self._stop()
        self.status(status)

    def findings(self, findings: list[LintFinding]) -> None:
        """A line a finding."""
        for finding in findings:
            style = "bold red" if finding.error else "yellow"
            word = "error" if finding.error else "warning"
            self._console.print(
                Text.assemble((word, style), " ", (finding.label, "bold"), ": ", finding.text)
            )
        self._console.print("Nothing found." if not findings else f"{len(findings)} found.")

    def validators(self, changes: list[ValidatorChange]) -> None:
        """A row a collection."""
        if not changes:
            return
        table = Table(box=None, header_style="bold")
        for title in ("collection", "change", "would not pass", "of documents"):
            table.add_column(title, justify="right" if title[0] == "o" else "left")
        for change in changes:
            what = "; ".join(filter(None, (*change.changes, change.reason))) or "in step"
            style = "bold red" if change.reason else "yellow"
            counted = "" if change.violators is None else f"{change.violators:,}"
            table.add_row(
                Text(change.collection),
                Text(what, style="green" if change.in_step else style),
                Text(counted, style="red" if change.violators else "green"),
                f"{change.documents:,}" if counted else "",
            )
        self._console.print(table)
        for change in changes:
            if change.foreign is not None:
                replaced = validator_words(change.foreign)
                self._print(Text(f"{change.collection}: it takes the place of {replaced}"))

    def say(self, text: str) -> None:
        """The sentence, as it is."""
        self._print(Text(text))

    def failed(self, error: BaseException) -> None:
        """On stderr, in red."""
        self._stop()
        self._errors.print(Text(first_line(error), style="bold red"))
        for line in failure_details(error):
            self._errors.print(Text(line))

    def end(self, _: int, /) -> None:
        """Nothing more: the exit code says it."""
        self._stop()

    def _begin(self, event: events.Started) -> None:
        self._start()
        assert self._progress is not None
        if self._task is not None:
            # There was nothing left to do in the one before.
            self._progress.remove_task(self._task)
        text = f"[{event.number}/{event.total}] {event.operation.label}"
        self._task = self._progress.add_task(
            "", total=None, label=text, phase=str(event.operation.kind), count=""
        )

    def _finish(self, event: events.Finished) -> None:
        if self._progress and self._task is not None:
            self._progress.remove_task(self._task)
            self._task = None
        self._print(
            Text.assemble(
                ("✓ ", "green"),
                (event.operation.label, "bold"),
                f"  {event.operation.kind}  ",
                (time_words(event.seconds), "dim"),
            )
        )

    def _start(self) -> None:
        if self._progress is None:
            self._progress = Progress(
                SpinnerColumn(),
                TextColumn("{task.fields[label]}", style="bold", markup=False),
                BarColumn(),
                TextColumn("{task.fields[phase]}", markup=False),
                TextColumn("{task.fields[count]}", style="green", markup=False),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
            )
            self._progress.start()

    def _stop(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
            self._task = None

    def _print(self, text: Text) -> None:
        (self._progress.console if self._progress else self._console).print(text)


def plan_tree(plan: Plan) -> Tree:
    """A plan as a tree: collections, operations with risk and size, remarks."""
    tree = Tree(Text(plan_words(plan), style="bold"))
    names = [operation.collection for operation in plan.operations]
    names += [remark.collection for remark in plan.remarks]
    for name in dict.fromkeys(names):
        mine = [operation for operation in plan.operations if operation.collection == name]
        branch = tree.add(_collection(name, mine))
        for operation in mine:
            _leaf(branch, operation)
        for remark in plan.remarks:
            if remark.collection == name:
                branch.add(Text(visible(f"· {remark.name}: {remark.text}"), style="dim"))
    return tree


def _collection(name: str, operations: list[Operation]) -> Text:
    text = Text(name, style="bold cyan")
    sized = next((each for each in operations if each.documents), None)
    if sized is not None and sized.documents and sized.size_bytes is not None:
        text.append(f"  {extent_words(sized.documents, sized.size_bytes)}", style="dim")
    return text


def _leaf(branch: Tree, operation: Operation) -> None:
    leaf = branch.add(
        Text.assemble(
            (f"{operation.kind.sign} ", _COLOURS[operation.kind]),
            (visible(operation.name) or "the collection", "bold"),
            (f"  {operation.kind}", _COLOURS[operation.kind]),
            ("  ", ""),
            (str(operation.risk), _RISKS[operation.risk]),
        )
    )
    for change in operation.changes:
        leaf.add(Text(change))
    if operation.reason:
        leaf.add(Text(operation.reason, style=_COLOURS[operation.kind]))
    if operation.built_name and operation.built_name != operation.name:
        leaf.add(Text(f"built as {operation.built_name}", style="dim"))
    if operation.stand_in is not None:
        leaf.add(Text(f"{operation.stand_in.name} stands in meanwhile", style="dim"))
    if operation.index is not None:
        leaf.add(Text(operation.index.serves, style="dim"))


def status_table(status: Status) -> Table:
    """A row an index."""
    title = f"{status.database}: {'in step' if status.in_step else 'not in step'}"
    if status.holder is not None:
        title += f"; the lock is held by {status.holder}"
    table = Table(title=Text(title, style="bold"), title_justify="left", box=None)
    for column in ("collection", "index", "state", "size", "uses", ""):
        table.add_column(column, justify="right" if column == "size" else "left")
    before = None
    for index in status.indexes:
        shown = "" if index.collection == before else index.collection
        before = index.collection
        uses = "" if index.uses is None else use_words(index.uses, index.uses_since)
        size = "" if index.size_bytes is None else size_words(index.size_bytes)
        table.add_row(
            Text(shown, style="bold cyan"),
            Text(visible(index.name) or "the collection"),
            Text(index.state, style=_STATES[index.state]),
            size,
            Text(uses, style="dim"),
            _more(index),
        )
    return table


def _more(index: IndexStatus) -> Text:
    build = index.build
    if build is None:
        return Text(index.detail or index.serves, style="dim")
    if not build.total:
        return Text(f"{build.phase}, {time_words(build.seconds)}", style="cyan")
    full = min(_BAR, build.done * _BAR // build.total)
    bar = "█" * full + "░" * (_BAR - full)
    percent = build.done * 100 // build.total
    return Text(f"{bar} {percent} %  {build.phase}, {time_words(build.seconds)}", style="cyan")

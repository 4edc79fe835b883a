"""For a pipe: plain lines, or one JSON object a line."""

import json
import sys
from datetime import datetime
from typing import Any, Self

from commands.indexes.news import News
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
from documents.leases import LeaseHeld
from indexes import DuplicatesFound, Operation, Plan, PlanRefused
from indexes.apply.events import Event, Finished, Notice, Planned, Progress, Started, StepStarted
from indexes.compare.duplicates import duplicates_text
from indexes.declared.lint import LintFinding
from indexes.declared.values import plain_json
from indexes.show.describe import describe_operation, describe_plan
from indexes.show.status import Status
from indexes.validators.changing import ValidatorChange


class LinesOutput:
    """Plain lines for a pipe. Errors go to stderr."""

    def __init__(self) -> None:
        self.building = False
        self._shown: tuple[str, str, int] | None = None
        self._news = News()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def plan(self, plan: Plan) -> None:
        """A line an operation, then the remarks."""
        for operation in plan.operations:
            self._line(f"{operation.text}{self._size(operation)}")
        for remark in plan.remarks:
            self._line(f"# {remark.collection}.{remark.name}: {remark.text}")
        self._line(plan_words(plan))

    def event(self, event: Event) -> None:
        """A line a step, and one each tenth of a build."""
        self.building = still_building(event, self.building)
        if isinstance(event, Planned):
            self.plan(event.plan)
        elif isinstance(event, Started):
            self._line(f"[{event.number}/{event.total}] {event.operation.text}")
        elif isinstance(event, StepStarted):
            self._line(f"  {event.operation.label}: {event.text}")
        elif isinstance(event, Progress):
            self._progress(event)
        elif isinstance(event, Finished):
            self._line(f"  {event.operation.label}: done in {time_words(event.seconds)}")
        elif isinstance(event, Notice):
            self._line(event.text)

    def status(self, status: Status) -> None:
        """A line an index."""
        for index in status.indexes:
            parts = [index.label, index.state]
            if index.build is not None:
                parts.append(_build_words(index.build.phase, index.build.done, index.build.total))
            if index.uses is not None:
                parts.append(use_words(index.uses, index.uses_since))
            if index.size_bytes is not None:
                parts.append(size_words(index.size_bytes))
            parts += [part for part in (index.detail, index.serves) if part]
            self._line(", ".join(parts))
        if status.holder is not None:
            self._line(f"The lock is held by {status.holder}.")

    def watched(self, status: Status) -> None:
        """A line for each index of which there is news."""
        news = self._news.of(status)
        if news.indexes:
            self.status(news)

    def settled(self, status: Status) -> None:
        """What is new for the last time."""
        self.watched(status)

    def findings(self, findings: list[LintFinding]) -> None:
        """A line a finding."""
        for finding in findings:
            self._line(
                f"{'error' if finding.error else 'warning'}: {finding.label}: {finding.text}"
            )
        self._line(f"{len(findings)} found." if findings else "Nothing found.")

    def validators(self, changes: list[ValidatorChange]) -> None:
        """A line a collection."""
        for change in changes:
            what = "; ".join(filter(None, (*change.changes, change.reason))) or "in step"
            if change.violators is not None:
                what += f"; {change.violators} of {change.documents} documents would not pass"
            self._line(f"{change.collection}: {what}")
            if change.foreign is not None:
                self._line(f"  it takes the place of {validator_words(change.foreign)}")

    def say(self, text: str) -> None:
        """The sentence, as it is."""
        self._line(text)

    def failed(self, error: BaseException) -> None:
        """On stderr, with the documents that are in the way."""
        for line in [first_line(error), *failure_details(error)]:
            print(line, file=sys.stderr, flush=True)  # noqa: T201 - the command line's own voice

    def end(self, code: int, /) -> None:
        """Nothing more: the exit code says it."""

    def _progress(self, event: Progress) -> None:
        tenth = event.done * 10 // event.total if event.total else -1
        seen = (event.operation.label, event.phase, tenth)
        if seen != self._shown:
            self._shown = seen
            words = _build_words(event.phase, event.done, event.total)
            self._line(f"  {event.operation.label}: {words}")

    def _size(self, operation: Operation) -> str:
        if not operation.documents or operation.size_bytes is None:
            return ""
        return f" [{extent_words(operation.documents, operation.size_bytes)}]"

    def _line(self, text: str) -> None:
        print(visible(text), flush=True)  # noqa: T201 - the command line's own voice


class JsonOutput:
    """One JSON object a line; the last sums up."""

    def __init__(self, command: str) -> None:
        self.building = False
        self._command = command
        self._summary: dict[str, Any] = {}
        self._news = News()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def plan(self, plan: Plan) -> None:
        """A line an operation and a remark."""
        described = describe_plan(plan)
        for operation in described["operations"]:
            self._put("operation", operation)
        for remark in described["remarks"]:
            self._put("remark", remark)
        self._summary |= {
            "database": plan.database,
            "in_step": plan.in_step,
            "changes": len(plan.operations),
            "blocked": len(plan.blocked),
        }

    def event(self, event: Event) -> None:
        """A line an event."""
        self.building = still_building(event, self.building)
        if isinstance(event, Planned):
            self.plan(event.plan)
        elif isinstance(event, Started):
            number = {"number": event.number, "total": event.total}
            self._put("started", {**describe_operation(event.operation), **number})
        elif isinstance(event, StepStarted):
            self._put("step", {"index": event.operation.label, "text": event.text})
        elif isinstance(event, Progress):
            facts = {"phase": event.phase, "done": event.done, "total": event.total}
            self._put("progress", {"index": event.operation.label, **facts})
        elif isinstance(event, Finished):
            seconds = round(event.seconds, 3)
            self._put("finished", {"index": event.operation.label, "seconds": seconds})
            self._summary["done"] = self._summary.get("done", 0) + 1
        elif isinstance(event, Notice):
            self._put("notice", {"text": event.text})

    def status(self, status: Status) -> None:
        """A line an index."""
        for index in status.indexes:
            build = index.build
            self._put(
                "index",
                {
                    "collection": index.collection,
                    "name": index.name,
                    "state": index.state,
                    "detail": index.detail,
                    "uses": index.uses,
                    "uses_since": _when(index.uses_since),
                    "size_bytes": index.size_bytes,
                    "phase": build.phase if build else None,
                    "done": build.done if build else None,
                    "total": build.total if build else None,
                },
            )
        self._summary |= {
            "database": status.database,
            "in_step": status.in_step,
            "building": status.building,
            "lock": str(status.holder) if status.holder else None,
        }

    def watched(self, status: Status) -> None:
        """A line for each index of which there is news."""
        news = self._news.of(status)
        if news.indexes:
            self.status(news)

    def settled(self, status: Status) -> None:
        """What is new for the last time."""
        self.watched(status)

    def findings(self, findings: list[LintFinding]) -> None:
        """A line a finding."""
        for finding in findings:
            severity = "error" if finding.error else "warning"
            self._put(
                "finding", {"label": finding.label, "text": finding.text, "severity": severity}
            )
        self._summary["found"] = len(findings)

    def validators(self, changes: list[ValidatorChange]) -> None:
        """A line a collection, with the schema."""
        for change in changes:
            self._put(
                "validator",
                {
                    "collection": change.collection,
                    "in_step": change.in_step,
                    "changes": list(change.changes),
                    "reason": change.reason,
                    "replaces": plain_json(change.foreign),
                    "documents": change.documents,
                    "violators": change.violators,
                    "level": change.level,
                    "action": change.action,
                    "schema": change.schema,
                },
            )
        self._summary["changes"] = sum(not change.in_step for change in changes)

    def say(self, text: str) -> None:
        """Into the summary."""
        self._summary["text"] = text

    def failed(self, error: BaseException) -> None:
        """A line, with the documents that are in the way."""
        facts: dict[str, Any] = {"error": _name_of(error), "text": first_line(error)}
        if isinstance(error, DuplicatesFound):
            facts |= {"duplicates": plain_json(error.groups), "total": error.total}
            facts |= {"at_least": error.at_least, "query": error.query}
            facts["values"] = [plain_json(dict(key.values)) for key in error.keys]
            facts["documents"] = [key.documents for key in error.keys]
            facts["text"] = f"{error.label} cannot be unique: {duplicates_text(error)}"
        self._put("error", facts)

    def end(self, code: int, /) -> None:
        """The summary, with the exit code."""
        self._put("summary", {"command": self._command, **self._summary, "exit_code": code})

    def _put(self, event: str, facts: dict[str, Any]) -> None:
        # What another encoding lacks would be written as escapes that JSON does not have.
        unicode = sys.stdout is not None and sys.stdout.encoding.lower() in {"utf-8", "utf8"}
        line = json.dumps({"event": event, **facts}, ensure_ascii=not unicode)
        print(line, flush=True)  # noqa: T201 - the command line's own voice


def _build_words(phase: str, done: int, total: int | None) -> str:
    return f"{phase} {done * 100 // total} % ({done:,} of {total:,})" if total else phase


def _name_of(error: BaseException) -> str:
    """What programs know an error by."""
    if isinstance(error, LeaseHeld):
        return "LockHeld"
    return "Refused" if type(error) is PlanRefused else type(error).__name__


def _when(time: datetime | None) -> str | None:
    return time.isoformat().replace("+00:00", "Z") if time else None

"""The steps that an operation comes to.

They hold for a server that has moved on as well: each can be taken again after it
was taken before, wholly or half way.
"""

from collections.abc import Mapping
from typing import Any

from indexes.compare.plan import Operation, OperationKind, StandIn
from indexes.declared.model import Index
from indexes.declared.values import frozen
from indexes.server.error_codes import INDEX_NOT_FOUND
from indexes.server.facts import ExistingIndex
from indexes.steps.kinds_of_step import (
    AwaitBuild,
    BuildIndex,
    HasDocuments,
    HasIndex,
    RunCommand,
    Say,
    Steps,
    StrikeEntry,
    UnlessDuplicates,
    When,
    WriteEntry,
)

DURABLE = {"w": "majority"}
LONGEST_EXPIRY = 2**31 - 1
"""In seconds: https://www.mongodb.com/docs/manual/core/index-ttl/"""


def steps_of(operation: Operation, release: str) -> Steps:
    """The steps; ``release`` is what the ledger names as their maker.

    The operation must not be a blocked one.
    """
    return _Unfolding(operation, release).steps()


class _Unfolding:
    """Unfolds one operation."""

    def __init__(self, operation: Operation, release: str) -> None:
        self._operation = operation
        self._collection = operation.collection
        self._release = release

    def steps(self) -> Steps:
        match self._operation.kind:
            case OperationKind.CREATE_COLLECTION:
                return self._create_collection()
            case OperationKind.CREATE:
                return self._build()
            case OperationKind.WAIT:
                return (AwaitBuild(self._existing.raw),)
            case OperationKind.MODIFY:
                return self._modify()
            case OperationKind.REPLACE:
                return self._replace()
            case OperationKind.RECREATE:
                return (*self._refusing_first(), *self._drop(self._existing.name), *self._build())
            case OperationKind.STOP:
                return self._stop()
            case OperationKind.HIDE:
                return self._hide()
            case OperationKind.DROP:
                return self._drop(self._existing.name)
            case OperationKind.BLOCKED:
                raise ValueError(f"{self._operation.label} cannot be done.")

    @property
    def _index(self) -> Index:
        assert self._operation.index is not None
        return self._operation.index

    @property
    def _existing(self) -> ExistingIndex:
        assert self._operation.existing is not None
        return self._operation.existing

    def _create_collection(self) -> Steps:
        assert self._operation.options is not None
        return (RunCommand({"create": self._collection, **self._operation.options.options()}),)

    def _modify(self) -> Steps:
        if self._operation.index is None:
            assert self._operation.options is not None
            seconds = self._operation.options.expire_after_seconds
            return self._coll_mod({"expireAfterSeconds": "off" if seconds is None else seconds})
        index, raw, name = self._index, self._existing.raw, self._existing.name
        changed = {"release": self._release, "hidden_at": None}
        steps: Steps = (WriteEntry(name, changed, only_known=True),)
        if index.unique and not raw.get("unique", False):
            steps += self._make_unique(name, undo=self._unprepare(name))
        elif raw.get("prepareUnique", False):
            steps += self._unprepare(name)
        changes: dict[str, Any] = {}
        if index.hidden != bool(raw.get("hidden", False)):
            changes["hidden"] = index.hidden
        if index.expire_after_seconds not in (None, raw.get("expireAfterSeconds")):
            changes["expireAfterSeconds"] = index.expire_after_seconds
        return steps + (self._coll_mod({"index": {"name": name, **changes}}) if changes else ())

    def _replace(self) -> Steps:
        stand_in = self._operation.stand_in
        if stand_in is not None:
            return self._replace_with(stand_in)
        return (
            # Said beforehand, so that a run that dies after the build is finished by the next.
            When(HasIndex({"name": self._existing.name}), (self._replaced(),)),
            *self._build(),
            *self._retire(),
        )

    def _replace_with(self, stand_in: StandIn) -> Steps:
        """Take the old index away while another stands in, then build the new one.

        For the server two of one key are the same whatever their expiry and storage, and no
        index can be given another name.
        """
        index, name = self._index, self._operation.built_name
        return (
            *self._refusing_first(),
            *(self._stand_in_unique(stand_in) if index.unique else self._stand_in(stand_in)),
            *self._retire(),
            self._entry(name),
            *self._build_index(index.spec(name)),
            *(
                self._unprepare(stand_in.name)
                if stand_in.spec is None
                else self._drop(stand_in.name)
            ),
        )

    def _refusing_first(self) -> Steps:
        """Make the old index unique where it is the new one but for that, and names duplicates."""
        if not self._operation.unique_first:
            return ()
        old = self._existing.name
        return self._make_unique(old, undo=self._unprepare(old))

    def _stand_in(self, stand_in: StandIn) -> Steps:
        assert stand_in.spec is not None
        return (self._entry_of(stand_in), *self._build_index(stand_in.spec))

    def _stand_in_unique(self, stand_in: StandIn) -> Steps:
        """Have a plain twin refuse new duplicates, and look for those there are."""
        name = stand_in.name
        prepare = self._coll_mod({"index": {"name": name, "prepareUnique": True}})
        check = self._coll_mod({"index": {"name": name, "unique": True}, "dryRun": True})
        if stand_in.spec is None:
            return (*prepare, UnlessDuplicates(name, check, self._unprepare(name)))
        undo = (Say(f"dropping {name} again"), *self._drop(name))
        return (
            self._entry_of(stand_in),
            When(
                # Left by a run that died; createIndexes would not know it for the same.
                HasIndex({"name": name, "prepareUnique": True}),
                otherwise=(*self._build_index(stand_in.spec), *prepare),
            ),
            UnlessDuplicates(name, check, undo),
        )

    def _stop(self) -> Steps:
        """Let a plain index take the place of one that refuses duplicates or deletes documents."""
        raw, name = self._existing.raw, self._existing.name
        seconds = raw.get("expireAfterSeconds")
        if seconds is None and not raw.get("unique", False):
            return self._unprepare(name)
        if seconds is None:
            return self._replace()
        # At once; the server takes no expiry off, and the longest still reaches some dates.
        halt = self._coll_mod({"index": {"name": name, "expireAfterSeconds": LONGEST_EXPIRY}})
        halted = When(HasIndex({"name": name, "expireAfterSeconds": seconds}), halt)
        return (halted, *self._replace())

    def _hide(self) -> Steps:
        name = self._existing.name
        # A stranger's entry says nothing but when it was hidden: it stays a stranger's.
        entry = WriteEntry(name, {"key": self._operation.key, "hidden_at": True})
        return (*self._coll_mod({"index": {"name": name, "hidden": True}}), entry)

    def _build(self) -> Steps:
        """Build the declared index.

        A unique one on data is built plain and then converted: the server checks that
        quickly and names every offending document, where a unique build fails at its
        end over the first. It has to be built unique where another plain twin is there.
        """
        index, name = self._index, self._operation.built_name
        at_once = self._build_index(index.spec(name))
        if not index.unique:
            return (self._entry(name), *at_once)
        undo = (Say(f"dropping {name} again"), *self._drop(name))
        converted = (*self._plain_twin(name), *self._make_unique(name, undo=undo))
        another = HasIndex({"key": dict(index.key), "unique": False}, other_than=name)
        on_data = When(another, at_once, otherwise=converted)
        return (self._entry(name), When(HasDocuments(), (on_data,), otherwise=at_once))

    def _plain_twin(self, name: str) -> Steps:
        """Build a unique index plain, for now, unless an earlier run has converted it already."""
        prepared = HasIndex({"name": name, "prepareUnique": True})
        build: Steps = (
            # Left by a run that died; createIndexes would not know it for the same.
            When(prepared, self._unprepare(name)),
            *self._build_index({**self._index.spec(name), "unique": False}),
        )
        return (When(HasIndex({"name": name, "unique": True}), otherwise=build),)

    def _make_unique(self, name: str, *, undo: Steps) -> Steps:
        """No new duplicates, look for old ones, then unique."""
        convert = {"index": {"name": name, "unique": True}}
        steps = (*self._coll_mod({**convert, "dryRun": True}), *self._coll_mod(convert))
        return (
            When(
                HasIndex({"name": name, "unique": True}),
                otherwise=(
                    *self._coll_mod({"index": {"name": name, "prepareUnique": True}}),
                    UnlessDuplicates(name, steps, undo),
                ),
            ),
        )

    def _unprepare(self, name: str) -> Steps:
        return self._coll_mod({"index": {"name": name, "prepareUnique": False}})

    def _retire(self) -> Steps:
        """Hide the index that another serves for by now, then drop it."""
        old = self._existing.name
        hide = self._coll_mod({"index": {"name": old, "hidden": True}})
        hidden = When(HasIndex({"name": old, "hidden": True}), otherwise=hide)
        return (When(HasIndex({"name": old}), (hidden, *self._drop(old))),)

    def _drop(self, name: str) -> Steps:
        command = {"dropIndexes": self._collection, "index": name, "writeConcern": DURABLE}
        return (
            Say(f"dropping {name}"),
            RunCommand(command, frozenset({INDEX_NOT_FOUND})),
            StrikeEntry(name),
        )

    def _build_index(self, spec: Mapping[str, Any]) -> Steps:
        name = spec["name"]
        text = "building" if name == self._operation.name else f"building {name}"
        return (Say(text), BuildIndex(spec))

    def _coll_mod(self, change: Mapping[str, Any]) -> Steps:
        command = {"collMod": self._collection, **change, "writeConcern": DURABLE}
        return (Say(_in_words(change)), RunCommand(command))

    def _entry_of(self, stand_in: StandIn) -> WriteEntry:
        assert stand_in.spec is not None
        key = frozen(stand_in.spec["key"])
        return self._entry(stand_in.name, key=key, replaced_by=self._operation.built_name)

    def _replaced(self) -> WriteEntry:
        return self._entry(
            self._existing.name,
            key=self._operation.existing_key,
            replaced_by=self._operation.built_name,
        )

    def _entry(self, name: str, *, key: str = "", replaced_by: str = "") -> WriteEntry:
        return WriteEntry(
            name,
            {
                "key": key or self._operation.key,
                "definition": self._index.name,
                "release": self._release,
                "made_at": True,
                "hidden_at": None,
                "replaced_by": replaced_by,
            },
        )


def _in_words(change: Mapping[str, Any]) -> str:
    """A collMod in words."""
    parts = dict(change.get("index", {}))
    name = parts.pop("name", "the collection")
    if "expireAfterSeconds" in change:
        parts["expireAfterSeconds"] = change["expireAfterSeconds"]
    if change.get("dryRun"):
        return f"checking {name} for duplicates"
    if parts == {"hidden": True}:
        return f"hiding {name}"
    if parts == {"prepareUnique": True}:
        return f"refusing new duplicates in {name}"
    if parts == {"unique": True}:
        return f"making {name} unique"
    return f"setting {', '.join(f'{what} {value}' for what, value in parts.items())} on {name}"

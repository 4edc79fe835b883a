"""What an index is, how two differ, and what a change risks, in words."""

from indexes.compare.canonical import STORAGE, Shape
from indexes.compare.known_index import KnownIndex
from indexes.compare.plan import OperationKind, Risk
from indexes.declared.model import Index, default_name
from indexes.declared.values import frozen


def traits(index: Index) -> tuple[str, ...]:
    """What a new index is, but for what its name says."""
    said = {"name"} if index.name != default_name(index.key) else {"name", "key"}
    return tuple(
        f"{option}: {frozen(value)}" for option, value in index.spec().items() if option not in said
    )


def differences_between(
    shape: Shape, found: KnownIndex
) -> tuple[tuple[str, ...], OperationKind, Risk]:
    """How an index of the declared identity differs, the way to change it, and its risk."""
    here = found.shape
    changes: list[str] = []
    kind, risk = OperationKind.MODIFY, Risk.SAFE
    if here.expire_after_seconds != shape.expire_after_seconds:
        old, new = in_seconds(here.expire_after_seconds), in_seconds(shape.expire_after_seconds)
        changes.append(f"expire after: {old} → {new}")
        risk = expiry_risk(here.expire_after_seconds, shape.expire_after_seconds)
        if shape.expire_after_seconds is None:
            kind = OperationKind.REPLACE
    if here.hidden != shape.hidden:
        changes.append(f"hidden: {yes(here.hidden)} → {yes(shape.hidden)}")
    if found.existing.prepares_unique and not shape.unique:
        changes.append("prepared for unique: yes → no")
    if "_fts" in found.existing.raw["key"] and here.identity != shape.identity:
        changes += identity_changes(here, shape)
        kind, risk = OperationKind.RECREATE, Risk.GAP
    if here.built_in != shape.built_in:
        was, will = dict(here.built_in), dict(shape.built_in)
        other = [name for name in sorted({*was, *will}) if was.get(name) != will.get(name)]
        changes += [f"{name}: {was.get(name, 'none')} → {will.get(name, 'none')}" for name in other]
        if other == [STORAGE]:
            # The like of it can stand in while it is built anew.
            kind = OperationKind.REPLACE
        else:
            kind, risk = OperationKind.RECREATE, Risk.GAP
    if shape.version is not None and here.version != shape.version:
        changes.append(f"index version: {here.version} → {shape.version}")
        kind, risk = OperationKind.RECREATE, Risk.GAP
    return tuple(changes), kind, risk


def identity_changes(here: Shape, there: Shape) -> tuple[str, ...]:
    """In what the server tells them apart by, each for a person to read."""
    parts = (
        ("key", here.key, there.key),
        ("unique", yes(here.unique), yes(there.unique)),
        ("sparse", yes(here.sparse), yes(there.sparse)),
        ("partial", here.partial or "none", there.partial or "none"),
        ("collation", here.collation or "simple", there.collation or "simple"),
        ("wildcard projection", here.projection or "none", there.projection or "none"),
    )
    return tuple(f"{what}: {old} → {new}" for what, old, new in parts if old != new)


def creation_risk(index: Index, collection_exists: bool) -> Risk:
    """Where there are no documents yet, nobody loses anything."""
    if not collection_exists:
        return Risk.SAFE
    if index.expire_after_seconds is not None:
        return Risk.DESTRUCTIVE
    return Risk.CONSTRAINT if index.unique else Risk.SAFE


def expiry_risk(here: int | None, there: int | None) -> Risk:
    """Documents that expire sooner than before are lost."""
    sooner = there is not None and (here is None or there < here)
    return Risk.DESTRUCTIVE if sooner else Risk.SAFE


def yes(value: bool) -> str:
    """``yes`` or ``no``."""
    return "yes" if value else "no"


def in_seconds(seconds: int | None) -> str:
    """``60 s``, or ``never``."""
    return "never" if seconds is None else f"{seconds} s"

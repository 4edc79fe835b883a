"""The options that a collection was created with, beside those that are declared."""

from collections.abc import Iterator
from typing import Any

from indexes.compare.differing import yes
from indexes.declared.model import Capped, Collection, TimeSeries
from indexes.server.facts import ExistingCollection

FIXED = (
    "a collection keeps the options it was created with: copy it into a new one, or change by "
    "hand what collMod can change"
)
# https://www.mongodb.com/docs/manual/reference/method/db.createCollection/
_SIZES_BY = 256


def fixed_differences(facts: ExistingCollection, wanted: Collection) -> list[str]:
    """In what an existing collection is not as declared, each for a person to read.

    Collations and expiries are left out.
    """
    return [
        *_kind("clustered", "clusteredIndex" in facts.options, wanted.clustered),
        *_kind("time series", facts.kind == "timeseries", wanted.time_series is not None),
        *_kind("capped", bool(facts.options.get("capped")), wanted.capped is not None),
        *_time_series(facts.options.get("timeseries"), wanted.time_series),
        *_capped(facts.options, wanted.capped),
    ]


def _kind(what: str, here: bool, there: bool) -> Iterator[str]:
    """What is not declared may be so: a collection without an entry has no say in it."""
    if there and not here:
        yield f"{what}: {yes(here)} → {yes(there)}"


def _time_series(here: Any, wanted: TimeSeries | None) -> Iterator[str]:
    if here is None or wanted is None:
        return
    there = wanted.options()
    for option in ("timeField", "metaField", "granularity"):
        old, new = here.get(option, "none"), there.get(option, "none")
        if old != new:
            yield f"{option}: {old} → {new}"


def _capped(here: Any, wanted: Capped | None) -> Iterator[str]:
    if wanted is None or not here.get("capped"):
        return
    rounded = -(-wanted.size_bytes // _SIZES_BY) * _SIZES_BY
    if here.get("size") not in (wanted.size_bytes, rounded):
        yield f"capped size: {here.get('size')} → {wanted.size_bytes} bytes"
    # The server shows no limit as none, and takes 0 for none.
    old, new = here.get("max") or None, wanted.documents
    if old != new:
        yield f"capped documents: {old or 'no limit'} → {new or 'no limit'}"

"""Every change of one index: what it takes, what it risks, what the plan says of it."""

from dataclasses import dataclass

from indexes import Definitions, OperationKind, Risk, SyncOptions
from tests.indexes.support import one

ENGLISH = {"locale": "en", "strength": 2}


ZLIB = {"wiredTiger": {"configString": "block_compressor=zlib"}}


ALLOWED = SyncOptions(allow_gap=True, allow_data_loss=True)


@dataclass
class Change:
    before: Definitions
    after: Definitions
    kind: OperationKind
    risk: Risk
    says: str


CHANGES = {
    "shorter expiry": Change(
        one(expire_after_seconds=7200),
        one(expire_after_seconds=3600),
        OperationKind.MODIFY,
        Risk.DESTRUCTIVE,
        "expire after: 7200 s → 3600 s",
    ),
    "longer expiry": Change(
        one(expire_after_seconds=3600),
        one(expire_after_seconds=7200),
        OperationKind.MODIFY,
        Risk.SAFE,
        "expire after: 3600 s → 7200 s",
    ),
    "an expiry added": Change(
        one(),
        one(expire_after_seconds=3600),
        OperationKind.MODIFY,
        Risk.DESTRUCTIVE,
        "expire after: never → 3600 s",
    ),
    "an expiry taken away": Change(
        one(expire_after_seconds=3600),
        one(),
        OperationKind.REPLACE,
        Risk.SAFE,
        "expire after: 3600 s → never",
    ),
    "an expiry taken off a unique index": Change(
        one(expire_after_seconds=3600, unique=True),
        one(unique=True),
        OperationKind.REPLACE,
        Risk.SAFE,
        "expire after: 3600 s → never",
    ),
    "hidden": Change(one(), one(hidden=True), OperationKind.MODIFY, Risk.SAFE, "hidden: no → yes"),
    "shown again": Change(
        one(hidden=True), one(), OperationKind.MODIFY, Risk.SAFE, "hidden: yes → no"
    ),
    "plain to unique": Change(
        one(), one(unique=True), OperationKind.MODIFY, Risk.CONSTRAINT, "unique: no → yes"
    ),
    "plain to unique with an expiry": Change(
        one(),
        one(unique=True, expire_after_seconds=3600),
        OperationKind.MODIFY,
        Risk.CONSTRAINT,
        "unique: no → yes",
    ),
    "unique to plain": Change(
        one(unique=True), one(), OperationKind.REPLACE, Risk.SAFE, "unique: yes → no"
    ),
    "sparse": Change(one(), one(sparse=True), OperationKind.REPLACE, Risk.SAFE, "sparse: no → yes"),
    "partial": Change(
        one(), one(partial={"a": {"$gt": 1}}), OperationKind.REPLACE, Risk.SAFE, "partial: none → "
    ),
    "another partial filter of a unique index": Change(
        one(unique=True, partial={"a": {"$gt": 1}}),
        one(unique=True, partial={"a": {"$exists": True}}),
        OperationKind.REPLACE,
        Risk.CONSTRAINT,
        "partial: ",
    ),
    "collation": Change(
        one(), one(collation=ENGLISH), OperationKind.REPLACE, Risk.SAFE, "collation: simple → "
    ),
    "direction": Change(
        one({"a": 1, "b": 1}), one({"a": 1, "b": -1}), OperationKind.REPLACE, Risk.SAFE, "key: "
    ),
    "another key under the same name": Change(
        one({"a": 1}, name="mine"),
        one({"b": 1}, name="mine"),
        OperationKind.REPLACE,
        Risk.SAFE,
        "key: ",
    ),
    "wildcard projection": Change(
        one({"$**": 1}),
        one({"$**": 1}, wildcard_projection={"a": 1}),
        OperationKind.REPLACE,
        Risk.SAFE,
        "wildcard projection: none → ",
    ),
    "text weights": Change(
        one({"a": "text"}),
        one({"a": "text"}, weights={"a": 5}),
        OperationKind.RECREATE,
        Risk.GAP,
        "weights",
    ),
    "text fields": Change(
        one({"a": "text"}), one({"b": "text"}), OperationKind.RECREATE, Risk.GAP, "weights"
    ),
    "text prefix": Change(
        one({"a": "text"}), one({"p": 1, "a": "text"}), OperationKind.RECREATE, Risk.GAP, "key: "
    ),
    "2d bits": Change(
        one({"a": "2d"}), one({"a": "2d"}, bits=20), OperationKind.RECREATE, Risk.GAP, "bits"
    ),
    "2dsphere version": Change(
        one({"a": "2dsphere"}),
        one({"a": "2dsphere"}, sphere_version=2),
        OperationKind.RECREATE,
        Risk.GAP,
        "index version: 3 → 2",
    ),
    "storage engine": Change(
        one(), one(storage_engine=ZLIB), OperationKind.REPLACE, Risk.SAFE, "storageEngine"
    ),
    "storage engine of a unique index": Change(
        one(unique=True),
        one(unique=True, storage_engine=ZLIB),
        OperationKind.REPLACE,
        Risk.SAFE,
        "storageEngine",
    ),
    "storage engine of a wildcard index": Change(
        one({"$**": 1}),
        one({"$**": 1}, storage_engine=ZLIB),
        OperationKind.RECREATE,
        Risk.GAP,
        "storageEngine",
    ),
    "an expiring index that becomes unique for good": Change(
        one(expire_after_seconds=3600),
        one(unique=True),
        OperationKind.REPLACE,
        Risk.CONSTRAINT,
        "unique: no → yes",
    ),
    "an expiring index that becomes unique under another name": Change(
        one(expire_after_seconds=3600),
        one(unique=True, name="a unique"),
        OperationKind.REPLACE,
        Risk.CONSTRAINT,
        "expire after: 3600 s → never",
    ),
    "an index of another storage engine that becomes unique": Change(
        one(storage_engine=ZLIB),
        one(unique=True),
        OperationKind.REPLACE,
        Risk.CONSTRAINT,
        "unique: no → yes",
    ),
    "unique to another storage engine and plain": Change(
        one(unique=True, expire_after_seconds=3600),
        one(storage_engine=ZLIB),
        OperationKind.REPLACE,
        Risk.SAFE,
        "unique: yes → no",
    ),
}


GAPS = {name: change for name, change in CHANGES.items() if change.kind is OperationKind.RECREATE}

"""Definitions that a server takes, and such that it refuses, by what is special in them."""

from datetime import UTC, datetime
from typing import Any

from documents.database import DBRef
from indexes import Index

Key = dict[str, Any]
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
FRENCH = {"locale": "fr"}


def index(key: Key, **options: Any) -> Index:
    return Index("things", key, serves="a test", **options)


def partial(filter_: Any) -> Index:
    return index({"a": 1}, partial=filter_)


REFUSED = {
    "a field that must be missing": partial({"a": {"$exists": False}}),
    "a field that must be missing, by a number": partial({"a": {"$exists": 0}}),
    "$ne": partial({"a": {"$ne": 1}}),
    "$nin": partial({"a": {"$nin": [1]}}),
    "$not": partial({"a": {"$not": {"$gt": 1}}}),
    "$nor": partial({"$nor": [{"a": 1}]}),
    "$regex": partial({"a": {"$regex": "x"}}),
    "$mod": partial({"a": {"$mod": [2, 1]}}),
    "$size": partial({"a": {"$size": 2}}),
    "$elemMatch": partial({"a": {"$elemMatch": {"b": 1}}}),
    "$expr": partial({"$expr": {"$gt": ["$a", 1]}}),
    "$where": partial({"$where": "1"}),
    "$text in a filter": partial({"$text": {"$search": "x"}}),
    "$bitsAllSet": partial({"a": {"$bitsAllSet": 1}}),
    "$jsonSchema": partial({"$jsonSchema": {}}),
    "an empty $and": partial({"$and": []}),
    "an unknown type": partial({"a": {"$type": "nope"}}),
    "an unknown operator": partial({"a": {"$foo": 1}}),
    "what must be missing, within $or": partial({"$or": [{"a": 2}, {"b": {"$exists": False}}]}),
    "a filter that is none": partial([1]),
    "sparse and partial": index({"a": 1}, sparse=True, partial={"a": 1}),
    "a descending wildcard": index({"$**": -1}),
    "a descending wildcard of a subtree": index({"a.$**": -1}),
    "a hashed wildcard": index({"$**": "hashed"}),
    "a wildcard on the globe": index({"$**": "2dsphere"}),
    "a wildcard in the midst": index({"a.$**.b": 1}),
    "a unique wildcard": index({"$**": 1}, unique=True),
    "a sparse wildcard": index({"$**": 1}, sparse=True),
    "an expiring wildcard": index({"$**": 1}, expire_after_seconds=1),
    "a projection with and without": index({"$**": 1}, wildcard_projection={"a": 1, "b": 0}),
    "an empty projection": index({"$**": 1}, wildcard_projection={}),
    "a projection of an operator": index({"$**": 1}, wildcard_projection={"$a": 1}),
    "a projection of text": index({"$**": 1}, wildcard_projection={"a": "x"}),
    "a projection without wildcard": index({"a": 1}, wildcard_projection={"a": 1}),
    "a projection of a subtree": index({"a.$**": 1}, wildcard_projection={"a": 1}),
    "33 fields": index({f"f{number}": 1 for number in range(33)}),
    "a path that begins with $": index({"$a": 1}),
    "a part that begins with $": index({"a.$b": 1}),
    "two dots": index({"a..b": 1}),
    "a dot in front": index({".a": 1}),
    "a dot behind": index({"a.": 1}),
    "_id downwards": index({"_id": -1}),
    "_id, unique": index({"_id": 1}, unique=True),
    "_id, hidden": index({"_id": 1}, hidden=True),
    "_id, expiring": index({"_id": 1}, expire_after_seconds=1),
    "several fields that expire": index({"a": 1, "b": 1}, expire_after_seconds=1),
    "an expiry below 0": index({"a": 1}, expire_after_seconds=-1),
    "an expiry beyond 2^31": index({"a": 1}, expire_after_seconds=2**31),
    "a unique hash": index({"a": "hashed"}, unique=True),
    "two hashes": index({"a": "hashed", "b": "hashed"}),
    "text under a collation": index({"a": "text"}, collation=FRENCH),
    "an unknown language": index({"a": "text"}, default_language="klingon"),
    "no language": index({"a": "text"}, default_language=""),
    "a weight of 0": index({"a": "text"}, weights={"a": 0}),
    "a weight below 0": index({"a": "text"}, weights={"a": -1}),
    "a weight of 100,000": index({"a": "text"}, weights={"a": 100_000}),
    "a weight in words": index({"a": "text"}, weights={"a": "x"}),
    "weights without text": index({"a": 1}, weights={"a": 3}),
    "an override with a $": index({"a": "text"}, language_override="$x"),
    "an override with a dot": index({"a": "text"}, language_override="a.b"),
    "text of version 4": index({"a": "text"}, text_version=4),
    "text fields that are apart": index({"a": "text", "b": 1, "c": "text"}),
    "text and a hash": index({"a": "text", "b": "hashed"}),
    "text and the globe": index({"a": "text", "b": "2dsphere"}),
    "the globe of version 4": index({"a": "2dsphere"}, sphere_version=4),
    "a plane that comes second": index({"b": 1, "a": "2d"}),
    "two planes": index({"a": "2d", "b": "2d"}),
    "a plane under a collation": index({"a": "2d"}, collation=FRENCH),
    "0 bits": index({"a": "2d"}, bits=0),
    "33 bits": index({"a": "2d"}, bits=33),
    "a plane without extent": index({"a": "2d"}, minimum=10, maximum=10),
    "an unknown locale": index({"a": 1}, collation={"locale": "xx"}),
    "a collation without locale": index({"a": 1}, collation={"strength": 2}),
    "a strength of 9": index({"a": 1}, collation={"locale": "en", "strength": 9}),
    "an unknown field of a collation": index({"a": 1}, collation={"locale": "en", "foo": 1}),
    "accents from the end without accents": index(
        {"a": 1}, collation={"locale": "fr", "backwards": True, "strength": 1}
    ),
    "an unknown storage engine": index({"a": 1}, storage_engine={"foo": {}}),
    "an unknown setting of the storage": index(
        {"a": 1}, storage_engine={"wiredTiger": {"configString": "nope=1"}}
    ),
    "a collection of the server's": Index("system.things", {"a": 1}, serves="a test"),
    "a collection with a long name": Index("c" * 250, {"a": 1}, serves="a test"),
}

TAKEN = {
    "one field": index({"a": 1}),
    "unique, hidden and expiring": index(
        {"a": 1}, unique=True, hidden=True, expire_after_seconds=9
    ),
    "32 fields": index({f"f{number}": 1 for number in range(32)}),
    "a number of an array": index({"a.0.b": 1}),
    "a reference's id": index({"chat.$id": 1, "chat.$ref": 1, "chat.$db": 1}),
    "any number as direction": index({"a": 5, "b": -2}),
    "_id and another": index({"_id": 1, "a": 1}),
    "_id, hashed": index({"_id": "hashed"}),
    "a long name": index({"a": 1}, name="n" * 500),
    "a name with a $": index({"a": 1}, name="$x"),
    "an expiry of 0": index({"a": -1}, expire_after_seconds=0),
    "an expiry of 2^31 - 1": index({"a": 1}, expire_after_seconds=2**31 - 1),
    "an expiring hash": index({"a": "hashed"}, expire_after_seconds=9),
    "an expiring text": index({"a": "text"}, expire_after_seconds=9),
    "$in": partial({"a": {"$in": [1, None]}}),
    "$or": partial({"$or": [{"a": 1}, {"b": {"$exists": True}}]}),
    "$all of one": partial({"a": {"$all": [1]}}),
    "nested $and": partial({"$and": [{"$and": [{"a": {"$gte": 1, "$lt": 5}}]}]}),
    "an empty filter": partial({}),
    "types": partial({"a": {"$type": ["string", "int"]}}),
    "$exists by a number": partial({"a": {"$exists": 1}}),
    "$geoWithin a polygon": partial({"a": {"$geoWithin": {"$geometry": SQUARE}}}),
    "$geoWithin a circle": partial({"a": {"$geoWithin": {"$centerSphere": [[0, 0], 1]}}}),
    "$geoWithin a box": partial({"a": {"$geoWithin": {"$box": [[0, 0], [1, 1]]}}}),
    "$geoIntersects": partial({"a": {"$geoIntersects": {"$geometry": SQUARE}}}),
    "a reference": partial({"a": DBRef("chats", 1)}),
    "a reference written out": partial({"a": {"$eq": {"$ref": "chats", "$id": 1}}}),
    "a comment": partial({"$comment": "why", "a": 1}),
    "a subdocument": partial({"a": {"b": 1}}),
    "a date": partial({"a": {"$gt": datetime(2020, 1, 1, tzinfo=UTC)}}),
    "nothing": partial({"a": None}),
    "what looks like an operator": partial({"a": {"$gt": {"$not": 1}}}),
    "a wildcard": index({"$**": 1}),
    "a partial wildcard under a collation": index({"$**": 1}, partial={"a": 1}, collation=FRENCH),
    "a wildcard with and without _id": index({"$**": 1}, wildcard_projection={"_id": 1, "a": 0}),
    "text of everything, unique and sparse": index({"$**": "text"}, unique=True, sparse=True),
    "text in a language's code": index({"a": "text"}, default_language="es"),
    "text in no language": index({"a": "text"}, default_language="none"),
    "a weight of another field": index({"a": "text"}, weights={"b": 99_999}),
    "a weight that is no whole number": index({"a": "text"}, weights={"a": 1.5}),
    "text of version 1": index({"a": "text"}, text_version=1),
    "text between others": index({"z": 1, "a": "text", "b": "text", "y": -1}),
    "a language without text": index({"a": 1}, default_language="french"),
    "the globe, twice": index({"a": "2dsphere", "b": "2dsphere"}, unique=True),
    "the globe of version 1": index({"a": "2dsphere"}, sphere_version=1),
    "a plane, unique": index({"a": "2d", "b": 1}, unique=True, bits=32, minimum=-1, maximum=1),
    "bits without a plane": index({"a": 1}, bits=20),
    "a hash, partial, under a collation": index(
        {"a": "hashed"}, partial={"a": 1}, collation=FRENCH
    ),
    "accents from the end": index({"a": 1}, collation={"locale": "fr", "backwards": True}),
    "simple with a strength": index({"a": 1}, collation={"locale": "simple", "strength": 2}),
}

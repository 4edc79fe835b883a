"""A plan as a script for mongosh, for those who may not run this command."""

import json
from typing import Any

from documents.database import extended_json, name_of
from documents.shapes.index_records import IndexRecord
from indexes.apply.operations import only_expiry_goes
from indexes.compare.plan import Operation, OperationKind, Plan
from indexes.declared.model import Index
from indexes.declared.values import frozen
from indexes.errors import PlanRefused
from indexes.server.ledger import INDEX_LOCK

_PRELUDE = """\
"use strict";
const target = db.getSiblingDB(%(database)s);
const release = %(release)s;
const DURABLE = { w: "majority" };
const BUILD_IN_PROGRESS = 12587, INDEX_NOT_FOUND = 27, CANNOT_CONVERT = 359;

function indexNamed(collection, name) {
  const exists = target.getCollectionInfos({ name: collection }).length > 0;
  const all = exists ? target.getCollection(collection).getIndexes() : [];
  return all.find((index) => index.name === name);
}
function collMod(collection, change) {
  for (;;) {
    try {
      return target.runCommand({ collMod: collection, ...change, writeConcern: DURABLE });
    } catch (error) {
      if (error.code !== BUILD_IN_PROGRESS) throw error;
      print(`${collection}: waiting for a build to end`);
      sleep(1000);
    }
  }
}
function remember(collection, name, key, definition, replacedBy) {
  target.getCollection(%(ledger)s).updateOne(
    { _id: { collection, name } },
    {
      $set: { key, definition, release, hidden_at: null, replaced_by: replacedBy },
      $max: { token: 0 },
      $setOnInsert: { made_at: new Date() },
    },
    { upsert: true },
  );
}
function unprepare(collection, name) {
  collMod(collection, { index: { name, prepareUnique: false } });
}
function build(collection, spec, key, definition) {
  // What a run before this one left: createIndexes would not know it for the same.
  const left = indexNamed(collection, spec.name);
  if (left?.unique && spec.unique === false) return;
  if (left?.prepareUnique) unprepare(collection, spec.name);
  print(`${collection}.${spec.name}: building`);
  remember(collection, spec.name, key, definition, "");
  target.runCommand({ createIndexes: collection, indexes: [spec], writeConcern: DURABLE });
}
function drop(collection, name) {
  print(`${collection}.${name}: dropping`);
  try {
    target.runCommand({ dropIndexes: collection, index: name, writeConcern: DURABLE });
  } catch (error) {
    if (error.code !== INDEX_NOT_FOUND) throw error;
  }
  target.getCollection(%(ledger)s).deleteOne({ _id: { collection, name } });
}
function retire(collection, name) {
  const old = indexNamed(collection, name);
  if (!old) return;
  if (!old.hidden) collMod(collection, { index: { name, hidden: true } });
  drop(collection, name);
}
function makeUnique(collection, name, undo) {
  if (indexNamed(collection, name)?.unique) return;
  collMod(collection, { index: { name, prepareUnique: true } });
  try {
    print(`${collection}.${name}: checking for duplicates`);
    collMod(collection, { index: { name, unique: true }, dryRun: true });
    collMod(collection, { index: { name, unique: true } });
  } catch (error) {
    if (error.code !== CANNOT_CONVERT) throw error;
    const violations = error.errorResponse?.violations ?? error.violations ?? [];
    const shown = EJSON.stringify(violations.slice(0, 20));
    print(`${collection}.${name}: these _ids share a key: ${shown}`);
    undo();
    throw error;
  }
}
function buildUnique(collection, spec, key, definition) {
  if (!target.getCollection(collection).findOne({}, { _id: 1 })) {
    build(collection, spec, key, definition);
    return;
  }
  build(collection, { ...spec, unique: false }, key, definition);
  makeUnique(collection, spec.name, () => drop(collection, spec.name));
}

const held = target.getCollection(%(lock)s).findOne({ _id: %(lock_id)s });
if (held?.expires_at && held.expires_at > db.hello().localTime) {
  throw new Error(`The lock is held by ${held.owner}.`);
}
"""


def make_script(plan: Plan, release: str) -> str:
    """The script. It can be run again after it failed half way.

    Raises PlanRefused when the plan holds something that cannot be done.
    """
    if plan.blocked:
        raise PlanRefused("; ".join(f"{each.label}: {each.reason}" for each in plan.blocked))
    head = _PRELUDE % {
        "database": json.dumps(plan.database),
        "release": json.dumps(release),
        "ledger": json.dumps(name_of(IndexRecord)),
        "lock": json.dumps(name_of(INDEX_LOCK.record)),
        "lock_id": json.dumps(INDEX_LOCK.key),
    }
    lines = [
        "// Made by `threadkeep indexes script`. Run it with: mongosh URI --file THIS",
        *(f"//   {_comment(operation.text)}" for operation in plan.operations),
        head,
    ]
    for operation in plan.operations:
        lines += [f"// {_comment(operation.text)}", *_statements(operation), ""]
    lines.append('print("Done.");')
    return "\n".join(lines) + "\n"


def _statements(operation: Operation) -> list[str]:
    collection = json.dumps(operation.collection)
    index, existing = operation.index, operation.existing
    old = json.dumps(existing.name) if existing else ""
    if operation.kind is OperationKind.CREATE_COLLECTION:
        assert operation.options is not None
        return [f"target.createCollection({collection}, {_value(operation.options.options())});"]
    if operation.kind is OperationKind.DROP:
        return [f"drop({collection}, {old});"]
    if operation.kind is OperationKind.HIDE:
        change = _value({"index": {"name": existing.name if existing else "", "hidden": True}})
        return [f"collMod({collection}, {change});"]
    if operation.kind is OperationKind.WAIT:
        assert existing is not None
        # The identical command joins a build that runs.
        return [
            f"target.runCommand({{ createIndexes: {collection}, "
            f"indexes: [{_value(dict(existing.raw))}] }});"
        ]
    if operation.kind is OperationKind.MODIFY:
        return _modify(operation, collection)
    assert index is not None
    build = _build(operation, index, operation.built_name)
    if operation.kind is OperationKind.CREATE:
        return [build]
    assert existing is not None
    if operation.kind is OperationKind.RECREATE:
        return [f"drop({collection}, {old});", build]
    if only_expiry_goes(index, existing.raw):
        return _stop_expiry(operation, index, collection, old)
    return [
        _remember(operation, existing.name, operation.existing_key, operation.built_name),
        build,
        f"retire({collection}, {old});",
    ]


def _modify(operation: Operation, collection: str) -> list[str]:
    index, existing = operation.index, operation.existing
    if index is None:
        assert operation.options is not None
        seconds = operation.options.expire_after_seconds
        expiry = {"expireAfterSeconds": "off" if seconds is None else seconds}
        return [f"collMod({collection}, {_value(expiry)});"]
    assert existing is not None
    raw, name, lines = existing.raw, json.dumps(existing.name), []
    if index.unique and not raw.get("unique", False):
        lines.append(f"makeUnique({collection}, {name}, () => unprepare({collection}, {name}));")
    elif raw.get("prepareUnique", False):
        lines.append(f"unprepare({collection}, {name});")
    changes: dict[str, Any] = {}
    if index.hidden != bool(raw.get("hidden", False)):
        changes["hidden"] = index.hidden
    if index.expire_after_seconds not in (None, raw.get("expireAfterSeconds")):
        changes["expireAfterSeconds"] = index.expire_after_seconds
    if changes:
        lines.append(
            f"collMod({collection}, {_value({'index': {'name': existing.name, **changes}})});"
        )
    return lines


def _stop_expiry(operation: Operation, index: Index, collection: str, old: str) -> list[str]:
    name = operation.built_name
    if index.unique:
        plain = _call("build", operation, {**index.spec(name), "unique": False}, operation.key)
        quoted = json.dumps(name)
        return [
            plain,
            f"collMod({collection}, {_value({'index': {'name': name, 'prepareUnique': True}})});",
            f"retire({collection}, {old});",
            f"makeUnique({collection}, {quoted}, () => unprepare({collection}, {quoted}));",
        ]
    bridge = f"{index.name}_bridge"
    spec = {**index.spec(bridge), "key": {**index.key, "_id": 1}}
    return [
        _call("build", operation, spec, frozen(spec["key"])),
        _remember(operation, bridge, frozen(spec["key"]), name),
        f"retire({collection}, {old});",
        _build(operation, index, name),
        f"drop({collection}, {json.dumps(bridge)});",
    ]


def _build(operation: Operation, index: Index, name: str) -> str:
    function = "buildUnique" if index.unique else "build"
    return _call(function, operation, index.spec(name), operation.key)


def _call(function: str, operation: Operation, spec: dict[str, Any], key: str) -> str:
    parts = (json.dumps(operation.collection), _value(spec), json.dumps(key))
    return f"{function}({', '.join(parts)}, {json.dumps(operation.name)});"


def _remember(operation: Operation, name: str, key: str, successor: str) -> str:
    parts = (operation.collection, name, key, operation.name, successor)
    return f"remember({', '.join(json.dumps(part) for part in parts)});"


def _value(value: Any) -> str:
    return f"EJSON.parse({json.dumps(extended_json(value))})"


def _comment(text: str) -> str:
    return " ".join(text.split())

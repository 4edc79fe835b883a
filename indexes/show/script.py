"""A plan as a script for mongosh, for those who may not run this command."""

import json
from typing import Any, assert_never

from documents.database import canonical_json, name_of
from documents.shapes.index_records import IndexRecord
from indexes.compare.duplicates import query_for
from indexes.compare.plan import Operation, Plan
from indexes.errors import DuplicatesFound, PlanRefused
from indexes.server.error_codes import BUILD_IN_PROGRESS, CANNOT_CONVERT
from indexes.server.ledger import INDEX_LOCK, as_expressions
from indexes.steps.kinds_of_step import (
    AwaitBuild,
    BuildIndex,
    HasDocuments,
    HasIndex,
    RunCommand,
    Say,
    Step,
    Steps,
    StrikeEntry,
    UnlessDuplicates,
    When,
    WriteEntry,
)
from indexes.steps.unfolding import DURABLE, steps_of

_PRELUDE = """\
"use strict";
const target = db.getSiblingDB(%(database)s);
const ledger = target.getCollection(%(ledger)s);

function run(command, ignored) {
  for (;;) {
    try {
      target.runCommand(command);
      return;
    } catch (error) {
      if (ignored.includes(error.code)) return;
      if (error.code !== %(build_in_progress)d) throw error;
      print(`${Object.values(command)[0]}: waiting for a build to end`);
      sleep(1000);
    }
  }
}
function hasDocuments(collection) {
  return target.getCollection(collection).findOne({}, { _id: 1 }) !== null;
}
function hasIndex(collection, fields, otherThan) {
  const exists = target.getCollectionInfos({ name: collection }).length > 0;
  const all = exists ? target.getCollection(collection).getIndexes() : [];
  const same = (one, other) => EJSON.stringify(one ?? false) === EJSON.stringify(other);
  return all.some(
    (index) =>
      index.name !== otherThan &&
      Object.keys(fields).every((field) => same(index[field], fields[field])),
  );
}
function writeEntry(collection, name, facts, upsert) {
  const token = { $cond: [{ $isNumber: "$token" }, "$token", 0] };
  ledger.updateOne({ _id: { collection, name } }, [{ $set: { ...facts, token } }], { upsert });
}
function strikeEntry(collection, name) {
  ledger.deleteOne({ _id: { collection, name } });
}
function unlessDuplicates(label, query, steps, undo) {
  try {
    steps();
  } catch (error) {
    if (error.code !== %(cannot_convert)d) throw error;
    const violations = error.errorResponse?.violations ?? error.violations ?? [];
    const first = violations.slice(0, %(keys)d).map(({ ids }) => ({ ids: ids.slice(0, %(ids)d) }));
    const long = EJSON.stringify(first, { relaxed: false }).includes("$numberLong");
    const shown = EJSON.stringify(first, { relaxed: !long }).slice(0, 10000);
    print(`${label}: ${violations.length} keys are held by more than one document.`);
    print(`The first of these _ids share a key: ${shown}`);
    print(`This finds them all: ${query}`);
    undo();
    throw error;
  }
}

const held = target.getCollection(%(lock)s).findOne({ _id: %(lock_key)s });
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
        "ledger": json.dumps(name_of(IndexRecord)),
        "lock": json.dumps(name_of(INDEX_LOCK.record)),
        "lock_key": json.dumps(INDEX_LOCK.key),
        "build_in_progress": BUILD_IN_PROGRESS,
        "cannot_convert": CANNOT_CONVERT,
        "keys": DuplicatesFound.shown,
        "ids": DuplicatesFound.shown_ids,
    }
    lines = [
        "// Made by `threadkeep indexes script`. Run it with: mongosh URI --file THIS",
        *(f"//   {_comment(operation.text)}" for operation in plan.operations),
        head,
    ]
    for operation in plan.operations:
        statements = _statements(operation, steps_of(operation, release))
        lines += [f"// {_comment(operation.text)}", *statements, ""]
    lines.append('print("Done.");')
    return "\n".join(lines) + "\n"


def _statements(operation: Operation, steps: Steps) -> list[str]:
    return [line for step in steps for line in _statement(operation, step)]


def _statement(operation: Operation, step: Step) -> list[str]:
    """The lines that take one step."""
    collection = json.dumps(operation.collection)
    match step:
        case Say():
            return [f"print({json.dumps(f'{operation.label}: {step.text}')});"]
        case RunCommand():
            return [_run(step.command, sorted(step.ignored))]
        case BuildIndex() | AwaitBuild():
            # The identical command joins a build that runs.
            spec = dict(step.spec)
            create = {"createIndexes": operation.collection, "indexes": [spec]}
            return [_run({**create, "writeConcern": DURABLE}, [])]
        case WriteEntry():
            facts, upsert = _value(as_expressions(step.facts)), json.dumps(not step.only_known)
            return [f"writeEntry({collection}, {json.dumps(step.name)}, {facts}, {upsert});"]
        case StrikeEntry():
            return [f"strikeEntry({collection}, {json.dumps(step.name)});"]
        case When():
            return _when(operation, step)
        case UnlessDuplicates():
            label = json.dumps(f"{operation.collection}.{step.name}")
            query = json.dumps(query_for(operation.index) if operation.index else "")
            return [
                f"unlessDuplicates({label}, {query}, () => {{",
                *_block(operation, step.steps),
                "}, () => {",
                *_block(operation, step.undo),
                "});",
            ]
        case _:
            assert_never(step)


def _when(operation: Operation, step: When) -> list[str]:
    condition = _condition(operation.collection, step.condition)
    if not step.then:
        return [f"if (!{condition}) {{", *_block(operation, step.otherwise), "}"]
    other = ["} else {", *_block(operation, step.otherwise)] if step.otherwise else []
    return [f"if ({condition}) {{", *_block(operation, step.then), *other, "}"]


def _condition(collection: str, condition: HasDocuments | HasIndex) -> str:
    if isinstance(condition, HasDocuments):
        return f"hasDocuments({json.dumps(collection)})"
    parts = (json.dumps(collection), _value(condition.fields), json.dumps(condition.other_than))
    return f"hasIndex({', '.join(parts)})"


def _block(operation: Operation, steps: Steps) -> list[str]:
    return [f"  {line}" for line in _statements(operation, steps)]


def _run(command: Any, ignored: list[int]) -> str:
    return f"run({_value(command)}, {json.dumps(ignored)});"


def _value(value: Any) -> str:
    # Relaxed, a whole number beyond 2^53 would become a JavaScript number, and another one.
    return f"EJSON.parse({json.dumps(canonical_json(value))}, {{ relaxed: false }})"


def _comment(text: str) -> str:
    return " ".join(text.split())

"""A plugin of pytest's: a run that stands, and tries one mutant after another.

It reads an order from each line of MUTATION_ORDERS (``path``, ``line``, ``before``, ``after``:
the whole file, and ``tests``), puts the changed function in the place of the one that is loaded,
runs the tests until one fails, puts it back, and answers with a line: "left", "noticed",
"elsewhere" where the change is in no function, and "shaken" where the test that failed fails
without the change as well. So the server and the imports are paid for once.
"""

import ast
import gc
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any

import pytest


class Elsewhere(Exception):
    """The change is in no function that could be put in another's place."""


class Standing:
    """The tests of a room, which run as often as they are asked to."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._items = {item.nodeid: item for item in session.items}
        self._failed = False
        self._made: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of what failed."""
        self._failed = self._failed or report.failed

    def verdict(self, order: dict[str, Any]) -> str:
        """What becomes of one mutant."""
        tests = [self._items[name] for name in order["tests"]]
        for test in tests:
            # What is made once for a run is made without the change.
            if not self._made_once(test) <= self._made:
                self._first_failing([test])
                self._made |= self._made_once(test)
        try:
            with swapped(order):
                failing = self._first_failing(tests)
        except Elsewhere:
            return "elsewhere"
        if failing is None:
            return "left"
        return "shaken" if self._first_failing([failing]) else "noticed"

    def _made_once(self, item: pytest.Item) -> set[str]:
        assert isinstance(item, pytest.Function)
        fixtures = item._fixtureinfo.name2fixturedefs
        return {name for name, found in fixtures.items() if found[-1].scope == "session"}

    def _first_failing(self, tests: list[pytest.Item]) -> pytest.Item | None:
        for number, item in enumerate(tests, 1):
            following = tests[number] if number < len(tests) else self._session
            if isinstance(item, pytest.Function):
                item._initrequest()  # type: ignore[no-untyped-call]
            self._failed = False
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                # What it stands in is let go, all but what is made once for a run.
                self._session._setupstate.teardown_exact(self._session)  # type: ignore[arg-type]
                return item
        return None


@contextmanager
def swapped(order: dict[str, Any]) -> Iterator[None]:
    """The function that is loaded is as it would be after the change. Raises Elsewhere."""
    path, before, after = order["path"], order["before"], order["after"]
    name, number = _function_at(before, order["line"])
    old, new = (_code(text, path, name, number) for text in (before, after))
    found = [
        each
        for each in gc.get_objects()
        if type(each) is FunctionType
        and each.__code__.co_filename == path
        and each.__code__.co_qualname == name
        and each.__code__.co_firstlineno == old.co_firstlineno
    ]
    kept = [each.__code__ for each in found]
    if not found or any(code.co_freevars != new.co_freevars for code in kept):
        raise Elsewhere
    try:
        for each in found:
            each.__code__ = new
        yield
    finally:
        for each, code in zip(found, kept, strict=True):
            each.__code__ = code


def _function_at(source: str, line: int) -> tuple[str, int]:
    """The name of the outermost function whose body has the line, and the how manieth of that
    name it is."""
    seen: dict[str, int] = {}
    for name, node in _functions(ast.parse(source).body, ""):
        number = seen[name] = seen.get(name, 0) + 1
        assert node.end_lineno is not None
        if node.body[0].lineno <= line <= node.end_lineno:
            return name, number
    raise Elsewhere


def _functions(
    body: list[ast.stmt], within: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{within}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{within}{node.name}", node


def _code(source: str, path: str, name: str, number: int) -> CodeType:
    found = [code for code in _codes(compile(source, path, "exec")) if code.co_qualname == name]
    if len(found) < number:
        raise Elsewhere
    return found[number - 1]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Follow the orders until there are no more."""
    standing = Standing(session)
    session.config.pluginmanager.register(standing, "standing")
    answers = os.fdopen(int(os.environ["MUTATION_ANSWERS"]), "w")
    with os.fdopen(int(os.environ["MUTATION_ORDERS"])) as orders, answers:
        print(json.dumps("ready"), file=answers, flush=True)
        for line in orders:
            print(json.dumps(standing.verdict(json.loads(line))), file=answers, flush=True)
    return True

"""What the errors of the data say of themselves: it stands in logs, and in what commands print."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from beanie import PydanticObjectId

from documents.shapes import errors
from documents.shapes.sessions import UserSession
from documents.shapes.streams import StreamState
from documents.shapes.webhooks import DisabledReason

GIVEN: dict[str, Any] = {
    "current": UserSession.model_construct(revision=3),
    "ids": ["one", "other"],
    "message_ids": ["one", "other"],
    "allowed": ["active"],
    "expected": ["one", "other"],
    "path": ("content", 0),
    "of": "user",
    "reason": DisabledReason.FAILING,
    "state": StreamState.COMPLETE,
    "may_go_on": True,
    "session_id": PydanticObjectId("0" * 24),
    "chat_id": PydanticObjectId("0" * 24),
    "stream_id": PydanticObjectId("0" * 24),
}
"""What they are given, by name; of the others, the annotation says enough."""


def telling() -> Iterator[type[Exception]]:
    """The errors that say themselves what is wrong: the others are told by whoever raises them."""
    for module in pkgutil.iter_modules(errors.__path__, f"{errors.__name__}."):
        found = importlib.import_module(module.name)
        for each in vars(found).values():
            if not inspect.isclass(each) or not issubclass(each, Exception):
                continue
            if "__init__" in vars(each) and each.__module__ == module.name:
                yield each


def made(error: type[Exception]) -> Exception:
    """One with all that it has to be given."""
    needed = {
        name: parameter
        for name, parameter in inspect.signature(error).parameters.items()
        if parameter.default is parameter.empty
    }
    of_kind = {int: 7, str: "word", bool: True}
    return error(
        **{
            name: of_kind[parameter.annotation] if parameter.annotation in of_kind else GIVEN[name]
            for name, parameter in needed.items()
        }
    )


TELLING = [*telling()]


def test_there_are_errors_that_say_what_is_wrong() -> None:
    assert len(TELLING) > 25


@pytest.mark.parametrize("error", TELLING, ids=lambda error: error.__name__)
def test_an_error_says_in_words_what_is_wrong(error: type[Exception]) -> None:
    assert re.match(r"[A-Za-z]", str(made(error)))

"""Finding the faults of a body at a bounded cost: twenty in full, the rest only counted.

pydantic builds every error of a value before anybody can count them, at 5 to 15 µs each
(``bench/loop_hold.py``). Here lists and objects of models are validated an item at a time,
and what is beyond ``MAX_FAULTS`` leaves nothing but its number.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, LiteralString, NoReturn, cast

from pydantic import GetCoreSchemaHandler, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

from documents.json_values import shown

MAX_FAULTS = 20
"""How many faults an answer names."""

_MORE = "more_faults"


class Faults:
    """Faults that were found: the first in full, and how many more there are."""

    def __init__(self, details: Iterable[Mapping[str, Any]] = (), more: int = 0) -> None:
        self.named: list[Mapping[str, Any]] = []
        self.more = more
        self.add(details)

    def add(self, details: Iterable[Mapping[str, Any]], within: tuple[str | int, ...] = ()) -> None:
        """Take the details of pydantic errors in; ``within`` is where their places begin."""
        for detail in details:
            if detail["type"] == _MORE:
                self.more += detail["ctx"]["count"]
            elif len(self.named) < MAX_FAULTS:
                # Each list and object that it lies in copies the keys.
                place = (p if isinstance(p, int) else shown(p) for p in detail["loc"])
                self.named.append({**detail, "loc": (*within, *place)})
            else:
                self.more += 1

    def refuse(self) -> NoReturn:
        """Raise them as one error; ``Faults(error.errors())`` has them again."""
        errors = [
            InitErrorDetails(
                type=PydanticCustomError(detail["type"], cast(LiteralString, detail["msg"])),
                loc=detail["loc"],
                input=detail["input"],
            )
            for detail in self.named
        ]
        if self.more:
            count = PydanticCustomError(_MORE, "{count} more", {"count": self.more})
            errors.append(InitErrorDetails(type=count, input=None))
        raise ValidationError.from_exception_data("faults", errors)


class Each:
    """Annotates a list or an object whose items are validated one at a time.

    ``max_length`` is checked before any of them.
    """

    def __init__(self, max_length: int | None = None) -> None:
        self._max_length = max_length

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._validate, handler(source))

    def _validate(self, value: Any, validate: Callable[[Any], Any]) -> Any:
        if not isinstance(value, (list, dict)) or not value:
            return validate(value)
        if self._max_length is not None and len(value) > self._max_length:
            raise PydanticCustomError(
                "too_long",
                "has {actual} items; {most} at most",
                {"actual": len(value), "most": self._max_length},
            )
        return _list(value, validate) if isinstance(value, list) else _object(value, validate)


def _list(value: list[Any], validate: Callable[[Any], Any]) -> list[Any]:
    faults, items = Faults(), []
    for number, item in enumerate(value):
        try:
            items += validate([item])
        except ValidationError as error:
            faults.add(
                ({**one, "loc": one["loc"][1:]} for one in _details(error)), within=(number,)
            )
    if faults.named:
        faults.refuse()
    return items


def _object(value: dict[str, Any], validate: Callable[[Any], Any]) -> dict[str, Any]:
    faults, fields = Faults(), {}
    for key, item in value.items():
        try:
            fields.update(validate({key: item}))
        except ValidationError as error:
            faults.add(_details(error))
    if faults.named:
        faults.refuse()
    return fields


def validate_fields(value: Any, known: Collection[str], validate: Callable[[Any], Any]) -> Any:
    """Validate an object that may have the ``known`` fields and no others.

    Of very many others some are kept, for which it is refused, and the rest is counted.
    """
    if not isinstance(value, dict) or len(value) <= len(known) + MAX_FAULTS:
        return validate(value)
    others = [key for key in value if key not in known]
    kept = {key: value[key] for key in (*known, *others[:MAX_FAULTS]) if key in value}
    try:
        validate(kept)
    except ValidationError as error:
        Faults(_details(error), more=len(value) - len(kept)).refuse()
    raise AssertionError("an object with unknown fields was taken")


def _details(error: ValidationError) -> Sequence[Mapping[str, Any]]:
    return error.errors(include_url=False)

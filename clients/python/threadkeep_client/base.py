"""What every model of the API has."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidatorFunctionWrapHandler
from pydantic.functional_validators import WrapValidator

Json = Mapping[str, Any]
"""A JSON object, in the place of the model that it would be."""


class Model(BaseModel):
    """An object of the API. Members that this release does not know are kept beside the others."""

    model_config = ConfigDict(extra="allow", protected_namespaces=())
    _etag: str | None = PrivateAttr(default=None)

    @property
    def etag(self) -> str | None:
        """The version of what was answered, for ``if_match``; None where the answer had none."""
        return self._etag

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, Model):
            return NotImplemented
        # The version is of the answer that it came in.
        mine, others = self.__dict__, other.__dict__
        return mine == others and self.__pydantic_extra__ == other.__pydantic_extra__


def _known_or_text(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    return value if isinstance(value, str) else handler(value)


OPEN = WrapValidator(_known_or_text)
"""A later release of the service may answer values that this one does not list."""


class NotGiven:
    """The type of ``NOT_GIVEN``: what is left out is not sent, unlike None, which is null."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN = NotGiven()


def plain(value: Any) -> Any:
    """The value as JSON has it: of models what was given to them, of dates their text."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items() if each is not NOT_GIVEN}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(each) for each in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value

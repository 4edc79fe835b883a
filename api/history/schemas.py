"""What the routes of logs answer."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.fields import Id
from documents.aggregates.workflow.log import LogEntry, LoggedKind
from services.pagination import Page


class TransitionOut(BaseModel):
    """One change of status."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    kind: LoggedKind = Field(description="what it is that changed")
    id: Id = Field(description="its id")
    name: str = Field(description="its name now")
    from_: str = Field(alias="from")
    to: str
    at: datetime
    by: str = Field(description="the user, or `threadkeep` for what time has done")
    reason: str | None

    @classmethod
    def of(cls, entry: LogEntry) -> Self:
        """The JSON of an entry of a log."""
        return cls(kind=entry.kind, id=entry.id, name=entry.name, **entry.transition.model_dump())


class TransitionPage(BaseModel):
    """Changes of status, the newest first, and where to go on."""

    items: list[TransitionOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[LogEntry]) -> Self:
        """The JSON of a page of a log."""
        return cls(items=[TransitionOut.of(each) for each in page.items], next=page.next)

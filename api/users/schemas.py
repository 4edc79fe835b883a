"""What the routes of users take and answer."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.fields import Body
from services.tokens import MAX_SUBJECT_CHARACTERS

UserId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_SUBJECT_CHARACTERS,
        pattern=r"^[^\x00]*$",
        description="the subject of the user's tokens",
        examples=["alice"],
    ),
]


class UserNamed(Body):
    """Whose data are meant."""

    user_id: UserId


class ReceiptOut(BaseModel):
    """What was erased."""

    model_config = ConfigDict(from_attributes=True)

    user_id: str
    began_at: datetime
    documents: dict[str, int] = Field(description="by collection")
    messages: int
    bytes: int

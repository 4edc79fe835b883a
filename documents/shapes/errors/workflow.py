"""What the workflow refuses.

WorkflowError
├─ Missing              no such mission, hop, tool step or asset of this user
├─ Changed              it is not at a revision the caller expected
├─ Refused              the status cannot change like that
│  └─ Blocked           the table allows it, but a rule across documents does not
├─ Locked               what was to change or be deleted is not open to that now
├─ NameTaken            the name is in use
├─ OrderMismatch        the ids to reorder by are not exactly those there are
├─ Full                 there are as many as there may be
├─ TooHeavy             it weighs more than may be stored
│  └─ NotInline         as a file it may
├─ ContentRefused       the content does not fit the asset's schema
└─ UploadGone           the upload took so long that its file was removed
"""

from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId
from documents.shapes.missions import Mission


class WorkflowError(Exception):
    """Base of what the workflow refuses."""


class Missing(WorkflowError):
    """No such mission, hop, tool step or asset of this user."""

    def __init__(self, entity: str) -> None:
        super().__init__(f"there is no such {entity}")
        self.entity = entity


class Changed(WorkflowError):
    """It is not at a revision that the caller expected."""


class Refused(WorkflowError):
    """The status cannot change like that; carries where it stands and what may follow."""

    def __init__(self, entity: str, status: str, allowed: list[str], why: str = "") -> None:
        listed = ", ".join(allowed) or "nothing"
        super().__init__(why or f"the {entity} is {status}; allowed from there: {listed}")
        self.entity = entity
        self.status = status
        self.allowed = allowed


class Blocked(Refused):
    """The table allows it, but a rule that ties it to other documents does not."""


class Locked(WorkflowError):
    """It cannot be changed or deleted like that in its present status."""

    def __init__(self, entity: str, status: str, why: str) -> None:
        super().__init__(why)
        self.entity = entity
        self.status = status


class NameTaken(WorkflowError):
    """The name is in use where it must be unique, by ``holder``, or by what has ``holder_id``.

    Both are None where whatever had it has let go of it since.
    """

    def __init__(
        self,
        holder: Mission | Asset | None = None,
        *,
        holder_id: PydanticObjectId | None = None,
    ) -> None:
        super().__init__("the name is in use")
        self.holder = holder
        self.holder_id = holder_id


class OrderMismatch(WorkflowError):
    """The ids to reorder by are not exactly the ids there are."""

    def __init__(self, expected: list[str]) -> None:
        super().__init__("the ids are not exactly those of the hop's tool steps")
        self.expected = expected


class Full(WorkflowError):
    """There are as many as there may be."""


class TooHeavy(WorkflowError):
    """It weighs more than may be stored."""


class NotInline(TooHeavy):
    """The content weighs more than fits into its asset's document: as a file it may be stored."""


class ContentRefused(WorkflowError):
    """The content does not fit the asset's schema; ``pointer`` (RFC 6901) says where."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(reason)
        self.pointer = pointer
        self.reason = reason


class UploadGone(WorkflowError):
    """The upload took so long that its file was removed."""

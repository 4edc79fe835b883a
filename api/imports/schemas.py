"""What the routes of imports answer."""

from pydantic import BaseModel, Field

from api.fields import Id
from services.imports import ImportedConversation, ImportReport
from services.transcripts.outcomes import Outcome

MAX_NOTES = 20
"""How much of what is not kept of a conversation is told."""


class ImportedConversationOut(BaseModel):
    """What became of a conversation."""

    file: str | None = Field(description="the one of the archive that has it")
    number: int = Field(description="the line, or the item of an array, or which one it is")
    outcome: Outcome
    title: str | None = Field(description="its title, else its id")
    session_id: Id | None = Field(description="where it is, or would be")
    chat_id: Id | None
    messages_added: int
    forks_added: int
    reason: str | None = Field(description="why it is broken")
    not_kept: list[str] = Field(description="what of it cannot be kept: the first 20 things")

    @classmethod
    def of(cls, each: ImportedConversation) -> "ImportedConversationOut":
        """As the API shows it."""
        imported = each.imported
        return cls(
            file=each.file,
            number=imported.number,
            outcome=imported.outcome,
            title=imported.title,
            session_id=imported.session_id,
            chat_id=imported.chat_id,
            messages_added=imported.messages_added,
            forks_added=imported.forks_added,
            reason=imported.reason,
            not_kept=list(imported.notes[:MAX_NOTES]),
        )


class ImportOut(BaseModel):
    """What became of a file of conversations."""

    new: int = Field(description="how many conversations were not there before")
    continued: int = Field(description="how many had more messages than before")
    unchanged: int
    broken: int = Field(description="of these nothing is stored; `reason` says why")
    messages_added: int
    forks_added: int
    is_whole: bool = Field(
        description="whether the body was read to its end: it has at most 5,000 conversations, "
        "and with `strict` the first that cannot be kept whole ends it"
    )
    left_out: list[str] = Field(
        description="files of the archive that look like conversations and are none"
    )
    conversations: list[ImportedConversationOut]

    @classmethod
    def of(cls, report: ImportReport) -> "ImportOut":
        """As the API shows it."""
        everyone = report.conversations
        return cls(
            new=report.count(Outcome.NEW),
            continued=report.count(Outcome.CONTINUED),
            unchanged=report.count(Outcome.UNCHANGED),
            broken=report.count(Outcome.BROKEN),
            messages_added=sum(each.imported.messages_added for each in everyone),
            forks_added=sum(each.imported.forks_added for each in everyone),
            is_whole=report.is_whole,
            left_out=report.left_out,
            conversations=[ImportedConversationOut.of(each) for each in everyone],
        )

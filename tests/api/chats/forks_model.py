"""What chats with versions and forks say, as plain lists."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from documents.aggregates.attachments.references import references_of
from documents.shapes.base import PydanticObjectId
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE

Said = str | list[dict[str, Any]]
"""A text, or parts that name attachments."""

LETTERS = st.text("abc", min_size=1, max_size=3)
TOKENS = st.sampled_from([None, 1, 10, 100])
FAULTS = st.sampled_from([None, NOT_DONE, DONE])
COMMANDS = st.integers(0, 12)
"""How many commands of what is done go well before one fails."""


def usage_of(tokens: int | None) -> dict[str, Any]:
    """The field of a message that cost so much."""
    return {} if tokens is None else {"usage": {"output_tokens": tokens}}


@dataclass
class Cost:
    """What a version cost, in tokens, where it says so; and the chat in which it was spent."""

    chat_id: PydanticObjectId
    tokens: int | None = None


@dataclass
class KnownMessage:
    """A message: what its versions say and cost by their ids, in the order they were added."""

    id: str
    versions: dict[str, Said]
    selected: str
    costs: dict[str, Cost]
    is_redacted: bool = False

    def redact(self) -> None:
        self.is_redacted = True
        self.versions = dict.fromkeys(self.versions, "")

    @property
    def named(self) -> set[PydanticObjectId]:
        """The attachments that any of its versions names."""
        return {
            each.attachment_id
            for said in self.versions.values()
            for each in references_of({"content": said})
        }


@dataclass
class KnownChat:
    """A chat: its messages, and the chats that it was forked from with how many of theirs."""

    id: PydanticObjectId
    messages: list[KnownMessage] = field(default_factory=list)
    origins: dict[PydanticObjectId, int] = field(default_factory=dict)
    parent: PydanticObjectId | None = None
    session_id: PydanticObjectId | None = None

    def fork(
        self, fork_id: PydanticObjectId, through: int, *, session_id: PydanticObjectId | None
    ) -> "KnownChat":
        """What a fork of it has."""
        older = {chat_id: min(number, through) for chat_id, number in self.origins.items()}
        past = deepcopy(self.messages[:through])
        return KnownChat(fork_id, past, {self.id: through, **older}, self.id, session_id)

    @property
    def named(self) -> set[PydanticObjectId]:
        """The attachments that its messages name."""
        return set().union(*(message.named for message in self.messages))

    @property
    def spent(self) -> tuple[int, int]:
        """How many versions said what they cost in this chat, and their tokens."""
        spent = [
            cost.tokens
            for message in self.messages
            for cost in message.costs.values()
            if cost.chat_id == self.id and cost.tokens is not None
        ]
        return len(spent), sum(spent)

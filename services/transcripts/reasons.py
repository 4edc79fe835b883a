"""Why a conversation is not imported, in one line."""

import re

from documents.json_values import Unstorable
from services.errors import InvalidArgument, ServiceError
from services.transcripts.mapping import Conversation, NotRecognised

_REASON_CHARACTERS = 500
_IN_ONE_LINE = re.compile(r": line 1 column (\d+) \(char \d+\)$")
_SAID = ("content", "tool_calls", "reasoning", "refusal")


def check_says(conversation: Conversation) -> None:
    """Raise NotRecognised where what is said in a conversation would not show."""
    if conversation.unsaid is not None:
        raise NotRecognised(
            f"message {conversation.unsaid} says nothing in any form that is known; "
            "the format openai takes it as it is"
        )
    read = conversation.read
    if read is not None and not any(m.get(k) for m in read.messages for k in _SAID):
        raise NotRecognised("none of its messages says anything")


def one_line(reason: str) -> str:
    """A reason as a terminal can show it: it may name keys and ids of the file's."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in reason)
    return shown if len(shown) <= _REASON_CHARACTERS else f"{shown[:_REASON_CHARACTERS]} ..."


def reason_of(error: ServiceError | Unstorable | NotRecognised) -> str:
    """One line that says what is wrong, and where."""
    if isinstance(error, Unstorable):
        return f"{error.reason} at {error.pointer or 'the top'}"
    # The number of the line is told beside this.
    detail = _IN_ONE_LINE.sub(r" at column \1", str(error))
    if isinstance(error, InvalidArgument) and error.pointer:
        return f"{detail} at {error.pointer}"
    return detail

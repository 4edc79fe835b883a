"""How much a reader of a feed knows: the versions of all that he follows, in one opaque text.

It is the id of each of the feed's events. To resume is to compare it with what is stored:
no past is kept for readers, so nothing of it can expire.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from documents.aggregates.chats.changed import changed_count, head_version
from documents.aggregates.sessions.recovery import RecoveredSession
from documents.aggregates.streams.read import shown_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from documents.shapes.streams import StreamState
from services.errors import InvalidArgument, UnknownFeedPlace
from services.pagination import Cursors

_FORM = 1
_MADE_KEPT = 1024
_STATES = {StreamState.STREAMING: "s", StreamState.INTERRUPTED: "i"}
_STATE_OF = {letter: state for state, letter in _STATES.items()}


@dataclass(frozen=True)
class KnownStream:
    """How much of the stream of message ``number`` is known: its events up to ``next``, and
    its state; unless it ``is_told`` only of the message."""

    number: int
    next: int
    state: StreamState
    is_told: bool = True


@dataclass(frozen=True)
class FeedPlace:
    """What a reader knows.

    ``session`` and ``mission_revision`` are revisions, ``head`` and ``changes`` how often
    the chat and its messages were changed, ``last`` the number of the newest message.
    ``streams`` are those that may go on. 0 stands for what is not known at all.
    """

    session: int = 0
    head: int = 0
    changes: int = 0
    last: int = 0
    mission_id: PydanticObjectId | None = None
    mission_revision: int = 0
    streams: Mapping[PydanticObjectId, KnownStream] = field(default_factory=dict)

    def values(self) -> tuple[Any, ...]:
        """The place as plain values, which also tell it from others."""
        return (
            _FORM,
            self.session,
            self.head,
            self.changes,
            self.last,
            "" if self.mission_id is None else str(self.mission_id),
            self.mission_revision,
            *(
                (str(stream_id), place.number, place.next, _STATES[place.state], place.is_told)
                for stream_id, place in self.streams.items()
            ),
        )

    @classmethod
    def of_values(cls, values: list[Any]) -> "FeedPlace | None":
        """The place of such values; None where another release made them."""
        if values[0] != _FORM:
            return None
        _, session, head, changes, last, mission_id, mission_revision, *streams = values
        return cls(
            session=session,
            head=head,
            changes=changes,
            last=last,
            mission_id=PydanticObjectId(mission_id) if mission_id else None,
            mission_revision=mission_revision,
            streams={
                PydanticObjectId(stream_id): KnownStream(number, after, _STATE_OF[state], is_told)
                for stream_id, number, after, state, is_told in streams
            },
        )


def recovered_place(found: RecoveredSession) -> FeedPlace:
    """What the reader of a recovery knows, whose messages were laid over."""
    mission = found.mission
    return FeedPlace(
        session=found.session.revision,
        head=head_version(found.page.head),
        changes=changed_count(found.page.head),
        last=found.chat.last_sequence,
        mission_id=None if mission is None else mission.id,
        mission_revision=0 if mission is None else mission.revision,
        streams=streams_in(found.page.messages),
    )


def streams_in(messages: Iterable[StoredMessage]) -> dict[PydanticObjectId, KnownStream]:
    """How far the streams of such messages are, which were laid over."""
    found: dict[PydanticObjectId, KnownStream] = {}
    for message in messages:
        shown = shown_in(message)
        if shown is not None:
            place = KnownStream(message["sequence_order"], shown.next, shown.state)
            found[shown.stream_id] = place
    return found


def untold(
    streams: Mapping[PydanticObjectId, KnownStream],
) -> dict[PydanticObjectId, KnownStream]:
    """The same, for who was told only of their messages."""
    return {stream_id: replace(known, is_told=False) for stream_id, known in streams.items()}


class FeedPlaces:
    """Makes and reads the texts of places.

    Each is good for one user and one session or chat. What many readers have at once is made
    once.
    """

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors
        self._made: OrderedDict[tuple[Any, ...], str] = OrderedDict()

    def make(self, place: FeedPlace, *, user_id: str, thing_id: PydanticObjectId) -> str:
        """The text of a place in the feed of a session or a chat."""
        values = place.values()
        key = (user_id, thing_id, values)
        made = self._made.get(key)
        if made is None:
            made = self._cursors.make(list(values), user_id=user_id, listing=_listing(thing_id))
            self._made[key] = made
            if len(self._made) > _MADE_KEPT:
                self._made.popitem(last=False)
        return made

    def read(self, text: str, *, user_id: str, thing_id: PydanticObjectId) -> FeedPlace | None:
        """The place in a text; None where another release made it.

        Raises UnknownFeedPlace for what was not made for this feed.
        """
        try:
            values = self._cursors.read(text, user_id=user_id, listing=_listing(thing_id))
        except InvalidArgument:
            raise UnknownFeedPlace from None
        return FeedPlace.of_values(values)


def _listing(thing_id: PydanticObjectId) -> str:
    return f"feed of {thing_id}"

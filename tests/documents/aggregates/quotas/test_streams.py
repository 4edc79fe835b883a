"""The last places that a user has for open streams, of processes that ask at once."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from bson import ObjectId
from hypothesis import example, given
from hypothesis import strategies as st

from commands.embedded import EmbeddedServer
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.quotas import streams as stream_quotas
from documents.aggregates.quotas.streams import StreamQuota
from documents.aggregates.streams import open as opening
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.chats import ChatBusy
from documents.shapes.errors.quotas import OverQuota
from documents.shapes.streams import MessageStream
from tests.documents.aggregates.quotas.courses import COURSES, DEATHS, TURNS
from tests.interleaving import Died, Stepping, interleaved
from tests.machines import a_database
from tests.support import BEGINNING
from tests.template import Template


class Opener:
    """Opens streams in a chat of a user's, of whom nobody has heard before."""

    def __init__(self, database: Any, most: int) -> None:
        self.user_id, self.chat_id = uuid4().hex, PydanticObjectId()
        self.quota = StreamQuota(Stepping(database), most)  # type: ignore[arg-type]
        self.appended: dict[str, int] = {}

    async def append(self, message: NewMessage) -> Any:
        number = self.appended.setdefault(str(message.id), len(self.appended) + 1)
        return SimpleNamespace(messages=[{"sequence_order": number}])

    async def open(self, name: str) -> PydanticObjectId:
        """As a client does, which comes again where another withdrew the same one just then."""
        while True:
            with suppress(ChatBusy):
                return await self.open_once(name)

    async def open_once(self, name: str) -> PydanticObjectId:
        stream, _ = await opening.open_stream(
            self.user_id,
            self.chat_id,
            name,
            message_metadata={},
            lease_seconds=15,
            now=BEGINNING,
            append=self.append,
            quota=self.quota,
        )
        found: PydanticObjectId = stream["_id"]
        return found

    async def opens(self, name: str) -> bool:
        try:
            await self.open(name)
        except OverQuota:
            return False
        return True

    async def stored(self) -> list[dict[str, Any]]:
        return await collection_of(MessageStream).find({"user_id": self.user_id}).to_list(None)


@pytest.fixture
def in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each use of the database is a step of its process."""
    for module in (stream_quotas, opening):
        for name in ("collection_of", "committed_in"):
            plain: Callable[..., Any] = getattr(module, name)
            monkeypatch.setattr(module, name, lambda model, plain=plain: Stepping(plain(model)))


NAMES = st.lists(st.sampled_from("abcd"), min_size=2, max_size=5)


@pytest.mark.usefixtures("in_steps")
@pytest.mark.slow("courses of some thirty commands each")
def test_of_any_number_at_once_as_many_get_a_place_as_there_are(
    mongod: EmbeddedServer, template: Template
) -> None:
    with a_database(mongod, template) as (runner, database):

        async def course(names: list[str], most: int, before: int, turns: list[int]) -> None:
            opener = Opener(database, most)
            assert all([await opener.opens(f"before-{n}") for n in range(before)])
            got = await interleaved([partial(opener.open, name) for name in names], turns)
            streams = defaultdict(set)
            for name, found in zip(names, got, strict=True):
                if isinstance(found, BaseException):
                    assert isinstance(found, OverQuota), found
                    assert (found.quota, found.of) == ("streams", "user")
                else:
                    streams[name].add(found)
            assert all(len(each) == 1 for each in streams.values())
            assert before + len(streams) == min(most, before + len(set(names)))
            stored = await opener.stored()
            assert len(stored) == before + len(streams)
            assert all(each["sequence_order"] for each in stored)

        @COURSES
        @given(NAMES, st.integers(1, 3), st.integers(0, 3), TURNS)
        def holds(names: list[str], most: int, before: int, turns: list[int]) -> None:
            runner.run(course(names, most, min(most, before), turns))

        holds()


@pytest.mark.usefixtures("in_steps")
@pytest.mark.slow("courses of some thirty commands each")
def test_who_is_killed_while_it_asks_leaves_nobody_more_or_fewer_places(
    mongod: EmbeddedServer, template: Template
) -> None:
    with a_database(mongod, template) as (runner, database):

        async def course(names: list[str], most: int, turns: list[int], deaths: set[int]) -> None:
            opener = Opener(database, most)
            got = await interleaved([partial(opener.open, name) for name in names], turns, deaths)
            assert all(isinstance(each, (ObjectId, OverQuota, Died)) for each in got), got
            told = {each for each in got if isinstance(each, ObjectId)}
            stored = {each["_id"]: each for each in await opener.stored()}
            assert told <= set(stored)
            # What was begun holds its place until its lease is over; who only waits holds none.
            held = [each for each in stored.values() if each["has_place"] is not False]
            assert len(opener.appended) <= most
            free = max(0, most - len(held))
            opened = [await opener.opens(f"after-{n}") for n in range(free + 1)]
            assert opened == [True] * free + [False]
            # Whoever comes again goes on with what he began, or is refused; none is one too many.
            for name in names:
                await opener.opens(name)
            numbered = [each for each in await opener.stored() if each["sequence_order"]]
            assert len(numbered) <= most

        @COURSES
        @given(NAMES, st.integers(1, 3), TURNS, DEATHS)
        # The first has counted the other, and dies when it has written down that it waits.
        @example(["a", "b"], 1, [0, 1, 0, 0, 0, 0], {5})
        def holds(names: list[str], most: int, turns: list[int], deaths: set[int]) -> None:
            runner.run(course(names, most, turns, deaths))

        holds()

"""The bytes that bodies have in a quota, of processes that go on and die in any order."""

from functools import partial
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.embedded import EmbeddedServer
from documents.aggregates.quotas import places
from documents.database import Database, collection_of, collections
from documents.shapes.errors.quotas import OverQuota
from documents.shapes.quotas import UserQuota
from services.body_quota import ASKED_FROM_BYTES, BodyQuota
from services.held_places import PLACE_LASTS
from tests.documents.aggregates.quotas.courses import COURSES, DEATHS, TURNS
from tests.interleaving import Died, Stepping, interleaved, next_step
from tests.machines import a_database
from tests.support import SetClock
from tests.template import Template

UNIT = ASKED_FROM_BYTES
OF_USER, IN_ALL = 4 * UNIT, 6 * UNIT


class Course:
    """Bodies of two users, each with a process of its own, and what they hold by our own count."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, SetClock()
        self.users = [uuid4().hex, uuid4().hex]
        self.held: dict[object, tuple[str, int]] = {}
        self.refused = 0

    def quota(self) -> BodyQuota:
        return BodyQuota(self.database, self.clock, OF_USER, IN_ALL)

    async def send(self, user: int, units: int) -> None:
        """One request, whose process keeps its place once meanwhile."""
        user_id, quota, mine = self.users[user], self.quota(), object()
        room = quota.room(user_id)
        try:
            await room.grow(units * UNIT)
        except OverQuota:
            self.refused += 1
            return
        self.held[mine] = (user_id, units * UNIT)
        self.check()
        await next_step()
        await quota.places.keep()
        del self.held[mine]
        await room.end()

    def check(self) -> None:
        for user_id in self.users:
            of_user = [size for owner, size in self.held.values() if owner == user_id]
            assert len(of_user) < 2 or sum(of_user) <= OF_USER
        sizes = [size for _, size in self.held.values()]
        assert len(sizes) < 2 or sum(sizes) <= IN_ALL

    async def empty(self) -> bool:
        found = collection_of(UserQuota).find({"_id": {"$in": [*self.users, ""]}})
        return not any([quota["bodies"] async for quota in found])

    async def fits(self, units: int) -> bool:
        """Whether a new body of the first user's has room beside a small one of the second's."""
        beside, room = (self.quota().room(user_id) for user_id in reversed(self.users))
        await beside.grow(UNIT)
        try:
            await room.grow(units * UNIT)
        except OverQuota:
            return False
        finally:
            await beside.end()
            await room.end()
        return True


@pytest.mark.slow("courses of some thirty commands each")
def test_no_more_is_held_than_may_be_and_who_was_killed_holds_nothing_a_minute_later(
    mongod: EmbeddedServer, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = collections.hastily_in
    monkeypatch.setattr(places, "hastily_in", lambda model: Stepping(plain(model)))
    bodies = st.lists(st.tuples(st.integers(0, 1), st.integers(1, 5)), min_size=2, max_size=5)

    with a_database(mongod, template) as (runner, database):

        async def go(sent: list[tuple[int, int]], turns: list[int], deaths: set[int]) -> None:
            await collection_of(UserQuota).delete_many({})
            course = Course(database)
            ends = await interleaved([partial(course.send, *each) for each in sent], turns, deaths)
            assert all(each is None or isinstance(each, Died) for each in ends), ends
            total = sum(units for _, units in sent)
            if total <= 4 and not deaths:
                assert not course.refused
            if not any(isinstance(each, Died) for each in ends):
                assert await course.empty()
            course.clock.advance(seconds=PLACE_LASTS.total_seconds())
            assert await course.fits(4)
            assert await course.empty()

        @COURSES
        @given(bodies, TURNS, DEATHS)
        def holds(sent: list[tuple[int, int]], turns: list[int], deaths: set[int]) -> None:
            runner.run(go(sent, turns, deaths))

        holds()

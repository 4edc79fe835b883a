"""A session of OpenAI's Agents SDK whose items are kept by Threadkeep."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from agents import SessionABC, SessionSettings, TResponseInputItem

from threadkeep_client._async.client import AsyncThreadkeep
from threadkeep_client.calls import call
from threadkeep_client.problems import ThreadkeepProblem, is_problem

Value = TypeVar("Value")

_MOST = 20
# What an item came with of these, which the service gives it: both, where it had none.
_GIVEN = "threadkeep_given"
_MADE = ("id", "type")


class ThreadkeepSession(SessionABC):
    """The items of a conversation, which is a chat of Threadkeep.

    ``session_id`` is your own name for it: the chat with that key, made when it is first written
    to or read. Items come back equal to what was given. They are items of
    ``/v1/conversations/{id}`` and messages of ``/chats/{id}`` too.
    """

    def __init__(
        self,
        session_id: str,
        client: AsyncThreadkeep,
        session_settings: SessionSettings | None = None,
    ) -> None:
        self.session_id = session_id
        self.session_settings = session_settings or SessionSettings()
        self._client = client
        self._chat_id: str | None = None

    async def get_items(self, limit: int | None = None) -> list[TResponseInputItem]:
        """The items in order; with a ``limit``, the newest so many."""
        if limit is None and self.session_settings is not None:
            limit = self.session_settings.limit
        if limit is not None and limit <= 0:
            return []

        async def items(chat_id: str) -> list[TResponseInputItem]:
            order = self._client.list_conversation_items(
                chat_id,
                order="asc" if limit is None else "desc",
                limit=100 if limit is None else min(limit, 100),
            )
            found = [_given(item.model_dump(exclude_unset=True)) for item in await order.all(limit)]
            return found if limit is None else found[::-1]

        return await self._of_chat(items)

    async def add_items(self, items: list[TResponseInputItem]) -> None:
        """Add items at the end, each once however often a request has to be sent.

        At most 20 go in a request, all or none of them; where a later request fails, the items
        of those before are stored.
        """
        named: list[Any] = [
            {**item, _GIVEN: {key: value for key, value in item.items() if key in _MADE}}
            for item in items
        ]
        keys = [self._client.new_id() for _ in range(0, len(named), _MOST)]

        for number, key in enumerate(keys):
            some = named[number * _MOST : (number + 1) * _MOST]

            async def add(chat_id: str, some: list[Any] = some, key: str = key) -> None:
                await self._client.create_conversation_items(
                    chat_id, items=some, idempotency_key=key
                )

            await self._of_chat(add)

    async def pop_item(self) -> TResponseInputItem | None:
        """Remove the newest item and give it; None where there is none.

        Of any number who pop at the same time, each gets another item. Raises
        ThreadkeepUnreachable where no answer comes: then the item may be there still, or not.
        """

        async def pop(chat_id: str) -> TResponseInputItem | None:
            newest = self._client.list_conversation_items(chat_id, order="desc", limit=1)
            while found := (await newest.first()).data:
                path = "/v1/conversations/{}/items/{}"
                deleting = call("DELETE", path, (chat_id, found[0].id), once=True)
                try:
                    await self._client._transport.send(deleting)
                except ThreadkeepProblem as problem:
                    # Another one had it: the next one is ours.
                    if problem.status != 404:
                        raise
                else:
                    return _given(found[0].model_dump(exclude_unset=True))
            return None

        return await self._of_chat(pop)

    async def clear_session(self) -> None:
        """Delete the chat with all that is in it. What is added next begins a new one."""
        chat_id = await self._chat()
        self._chat_id = None
        try:
            await self._client.delete_chat(chat_id)
        except ThreadkeepProblem as problem:
            if not is_problem(problem, "not-found"):
                raise

    async def _chat(self) -> str:
        if self._chat_id is None:
            self._chat_id = (await self._client.create_chat(key=self.session_id)).id
        return self._chat_id

    async def _of_chat(self, done: Callable[[str], Awaitable[Value]]) -> Value:
        """What is done with the chat; with a new one, where another session cleared it."""
        known = self._chat_id is not None
        chat_id = await self._chat()
        try:
            return await done(chat_id)
        except ThreadkeepProblem as problem:
            if not (known and is_problem(problem, "not-found")):
                raise
        self._chat_id = None
        return await done(await self._chat())


def _given(item: dict[str, Any]) -> TResponseInputItem:
    """An item as it was given; one of another door as it is."""
    if isinstance(given := item.pop(_GIVEN, None), dict):
        item = {key: value for key, value in item.items() if key not in _MADE}
        item.update(given)
    return cast(TResponseInputItem, item)

"""Lists that are read a page at a time."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Generic, TypeVar

from threadkeep_client._async.transport import AsyncTransport
from threadkeep_client.base import Model
from threadkeep_client.calls import Call

Item = TypeVar("Item")
Page = TypeVar("Page", bound=Model)


class AsyncPages(Generic[Item, Page]):
    """A list that is read as far as somebody reads on.

    ``async for`` gives its items, ``pages()`` the pages themselves, ``first()`` the first of
    them, and ``all(100)`` the first hundred items.
    """

    def __init__(
        self,
        transport: AsyncTransport,
        call: Call,
        kind: type[Page],
        *,
        items_of: Callable[[Page], list[Item]],
        next_of: Callable[[Page], dict[str, Any] | None],
        within: Callable[[Page], Page] = lambda page: page,
    ) -> None:
        self._transport, self._call, self._kind = transport, call, kind
        self._items_of, self._next_of, self._within = items_of, next_of, within

    async def first(self) -> Page:
        """The first page."""
        return await self._fetched(self._call)

    async def pages(self) -> AsyncIterator[Page]:
        """Page after page."""
        call = self._call
        while True:
            page = await self._fetched(call)
            yield page
            step = self._next_of(page)
            if step is None:
                return
            call = self._call.going_on(step)

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for page in self.pages():
            for item in self._items_of(page):
                yield item

    async def all(self, most: int | None = None) -> list[Item]:
        """All items, or the first so many."""
        items: list[Item] = []
        if most is not None and most <= 0:
            return items
        async for item in self:
            items.append(item)
            if len(items) == most:
                break
        return items

    async def _fetched(self, call: Call) -> Page:
        return self._within(await self._transport.answer(call, self._kind))

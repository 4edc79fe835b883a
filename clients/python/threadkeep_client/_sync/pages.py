"""Lists that are read a page at a time."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from threadkeep_client._sync.transport import Transport
from threadkeep_client.base import Model
from threadkeep_client.calls import Call

Item = TypeVar("Item")
Page = TypeVar("Page", bound=Model)


class Pages(Generic[Item, Page]):
    """A list that is read as far as somebody reads on.

    ``for`` gives its items, ``pages()`` the pages themselves, ``first()`` the first of
    them, and ``all(100)`` the first hundred items.
    """

    def __init__(
        self,
        transport: Transport,
        call: Call,
        kind: type[Page],
        *,
        items_of: Callable[[Page], list[Item]],
        next_of: Callable[[Page], dict[str, Any] | None],
        within: Callable[[Page], Page] = lambda page: page,
    ) -> None:
        self._transport, self._call, self._kind = transport, call, kind
        self._items_of, self._next_of, self._within = items_of, next_of, within

    def first(self) -> Page:
        """The first page."""
        return self._fetched(self._call)

    def pages(self) -> Iterator[Page]:
        """Page after page."""
        call = self._call
        while True:
            page = self._fetched(call)
            yield page
            step = self._next_of(page)
            if step is None:
                return
            call = self._call.going_on(step)

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            for item in self._items_of(page):
                yield item

    def all(self, most: int | None = None) -> list[Item]:
        """All items, or the first so many."""
        items: list[Item] = []
        if most is not None and most <= 0:
            return items
        for item in self:
            items.append(item)
            if len(items) == most:
                break
        return items

    def _fetched(self, call: Call) -> Page:
        return self._within(self._transport.answer(call, self._kind))

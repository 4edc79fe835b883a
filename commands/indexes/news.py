"""What of a status is new since it was last told."""

from dataclasses import replace

from indexes.show.status import IndexStatus, Status


class News:
    """Tells which indexes differ from when they were last told of."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], tuple[str, str, int]] = {}

    def of(self, status: Status) -> Status:
        """The indexes of another state, or a tenth further in their build.

        What was used meanwhile is no news.
        """
        new = []
        for index in status.indexes:
            name, seen = (index.collection, index.name), _seen(index)
            if self._told.get(name) != seen:
                self._told[name] = seen
                new.append(index)
        return replace(status, indexes=tuple(new))


def _seen(index: IndexStatus) -> tuple[str, str, int]:
    build = index.build
    if build is None:
        return index.state, "", 0
    return index.state, build.phase, build.done * 10 // build.total if build.total else 0

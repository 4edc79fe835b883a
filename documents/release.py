"""Which release of Threadkeep this is, and which of two is newer."""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def this_release() -> str:
    """The installed version; ``0`` when run from a checkout that was never installed."""
    try:
        return version("threadkeep")
    except PackageNotFoundError:
        return "0"


def release_order(release: str) -> tuple[tuple[int, ...], int, tuple[tuple[int, str], ...]]:
    """Orders releases: numbers by value, a pre-release before its release, a post-release after.

    ``1.10.0`` is newer than ``1.9`` and than ``1.10.0rc1``. Raises ValueError for
    what does not begin with a number: a commit's hash has no order.
    """
    found = re.fullmatch(r"v?(\d+(?:\.\d+)*)(?:[.\-_]?([a-zA-Z].*))?(?:\+.*)?", release.strip())
    if found is None:
        raise ValueError(f"{release!r} is no release number, such as 1.4.0 or 2026.11.22.")
    numbers = [int(part) for part in found[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    rest = (found[2] or "").split("+", 1)[0]
    rank = 0 if not rest else 1 if rest.startswith("post") else -1
    parts = re.findall(r"\d+|[a-zA-Z]+", rest)
    return (
        tuple(numbers),
        rank,
        tuple((int(part), "") if part.isdigit() else (0, part) for part in parts),
    )

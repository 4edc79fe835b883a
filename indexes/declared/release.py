"""Which release of Threadkeep this is."""

from importlib.metadata import PackageNotFoundError, version


def this_release() -> str:
    """The installed version; ``0`` when run from a checkout that was never installed."""
    try:
        return version("threadkeep")
    except PackageNotFoundError:
        return "0"

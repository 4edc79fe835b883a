"""Where an embedded mongod listens: a Unix socket, else a free loopback port."""

import re
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

__all__ = ["Address", "choose_address", "free_port"]

# sun_path holds 104 bytes on macOS and 108 on Linux, the closing NUL included.
_LONGEST_SOCKET_PATH = 100
# mongod splits --bind_ip at commas and hosts at colons; keep to what it cannot misread.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9._/-]+")
_SOCKET_NAME = "mongod.sock"


@dataclass(frozen=True)
class Address:
    """One place to listen.

    ``host`` is the replica-set member's name for it, ``arguments`` are
    mongod's; ``socket`` is the Unix socket's path, where it is one;
    ``temporary`` is a folder to remove when mongod has ended.
    """

    host: str
    arguments: tuple[str, ...]
    socket: Path | None = None
    temporary: Path | None = None

    @property
    def uri(self) -> str:
        """The connection string. Direct, since the one member is the whole set."""
        return f"mongodb://{quote(self.host, safe=':')}/?directConnection=true"


def choose_address(folder: Path) -> Address:
    """A socket in ``folder``; in a private temporary folder where that one cannot hold it.

    mongod makes its sockets with mode 0700, so only this user connects. Where
    neither place can hold a socket (Windows, odd temporary folders), a free
    port on 127.0.0.1, which other users of the machine can reach.
    """
    if sys.platform != "win32":
        path = folder / _SOCKET_NAME
        if _holds_sockets(path):
            return _at_socket(path)
        private = Path(tempfile.mkdtemp(prefix="threadkeep-"))
        path = private / _SOCKET_NAME
        if _holds_sockets(path):
            return _at_socket(path, temporary=private)
        shutil.rmtree(private, ignore_errors=True)
    port = free_port()
    return Address(f"127.0.0.1:{port}", ("--bind_ip", "127.0.0.1", "--port", str(port)))


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _at_socket(path: Path, temporary: Path | None = None) -> Address:
    # nounixsocket leaves out only the default socket in the shared /tmp.
    return Address(str(path), ("--bind_ip", str(path), "--nounixsocket"), path, temporary)


def _holds_sockets(path: Path) -> bool:
    """Whether a socket can stand at ``path``; some mounted file systems have none."""
    text = str(path)
    if len(text) > _LONGEST_SOCKET_PATH or not _PLAIN_PATH.fullmatch(text):
        return False
    try:
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as probe:
            probe.bind(text)
        path.unlink()
    except OSError:
        return False
    return True

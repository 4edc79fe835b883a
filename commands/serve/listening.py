"""The sockets that the service listens on."""

import errno
import ipaddress
import os
import socket
import sys

from commands.shared.failures import CommandError

__all__ = ["is_loopback", "listen"]

_BACKLOG = 2048
_Resolved = tuple[int, str]


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``; a name counts by all its addresses.

    Raises CommandError for a name that nothing resolves.
    """
    return all(
        ipaddress.ip_address(address.partition("%")[0]).is_loopback for _, address in _resolve(host)
    )


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on every address of ``host``; port 0 picks a free one.

    Raises CommandError when the port is taken or may not be used.
    """
    opened: list[socket.socket] = []
    refused: OSError | None = None
    for family, address in _resolve(host):
        chosen = opened[0].getsockname()[1] if opened else port
        try:
            opened.append(_open(family, address, chosen))
        except OSError as error:
            # A machine without IPv6 still resolves localhost to ::1.
            if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                refused = error
                continue
            _close(opened)
            raise CommandError(_why(host, chosen, error)) from None
    if refused is not None and not opened:
        raise CommandError(_why(host, port, refused))
    return opened


def _resolve(host: str) -> list[_Resolved]:
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise CommandError(
            f"There is no address for the host {host!r}; choose another with THREADKEEP_HOST "
            "or --host."
        ) from None
    unique: dict[_Resolved, None] = {}
    for family, _, _, _, address in found:
        if family in (socket.AF_INET, socket.AF_INET6):
            unique[int(family), str(address[0])] = None
    return list(unique)


def _open(family: int, address: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let another process take the port over
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((address, port))
        # Two may bind the same port; only listening takes it.
        opened.listen(_BACKLOG)
        opened.setblocking(False)
    except OSError:
        opened.close()
        raise
    return opened


def _close(sockets: list[socket.socket]) -> None:
    for each in sockets:
        each.close()


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is already in use; choose another with PORT or --port."
    if error.errno == errno.EACCES:
        return (
            f"This user may not listen on port {port}; choose one from 1024 on with PORT or --port."
        )
    return (
        f"Cannot listen on {host}, port {port}: {os.strerror(error.errno or 0)}; choose another "
        "with THREADKEEP_HOST or --host."
    )

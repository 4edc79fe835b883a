"""Which addresses a webhook may reach: none of a private network unless the settings say so.

Whoever may make webhooks could else have the service ask what only the service can reach: the
metadata of its cloud, its neighbours, itself. A name is resolved here, every address of it is
checked, and the connection goes to the one that was checked: what the name says a moment later
is not asked.
"""

import asyncio
import ipaddress
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Finds the addresses of a host and a port. Raises OSError."""

MAX_URL_CHARACTERS = 2048
_CHARACTERS = re.compile(r"[\x21-\x7e]+")

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Stands for the IPv4 address in the last four bytes (RFC 6052)."""
_NOT_GLOBAL = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
    )
)


class AddressRefused(Exception):
    """The URL leads to an address that webhooks may not reach."""


class BadUrl(ValueError):
    """The URL is none that a webhook can have; the message says why."""


def checked_url(url: str, allowed: Sequence[Network]) -> SplitResult:
    """The parts of a webhook's URL. Raises BadUrl, also for an address that stands in it and
    that webhooks may not reach.

    Without TLS only where networks are ``allowed``, and then nowhere else.
    """
    if len(url) > MAX_URL_CHARACTERS:
        raise BadUrl(f"it is longer than {MAX_URL_CHARACTERS} characters")
    if _CHARACTERS.fullmatch(url) is None or "\\" in url:
        raise BadUrl("it has characters that a URL is not written with")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadUrl("it is no URL") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise BadUrl("it is no URL with https")
    if parts.scheme == "http" and not allowed:
        raise BadUrl("http is for allowed networks alone (THREADKEEP_WEBHOOK_NETWORKS); use https")
    if parts.username is not None or parts.password is not None:
        raise BadUrl("it has a name or a password in it; the signature tells who sends")
    if parts.fragment or url.endswith("#"):
        raise BadUrl("it has a fragment, which is never sent")
    if port == 0:
        raise BadUrl("there is no port 0")
    address = _address_in(parts.hostname)
    if address is not None and not may_reach(address, allowed, secure=parts.scheme == "https"):
        raise BadUrl(_REFUSED)
    return parts


def _address_in(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


_REFUSED = "it leads to an address that webhooks may not reach (THREADKEEP_WEBHOOK_NETWORKS)"


def may_reach(address: Address, allowed: Sequence[Network], *, secure: bool) -> bool:
    """Whether webhooks may reach an address: one of the public internet with TLS, or one of the
    networks that are ``allowed``."""
    within = _unwrapped(address)
    if any(each in network for each in within for network in allowed):
        # Of one that stands in another, all have to be right.
        return all(
            any(each in network for network in allowed) or (secure and _is_public(each))
            for each in within
        )
    return secure and all(map(_is_public, within))


def _is_public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NOT_GLOBAL)
    )


def _unwrapped(address: Address) -> list[Address]:
    """The addresses that a connection to this one may lead to."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    if address.sixtofour is not None:
        return [address, address.sixtofour]
    return [address]


async def checked_addresses(
    resolve: Resolve, host: str, port: int, allowed: Sequence[Network], *, secure: bool
) -> list[str]:
    """The addresses of a host, each of which webhooks may reach. Raises AddressRefused, OSError.

    One that they may not is enough to refuse all: a name that has both shall not be tried
    until the right one comes.
    """
    found = list(dict.fromkeys(await resolve(host, port)))
    if not found:
        raise OSError("the name has no address")
    for each in found:
        # A zone names an interface of this machine.
        address = ipaddress.ip_address(each.partition("%")[0])
        if "%" in each or not may_reach(address, allowed, secure=secure):
            raise AddressRefused
    return found


async def resolve_by_system(host: str, port: int) -> list[str]:
    """The addresses that this machine knows for a host.

    On a daemon thread: a name service that does not answer holds up neither other work in
    threads nor the end of the process.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: list[str], error: OSError | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(found)

    def run() -> None:
        found, failed = list[str](), None
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = [str(answer[4][0]) for answer in answers]
        except (OSError, UnicodeError) as error:
            failed = error if isinstance(error, OSError) else OSError("not a name")
        # The loop is closed when the process is on its way out.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, found, failed)

    threading.Thread(target=run, daemon=True, name="webhook-name").start()
    return await future

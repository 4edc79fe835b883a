"""What the terminal shows while the service starts, runs and ends."""

import ipaddress
import socket
from asyncio import Event
from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from datetime import timedelta

from rich.console import Console

from commands.serve.preparing import OpenedDatabase
from services.settings import Settings

__all__ = ["Announcement"]

_LINK_SUBJECT = "alice"
_LINK_GOOD_FOR = timedelta(hours=12)


@dataclass(frozen=True)
class Announcement:
    """What is told of a service: where it is, what it works on, how to get a token."""

    console: Console
    settings: Settings
    sockets: list[socket.socket]
    token_hint: str
    _stopping: Event = field(default_factory=Event, init=False)

    async def tell(self, opened: OpenedDatabase, waits: AsyncIterable[str]) -> None:
        """Tell where it is, and that it is ready once ``waits`` has nothing more to wait for."""
        told = False
        async for why in waits:
            if self._stopping.is_set():
                return
            if told:
                self.warn(f"Threadkeep waits: {why}")
                continue
            self.warn(f"Threadkeep has started, and waits: {why} Ctrl-C stops it.")
            self._tell_where(opened)
            told = True
        if self._stopping.is_set():
            return
        self.say("[bold green]Threadkeep is ready.[/] Ctrl-C stops it.")
        if not told:
            self._tell_where(opened)

    def stopping(self) -> None:
        """Tell that it is about to end."""
        self._stopping.set()
        self.say("Stopping ...")

    def say(self, text: str) -> None:
        """Show a line."""
        self.console.print(text, highlight=False)

    def warn(self, text: str) -> None:
        """Show what the person should know of, but need not act on at once."""
        self.console.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)

    def _tell_where(self, opened: OpenedDatabase) -> None:
        from services.upkeep import retention_told  # slow to import

        host, port = self.sockets[0].getsockname()[:2]
        if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
            host = "localhost"
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        name = f", database {self.settings.database_name}" if self.settings.database_name else ""
        lines = {
            "Address": address,
            "API docs": f"{address}/docs",
            "Console": self._console_link(address),
            "MongoDB": opened.description + name,
            "Retention": retention_told(self.settings),
            "Token": self.token_hint,
        }
        for label, text in lines.items():
            self.console.print(f"  [bold]{label:<10}[/]", end="", highlight=False)
            self.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _console_link(self, address: str) -> str:
        """Where the browser's console is; signed in, where only this machine gets there.

        A secret that was set is one of a deployment, whose output may be kept: then a token is
        shown to a terminal alone.
        """
        from documents.shapes.base import utc_now  # slow to import
        from services.tokens import ACT_SCOPE, make_token

        page = f"{address}/console/"
        is_ours = self.settings.token_secret is None and self.settings.token_secrets is None
        if not self._is_loopback() or not (is_ours or self.console.is_terminal):
            return page
        try:
            token = make_token(
                _LINK_SUBJECT,
                settings=self.settings,
                clock=utc_now,
                expires=_LINK_GOOD_FOR,
                admin=True,
                scopes=[ACT_SCOPE],
            )
        except (ValueError, OSError):
            return page
        return f"{page}#token={token}"

    def _is_loopback(self) -> bool:
        hosts = [each.getsockname()[0].partition("%")[0] for each in self.sockets]
        return all(ipaddress.ip_address(host).is_loopback for host in hosts)

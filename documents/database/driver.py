"""The driver that this process uses: Motor, or with ``MONGODB_DRIVER=pymongo`` in its
environment PyMongo's own asyncio client, in the same shape."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING or os.environ.get("MONGODB_DRIVER", "motor") != "pymongo":
    from documents.database.motor_driver import (
        GATE,
        Client,
        Collection,
        Cursor,
        Documents,
        Handle,
        Transaction,
        blocking,
        close_client,
        find_one,
        open_client,
        pools_of,
        topology_of,
    )
else:
    from documents.database.pymongo_driver import (
        GATE,
        Client,
        Collection,
        Cursor,
        Documents,
        Handle,
        Transaction,
        blocking,
        close_client,
        find_one,
        open_client,
        pools_of,
        topology_of,
    )

__all__ = [
    "GATE",
    "Client",
    "Collection",
    "Cursor",
    "Documents",
    "Handle",
    "Transaction",
    "blocking",
    "close_client",
    "find_one",
    "open_client",
    "pools_of",
    "topology_of",
]

"""Message ids of every kind, by their place in time."""

from uuid import UUID

BEGINNING_MS = 1_767_268_800_000
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def uuid7(n: int, chance: int = 0) -> str:
    """The UUIDv7 of a millisecond, as 32 hex digits."""
    return f"{BEGINNING_MS + n:012x}7{chance % 4096:03x}8{chance:015x}"


def dashed(n: int, chance: int = 0) -> str:
    """The same in the usual form."""
    return str(UUID(uuid7(n, chance)))


def ulid(n: int, chance: int = 0) -> str:
    """The ULID of a millisecond."""
    number = (BEGINNING_MS + n) << 80 | chance
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in range(25, -1, -1))


def uuid4(n: int) -> str:
    """A UUID that tells nothing of time: in no order by ``n``."""
    scrambled = (n + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128
    return str(UUID(int=scrambled, version=4))

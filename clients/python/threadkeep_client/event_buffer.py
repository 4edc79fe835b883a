"""The events that wait to be sent, in requests that the service takes."""

import json
from typing import Any

from threadkeep_client.news import StreamEvent

MAX_EVENTS = 256
"""How many events one request may have."""
MAX_BYTES = 60_000
"""What they may weigh as JSON: 64 KB, and some room."""
PIECE = 8_000
"""How long a piece of text is at most: as JSON it takes six bytes a character at most."""
_TEXTS = {
    "text-delta": "delta",
    "reasoning-delta": "delta",
    "tool-input-delta": "inputTextDelta",
}


def weight_of(value: Any) -> int:
    """How many bytes a value has as JSON, with the comma after it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode(errors="surrogatepass")) + 1


class EventBuffer:
    """Events in order. Deltas of one text that wait together become one, long ones several."""

    def __init__(self) -> None:
        self._waiting: list[tuple[StreamEvent, int]] = []
        self.bytes = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    @property
    def is_full(self) -> bool:
        """Whether there is enough for a whole request."""
        return self.bytes >= MAX_BYTES or len(self._waiting) >= MAX_EVENTS

    def add(self, event: StreamEvent) -> None:
        """Let an event wait. Half a character in a text, which is none, becomes U+FFFD."""
        field = _TEXTS.get(str(event.get("type")))
        text = event.get(field) if field else None
        if field is None or not isinstance(text, str):
            self._push(dict(event))
            return
        # Two halves that stand together are one character.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        for start in range(0, len(text), PIECE) or (0,):
            self._add_text({**event, field: text[start : start + PIECE]}, field)

    def take(self) -> list[StreamEvent]:
        """The events of the next request; they wait no more."""
        count = taken = 0
        for _, weight in self._waiting:
            if count == MAX_EVENTS or (count and taken + weight > MAX_BYTES):
                break
            count += 1
            taken += weight
        self.bytes -= taken
        events = [event for event, _ in self._waiting[:count]]
        del self._waiting[:count]
        return events

    def clear(self) -> None:
        """Let nothing wait."""
        self._waiting.clear()
        self.bytes = 0

    def _add_text(self, event: StreamEvent, field: str) -> None:
        if self._waiting:
            last, weight = self._waiting[-1]
            alike = {**last, field: None} == {**event, field: None}
            if alike and len(last[field]) + len(event[field]) <= PIECE:
                last[field] += event[field]
                more = weight_of(event[field]) - 3
                self._waiting[-1] = (last, weight + more)
                self.bytes += more
                return
        self._push(event)

    def _push(self, event: StreamEvent) -> None:
        weight = weight_of(event)
        self._waiting.append((event, weight))
        self.bytes += weight

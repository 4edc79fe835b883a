"""What pages of other origins may ask and read (CORS, https://fetch.spec.whatwg.org)."""

from typing import TypedDict


class CrossOrigin(TypedDict):
    """The arguments of Starlette's CORSMiddleware."""

    allow_origins: tuple[str, ...]
    allow_methods: tuple[str, ...]
    allow_headers: tuple[str, ...]
    expose_headers: tuple[str, ...]
    max_age: int


def cross_origin(origins: tuple[str, ...]) -> CrossOrigin:
    """What these origins may do: all that a client with a token can, without any cookie."""
    return {
        "allow_origins": origins,
        "allow_methods": ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
        "allow_headers": (
            "Authorization",
            "Content-Digest",
            "Content-Disposition",
            "Content-Type",
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "If-Range",
            "Last-Event-ID",
            "Producer-Epoch",
            "Producer-Id",
            "Producer-Seq",
            "Range",
            "Repr-Digest",
            "Upload-Complete",
            "Upload-Length",
            "Upload-Offset",
            "X-Request-ID",
            "X-Threadkeep-User",
            "traceparent",
        ),
        "expose_headers": (
            "Accept-Ranges",
            "Content-Disposition",
            "Content-Range",
            "ETag",
            "Location",
            "Producer-Epoch",
            "Producer-Expected-Seq",
            "Producer-Received-Seq",
            "Producer-Seq",
            "RateLimit",
            "RateLimit-Policy",
            "Repr-Digest",
            "Retry-After",
            "Upload-Complete",
            "Upload-Length",
            "Upload-Offset",
            "WWW-Authenticate",
            "X-Request-ID",
        ),
        "max_age": 3600,
    }

"""What ``/metrics`` has, for Prometheus: the names are what dashboards and alerts ask for.

Who knows a figure sets it: requests in ``telemetry.py``, problems in ``handlers.py``, what is
looked at now and then in ``sampling.py``. With several workers the answer is of all of them
together; ``multiprocess_mode`` says how a gauge of theirs becomes one.
"""

import platform
from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram

from documents.database import DatabaseError, error_name
from documents.release import this_release

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_BYTES = (256, *(4**power for power in range(5, 16)))


def _of_all(name: str, told: str, labels: Iterable[str] = ()) -> Gauge:
    """A gauge that has the sum over the workers."""
    return Gauge(name, told, labels, multiprocess_mode="livesum")


def _of_any(name: str, told: str, labels: Iterable[str] = ()) -> Gauge:
    """A gauge that has the greatest of the workers' figures, which should be the same."""
    return Gauge(name, told, labels, multiprocess_mode="livemax")


BUILD = _of_any("threadkeep_build_info", "The release that serves; 1.", ["release", "python"])

REQUESTS = Counter("threadkeep_requests_total", "Requests answered.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "threadkeep_request_seconds",
    "From a request's arrival to the end of its answer.",
    ["method", "route", "status_class"],
    buckets=_SECONDS,
)
REQUEST_BODY_BYTES = Histogram(
    "threadkeep_request_body_bytes", "Bodies of requests, as far as they came.", buckets=_BYTES
)
REQUESTS_IN_FLIGHT = _of_all(
    "threadkeep_requests_in_flight",
    "Requests that are not answered yet, without streams and feeds.",
)
BODY_BYTES_IN_FLIGHT = _of_all(
    "threadkeep_body_bytes_in_flight", "Bytes of bodies that are held for requests."
)
CONNECTIONS = _of_all("threadkeep_connections", "Connections of clients that are open.")
PROBLEMS = Counter("threadkeep_problems_total", "Problems answered.", ["type", "status"])
QUOTA_REFUSALS = Counter(
    "threadkeep_quota_refusals_total",
    "Requests refused for a quota, by its name and whose it is.",
    ["quota", "of"],
)

DATABASE_UP = Gauge(
    "threadkeep_database_up",
    "1 while a primary answers (every worker), else 0.",
    multiprocess_mode="livemin",
)
OPERATION_SECONDS = Histogram(
    "threadkeep_database_operation_seconds",
    "How long operations of the database took, by the driver's name for them.",
    ["operation"],
    buckets=_SECONDS,
)
OPERATION_FAILURES = Counter(
    "threadkeep_database_operation_failures_total",
    "Operations of the database that failed, by the server's or the driver's name for it.",
    ["operation", "error"],
)
DATABASE_CONNECTIONS = _of_all(
    "threadkeep_database_connections", "Connections to MongoDB that are open."
)
DATABASE_CONNECTIONS_IN_USE = _of_all(
    "threadkeep_database_connections_in_use", "Connections to MongoDB that an operation has."
)
DATABASE_CONNECTIONS_MAX = _of_all(
    "threadkeep_database_connections_max",
    "Connections to MongoDB that there may be to each server; 0 for any number.",
)
DATABASE_PLACES = _of_all(
    "threadkeep_database_places", "Operations of requests that there may be at once."
)
DATABASE_PLACES_TAKEN = _of_all(
    "threadkeep_database_places_taken", "Operations of requests that are under way."
)
DATABASE_WAITING = _of_all(
    "threadkeep_database_operations_waiting", "Operations that wait for a place."
)
DATABASE_WAITS = Counter(
    "threadkeep_database_waits_total", "Operations that have waited for a place, and got one."
)
DATABASE_WAIT_SECONDS = Counter(
    "threadkeep_database_wait_seconds_total", "How long these waited, all together."
)
INDEXES_OUT_OF_STEP = _of_any(
    "threadkeep_indexes_out_of_step", "Indexes that are not as this release defines them."
)

SWEEPS = Counter(
    "threadkeep_sweeps_total", "Sweeps that the service began, by how they ended.", ["outcome"]
)
SWEPT = Counter(
    "threadkeep_swept_sessions_total", "Sessions that sweeps did something with.", ["change"]
)
SWEPT_BYTES = Counter("threadkeep_swept_bytes_total", "Bytes of documents that sweeps removed.")
SWEEP_FINISHED = _of_any(
    "threadkeep_sweep_finished_timestamp_seconds",
    "When a sweep last ended well, whoever swept; 0 for never.",
)
SWEEP_EVERY = _of_any(
    "threadkeep_sweep_every_seconds", "How often the service sweeps; 0 for never."
)
TALLY_FINISHED = _of_any(
    "threadkeep_tally_finished_timestamp_seconds",
    "When new messages were last counted, by any process; 0 for never.",
)
TALLY_FAILURES = Counter("threadkeep_tally_failures_total", "Times that counting has failed.")
UNCOUNTED_CHATS = _of_any(
    "threadkeep_uncounted_chats", "Chats with messages that are not counted yet; 10,000 at most."
)
SEALED = Counter("threadkeep_sealed_messages_total", "Messages moved into buckets.")
SEALING_FAILURES = Counter("threadkeep_sealing_failures_total", "Sealings that failed.")
BACKGROUND = _of_all(
    "threadkeep_background_work", "Work beside requests that is under way.", ["kind"]
)
BACKGROUND_FAILURES = Counter(
    "threadkeep_background_failures_total", "Work beside requests that failed.", ["kind"]
)

OPEN_FEEDS = _of_all("threadkeep_open_feeds", "Feeds that are followed just now.")
FEED_ENDS = Counter(
    "threadkeep_feed_ends_total",
    "Feeds that ended: `reset` where their reader was too far behind, `left` where it went.",
    ["reason"],
)
OPEN_STREAM_READERS = _of_all("threadkeep_open_stream_readers", "Readers of streams just now.")
KEPT_STREAMS = _of_any(
    "threadkeep_kept_streams",
    "Streams that are written, or kept for readers after their end; 10,000 at most.",
)
OVERDUE_STREAMS = _of_any(
    "threadkeep_overdue_streams",
    "Streams that something is to be done with, and has not been; 10,000 at most.",
)
REAPED = Counter("threadkeep_reaped_streams_total", "Streams that were seen to when due.")
REAPING_FAILURES = Counter(
    "threadkeep_reaping_failures_total", "Times that seeing to streams failed."
)
CHANGES_FOLLOWED = Gauge(
    "threadkeep_changes_followed",
    "1 while the change stream is read that streams and feeds live on, or nobody needs it.",
    multiprocess_mode="livemin",
)
CHANGES_BEGUN = Counter(
    "threadkeep_changes_begun_total", "Times that the change stream was opened."
)
CHANGES_LAG = _of_any(
    "threadkeep_changes_lag_seconds",
    "How old the last change was when it was read, by the clocks of MongoDB and service.",
)

WEBHOOKS = _of_any("threadkeep_webhooks", "Webhooks that are enabled.")
WEBHOOK_ATTEMPTS = Counter(
    "threadkeep_webhook_attempts_total",
    "Attempts of deliveries, by what came of them; `dead` are those that failed for the last time, "
    "which count as `failed` too.",
    ["outcome"],
)
WEBHOOK_PENDING = _of_any(
    "threadkeep_webhook_deliveries_pending", "Deliveries that wait; 10,000 at most."
)
WEBHOOK_DEAD = _of_any(
    "threadkeep_webhook_deliveries_dead", "Deliveries that are tried no more; 10,000 at most."
)
WEBHOOK_OLDEST = _of_any(
    "threadkeep_webhook_oldest_pending_timestamp_seconds",
    "When the oldest delivery that waits was recorded; 0 for none.",
)
WEBHOOKS_RECORDED = _of_any(
    "threadkeep_webhooks_recorded_timestamp_seconds",
    "When a process last noted how far events are recorded; 0 for never.",
)
WEBHOOK_LAG = _of_any(
    "threadkeep_webhooks_lag_seconds",
    "How old the last event was when it was recorded, while there are more.",
)
WEBHOOK_GAPS = Counter(
    "threadkeep_webhook_gaps_total", "Times that events were lost before they were recorded."
)
WEBHOOKS_DISABLED = Counter(
    "threadkeep_webhooks_disabled_total", "Webhooks that the service has disabled.", ["reason"]
)

_QUOTAS = (
    ("attachment_bytes", "user"),
    ("bytes_in_flight", "process"),
    ("bytes_in_flight", "service"),
    ("bytes_in_flight", "user"),
    ("chats", "user"),
    ("checkpoint_bytes", "user"),
    ("feeds", "process"),
    ("feeds", "service"),
    ("feeds", "user"),
    ("requests", "service"),
    ("requests", "user"),
    ("shared_reads", "link"),
    ("stored_bytes", "user"),
    ("streams", "user"),
)


KINDS_OF_WORK = ("learn", "seal", "settle")
"""Of the work beside requests what there is most of."""


def begin() -> None:
    """Have what is known from the start on, and the series that a rate should begin with at 0."""
    BUILD.labels(this_release(), platform.python_version()).set(1)
    for quota in _QUOTAS:
        QUOTA_REFUSALS.labels(*quota)
    for type, status in (("internal-error", "500"), ("unavailable", "503")):
        PROBLEMS.labels(type, status)
    for outcome in ("completed", "failed"):
        SWEEPS.labels(outcome)
    for change in ("mended", "abandoned", "archived", "deleted", "removed"):
        SWEPT.labels(change)
    for reason in ("age", "gone", "left", "reset", "shutdown", "token"):
        FEED_ENDS.labels(reason)
    for outcome in ("delivered", "failed", "dead"):
        WEBHOOK_ATTEMPTS.labels(outcome)
    for reason in ("behind", "failing", "gone"):
        WEBHOOKS_DISABLED.labels(reason)
    for kind in KINDS_OF_WORK:
        BACKGROUND.labels(kind)
        BACKGROUND_FAILURES.labels(kind)


def count_refusal(quota: str, of: str) -> None:
    """Count a request that is refused for a quota, and whose that is."""
    QUOTA_REFUSALS.labels(quota, of).inc()


_operations: dict[str, Histogram] = {}


def observe_operation(name: str, seconds: float, failure: BaseException | None) -> None:
    """Count an operation of the database; one that ends an iteration has not failed."""
    found = _operations.get(name)
    if found is None:
        found = _operations[name] = OPERATION_SECONDS.labels(name)
    found.observe(seconds)
    if isinstance(failure, DatabaseError):
        OPERATION_FAILURES.labels(name, error_name(failure)).inc()

"""Every setting of the service, read once from the environment."""

import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services import setting_values

KIB = 1024
MIB = 1024 * KIB
CENTURY_DAYS = 36_525
"""The longest period: far longer ones reach back to before the year 1."""

ANY_ORIGIN = "*"
# What browsers send: without a path, and without the port that the scheme has anyway.
_ORIGIN = re.compile(
    r"(?!https://.*:443$|http://.*:80$)[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\[[0-9a-f:]+\])(:\d{1,5})?"
)


def _origins(value: object) -> object:
    """Origins from a text with commas between them."""
    if not isinstance(value, str):
        return value
    origins = tuple(dict.fromkeys(origin.strip() for origin in value.split(",")))
    for origin in origins:
        if not (_ORIGIN.fullmatch(origin) or origins == (ANY_ORIGIN,)):
            raise PydanticCustomError(
                "origin",
                "{origin} is not an origin as browsers send it: a scheme, a host and, where it "
                "is not the scheme's own, a port, as in https://app.example.com; several have "
                "commas between them, and * alone is any",
                {"origin": repr(origin)},
            )
    return origins


NEVER = "never"
"""What a period is set to that never ends."""


def _or_never(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.strip().lower() == NEVER:
        return None
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"must be a number, or `{NEVER}`") from None


_Hours = Annotated[float, Field(gt=0, le=24 * CENTURY_DAYS)]
_Days = Annotated[float, Field(gt=0, le=CENTURY_DAYS)]
_HoursOrNever = Annotated[_Hours | None, BeforeValidator(_or_never)]
_DaysOrNever = Annotated[_Days | None, BeforeValidator(_or_never)]


class Settings(BaseSettings):
    """Settings, each with its unit in its name.

    Read from the environment with the prefix ``THREADKEEP_``, but for ``PORT``
    and ``MONGODB_URI``, which carry their usual names. ``WEB_CONCURRENCY`` is what
    platforms and other servers call ``THREADKEEP_WORKERS``, which goes before it.
    """

    model_config = SettingsConfigDict(env_prefix="THREADKEEP_", env_ignore_empty=True)

    host: str = "127.0.0.1"
    port: int = Field(
        8000, ge=0, le=65535, validation_alias=AliasChoices("port", "PORT", "THREADKEEP_PORT")
    )
    workers: int = Field(
        1,
        ge=1,
        le=256,
        validation_alias=AliasChoices("threadkeep_workers", "WEB_CONCURRENCY"),
    )
    mongodb_uri: Annotated[SecretStr, AfterValidator(setting_values.connection_string)] | None = (
        Field(None, validation_alias=AliasChoices("mongodb_uri", "MONGODB_URI"))
    )
    database_name: Annotated[str, AfterValidator(setting_values.database_name)] | None = None
    database_timeout_seconds: float = Field(5.0, gt=0, le=3600)
    data_folder: Path = Path(".threadkeep")

    token_secret: Annotated[SecretStr, AfterValidator(setting_values.secret)] | None = None
    token_secrets: Annotated[SecretStr, AfterValidator(setting_values.named_secrets)] | None = None
    token_jwks_url: Annotated[str, AfterValidator(setting_values.web_address)] | None = None
    token_audience: str | None = None
    token_issuer: str | None = None

    cors_origins: Annotated[tuple[str, ...] | None, NoDecode, BeforeValidator(_origins)] = None
    max_connections: int = Field(3000, ge=1)
    max_head_bytes: int = Field(16 * KIB, ge=KIB, le=MIB)
    head_timeout_seconds: float = Field(10, gt=0, le=3600)
    body_timeout_seconds: float = Field(30, gt=0, le=3600)
    keep_alive_seconds: float = Field(75, gt=0, le=3600)
    max_bytes_in_flight: int = Field(256 * MIB, ge=1)
    max_user_bytes_in_flight: int = Field(64 * MIB, ge=1)

    max_body_bytes: int = Field(4 * MIB, ge=1)
    # What so many values cost is the longest that a request holds up the others.
    max_body_values: int = Field(100_000, ge=100, le=100_000)
    max_content_bytes: int = Field(1 * MIB, ge=1)
    max_append_messages: int = Field(500, ge=1, le=5000)
    max_metadata_bytes: int = Field(64 * KIB, ge=2, le=MIB)
    max_metadata_levels: int = Field(32, ge=1, le=64)

    max_asset_content_bytes: int = Field(8 * MIB, ge=1, le=12 * MIB)
    max_asset_upload_bytes: int = Field(1024 * MIB, ge=1)

    max_attachment_bytes: int = Field(1024 * MIB, ge=1)
    max_user_attachment_bytes: int = Field(10 * 1024 * MIB, ge=1)
    attachment_unnamed_hours: float = Field(24, gt=0, le=24 * CENTURY_DAYS)

    max_import_bytes: int = Field(32 * MIB, ge=1, le=256 * MIB)

    max_checkpoint_value_bytes: int = Field(256 * MIB, ge=1)
    max_user_checkpoint_bytes: int = Field(10 * 1024 * MIB, ge=1)

    max_export_bytes: int = Field(10 * 1024 * MIB, ge=1)
    export_kept_hours: float = Field(24, gt=0, le=24 * CENTURY_DAYS)

    max_user_streams: int = Field(100, ge=1)
    max_feeds: int = Field(2000, ge=1)
    max_user_feeds: int = Field(20, ge=1)
    feed_minutes: float = Field(15, gt=0, le=24 * 60)
    max_share_reads_per_minute: int = Field(120, ge=1, le=1_000_000)
    max_other_reads_per_minute: int = Field(600, ge=1, le=1_000_000)
    quota_requests_per_minute: int | None = Field(None, ge=1, le=1_000_000_000)
    quota_user_requests_per_minute: int | None = Field(None, ge=1, le=1_000_000_000)
    quota_user_chats: int | None = Field(None, ge=1, le=1_000_000)
    quota_user_stored_bytes: int | None = Field(None, ge=1)
    quota_user_feeds: int | None = Field(None, ge=1, le=10_000)
    quota_feeds: int | None = Field(None, ge=1, le=10_000)
    quota_user_bytes_in_flight: int | None = Field(None, ge=MIB)
    quota_bytes_in_flight: int | None = Field(None, ge=MIB)
    stream_kept_minutes: float = Field(60, gt=0, le=24 * 60)

    max_webhooks: int = Field(20, ge=0, le=100)
    max_webhook_pending: int = Field(100_000, ge=100, le=1_000_000)
    webhook_networks: Annotated[
        tuple[IPv4Network | IPv6Network, ...] | None,
        NoDecode,
        BeforeValidator(setting_values.networks),
    ] = None
    webhook_timeout_seconds: float = Field(15, gt=0, le=60)
    # Trying takes three days and a half.
    webhook_kept_days: float = Field(30, ge=5, le=366)

    bucket_messages: int = Field(50, ge=1, le=10_000)
    bucket_bytes: int = Field(128 * KIB, ge=1, le=8 * MIB)

    session_abandoned_after_hours: _HoursOrNever = 24
    session_archived_after_days: _DaysOrNever = 7
    session_deleted_after_days: _DaysOrNever = None
    deleted_kept_days: float = Field(0, ge=0, le=CENTURY_DAYS)
    sweep_every_minutes: float = Field(60, ge=0, le=24 * 60 * CENTURY_DAYS)
    activity_flush_seconds: float = Field(2.0, gt=0, le=4)

    log_level: Annotated[str, AfterValidator(setting_values.log_level)] = "INFO"

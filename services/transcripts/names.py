"""What can be told of an import and an export: forms, and the status to keep."""

from enum import StrEnum


class Format(StrEnum):
    """The forms of conversations that can be told, by the names of ``services.formats``."""

    OPENAI = "openai"
    RESPONSES = "responses"
    ANTHROPIC = "anthropic"
    GEMINI = "gemini"
    LANGCHAIN = "langchain"
    LANGGRAPH = "langgraph"
    AI_SDK = "ai-sdk"
    PYDANTIC_AI = "pydantic-ai"
    SHAREGPT = "sharegpt"
    TRAINING = "training"
    CHATGPT = "chatgpt"
    CLAUDE = "claude"
    LIBRECHAT = "librechat"
    OPEN_WEBUI = "open-webui"


class ImportStatus(StrEnum):
    """What the sessions of an import can be told to stay."""

    ACTIVE = "active"
    COMPLETED = "completed"
    ARCHIVED = "archived"


class WrittenFormat(StrEnum):
    """The forms in which chats are exported."""

    OPENAI = "openai"
    MARKDOWN = "markdown"

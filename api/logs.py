"""What does a line of the log say, and what may never stand in it?"""

from __future__ import annotations

import json
import logging
import re
import threading
import traceback
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, Final

LINE_MAX: Final = 500
FRAMES_MAX: Final = 30
CAUSES_MAX: Final = 5
_SECRET: Final = re.compile(r"\bml_[\w-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=://)[^/@\s]+(?=@)")


class JsonLines(logging.Formatter):
    """One JSON object a line. Of an error its kind and where it was raised, never its words: they
    may quote what somebody wrote. Of a message the first line, for the same reason."""

    def format(self, record: logging.LogRecord) -> str:
        first = record.getMessage().split("\n", 1)[0][:LINE_MAX]
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": unsecret(first),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = kinds_of(record.exc_info[1])
            said["where"] = frames_of(record.exc_info[2])
        return json.dumps(said, ensure_ascii=False)


def unsecret(text: str) -> str:
    """With three stars for what looks like a token or a password."""
    return _SECRET.sub("***", text)


def kinds_of(error: BaseException) -> list[str]:
    """The error's class, and those that led to it."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(found) < CAUSES_MAX:
        found.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        cause = cause.__cause__ or cause.__context__
    return found


def frames_of(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-FRAMES_MAX:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def install(path: Path | None = None) -> None:
    """Everything that is logged goes to the file, else to stderr. Whoever rotates the file may
    just rename it."""
    handler = WatchedFileHandler(path, encoding="utf-8") if path else logging.StreamHandler()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("merit").setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    # A log that cannot be written is no reason to print what was to stand in it.
    logging.raiseExceptions = False
    threading.excepthook = _thread_died


def _thread_died(died: threading.ExceptHookArgs) -> None:
    name = died.thread.name if died.thread else "?"
    told = (died.exc_type, died.exc_value or died.exc_type(), died.exc_traceback)
    logging.getLogger("merit").critical("the thread %s ended", name, exc_info=told)

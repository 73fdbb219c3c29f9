"""Logs as lines of JSON (结构化日志), with the trace of the request or job they belong to and no secret in them.

What may be secret never gets here by its place in the text alone: the words of an exception are left out unless it
is a refusal of ours, whose code is told; of a database's complaint its state and the constraint. What is left is
masked where it looks like a credential or an account number. A test plants secrets at every door and reads the logs.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

import psycopg

from kernel import trace
from kernel.errors import YinqiError

MASK: Final = "＊＊＊"
CHARS_MAX: Final = 4_000
FRAMES_MAX: Final = 12
_DIGITS: Final = re.compile(r"(?<![\w-])\d{12,40}(?![\w-])", re.ASCII)
"""Account and card numbers, identity numbers' digits, phone numbers with their country."""
_PHONE: Final = re.compile(r"(?<![\w-])1[3-9]\d{9}(?![\w-])", re.ASCII)
_CITIZEN: Final = re.compile(r"(?<![\w-])\d{17}[\dXx](?![\w-])", re.ASCII)
_PEM: Final = re.compile(r"-----BEGIN [^-]+-----.*?(?:-----END [^-]+-----|$)", re.DOTALL)
_NAMED: Final = re.compile(
    r"(?i)([\w.-]*(?:password|passwd|pwd|secret|token|cookie|session|csrf|authorization|otp|totp|pin|private[_-]?key|"
    r"signature|密码|口令|验证码)[\w.-]*)(\s*[\"']?\s*[=:：]\s*[\"']?)(?:(?:bearer|basic)\s+)?[^\s,;&\"'}]+"
)
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_DSN: Final = re.compile(r"(\w+://[^:/\s@]*:)[^@\s]+@")
_LONG: Final = re.compile(
    r"(?<![\w/+.-])(?=[\w/+-]*\d)(?=[\w/+-]*[A-Za-z])[A-Za-z0-9_+/-]{40,}={0,2}"
)
"""Keys, signatures, session ids: long words of letters and digits."""


def set_up(part: str, level: int = logging.INFO) -> None:
    """Write every log of this process to its error output, a line each; once, and nobody else's way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(part))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


class JsonLines(logging.Formatter):
    """One line a record."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON: what it says masked, what was raised by its kind and place."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "part": self._part,
            "logger": record.name,
            "said": masked(_words(record))[:CHARS_MAX],
        }
        if trace.current():
            said["trace"] = trace.current()
        if record.exc_info and record.exc_info[1] is not None:
            said["raised"] = raised(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False)


def masked(text: str) -> str:
    """The text with whatever looks like a secret hidden; the last four digits of a long number stay."""
    text = _PEM.sub(MASK, text)
    text = _DSN.sub(rf"\1{MASK}@", text)
    text = _NAMED.sub(rf"\1\2{MASK}", text)
    text = _CITIZEN.sub(lambda found: MASK + found[0][-4:], text)
    text = _DIGITS.sub(lambda found: MASK + found[0][-4:], text)
    text = _PHONE.sub(lambda found: MASK + found[0][-4:], text)
    return _LONG.sub(MASK, _MAIL.sub(MASK, text))


def raised(error: BaseException) -> list[dict[str, Any]]:
    """An exception and what it came from: kinds and places, never what they say of what was given."""
    found: list[dict[str, Any]] = []
    seen: BaseException | None = error
    while seen is not None and len(found) < FRAMES_MAX:
        found.append({"kind": kind_of(seen), "frames": _frames(seen.__traceback__)})
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return found


def kind_of(error: BaseException) -> str:
    """What an exception is, in words of ours or of the database alone."""
    if isinstance(error, YinqiError):
        return error.code
    name = type(error).__name__
    if isinstance(error, psycopg.Error):
        said = (error.sqlstate, error.diag.constraint_name)
        return " ".join((name, *(one for one in said if one)))
    return name


def _frames(trace_of: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace_of)[-FRAMES_MAX:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _words(record: logging.LogRecord) -> str:
    """The message; an exception among its words by its kind."""
    args = record.args
    if isinstance(args, Mapping):
        record_args: Any = {name: _told(value) for name, value in args.items()}
    else:
        record_args = tuple(map(_told, args or ()))
    text = str(_told(record.msg))
    return text % record_args if record_args else text


def _told(value: object) -> object:
    return kind_of(value) if isinstance(value, BaseException) else value

"""Refusals as pages: one table from the family of an error to its HTTP status.

A page says what happened, whether anything was changed, and what to do next; it never shows a trace
or an internal name. Machine doors have tables of their own.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from kernel.errors import (
    Conflict,
    Denied,
    Invalid,
    NotFound,
    OutcomeUnknown,
    Unavailable,
    YinqiError,
)
from kernel.text import Text

STATUS: Final[tuple[tuple[type[YinqiError], int], ...]] = (
    (NotFound, 404),
    (Denied, 403),
    (Invalid, 422),
    (Conflict, 409),
    (Unavailable, 503),
    (OutcomeUnknown, 202),
)
"""The first family that fits decides; 202 because an unknown outcome is still being asked for."""

TITLES: Final = {
    202: Text("结果待确认", "Outcome being confirmed"),
    400: Text("请求无法识别", "The request could not be read"),
    403: Text("无权执行该操作", "You may not do this"),
    404: Text("没有找到该页面或记录", "This page or record was not found"),
    405: Text("不支持该操作方式", "This cannot be done that way"),
    409: Text("当前状态不允许该操作", "Not possible in the current state"),
    413: Text("提交的内容过大", "What was sent is too large"),
    422: Text("有内容需要更正", "Something needs correcting"),
    429: Text("操作过于频繁", "Too many attempts"),
    500: Text("系统出现故障", "Something went wrong on our side"),
    503: Text("服务暂时不可用", "Not available right now"),
}
ADVICE: Final = {
    202: Text(
        "请勿重复付款。银行正在核实，结果会显示在付款列表中。",
        "Do not pay again. The bank is checking; the outcome will show in the payments list.",
    ),
    404: Text(
        "记录可能已被移走，或不属于您的企业。",
        "It may have been moved, or belongs to somebody else.",
    ),
    500: Text(
        "本次操作未完成的部分不会生效。请稍后重试，并把下方编号告诉客服。",
        "What was not completed has no effect. Try again later and give the reference below to support.",
    ),
    503: Text("未做任何更改，请稍后重试。", "Nothing was changed. Try again shortly."),
}


def status_of(error: YinqiError) -> int:
    """Return the HTTP status a page answers this error with; 500 for one without a family."""
    return next((status for family, status in STATUS if isinstance(error, family)), 500)


def install_errors(app: Flask, *, machine_prefixes: tuple[str, ...] = ()) -> None:
    """Answer refusals and faults of browser doors with pages."""

    def refused(error: YinqiError) -> ResponseReturnValue:
        if request.path.startswith(machine_prefixes):
            raise error
        return error_page(status_of(error), error.message, reference=error.code)

    def http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        machine = request.path.startswith(machine_prefixes)
        return error if machine or status < HTTPStatus.BAD_REQUEST else error_page(status)

    app.register_error_handler(YinqiError, refused)
    app.register_error_handler(HTTPException, http)


def error_page(
    status: int, detail: Text | None = None, *, reference: str = ""
) -> ResponseReturnValue:
    """Draw the page of one refusal."""
    ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    title = TITLES.get(status) or TITLES[500 if ours else 400]
    fragment = "HX-Request" in request.headers
    page = render_template(
        "pages/error_note.html" if fragment else "pages/error.html",
        status=status,
        title=title,
        detail=detail or ADVICE.get(status),
        reference=reference,
    )
    return page, status

"""Why the book or a payment to somebody is refused; nothing is written then."""

from __future__ import annotations

from kernel.errors import Conflict, Finding, Severity, Unavailable
from kernel.text import Text


class NotOnWhiteList(Conflict):
    """At release the payee is not on the white list any more, or not yet."""

    code = "payee.not_on_white_list"
    text = Text(
        "放行时收款人不在白名单，付款未发出；列入白名单后请重新提交",
        "At release the payee was not on the white list, so nothing was sent; list it and submit again",
    )


class TooManyChecks(Unavailable):
    """Names are checked to pay somebody, not to find out whose accounts there are."""

    code = "payee.too_many_checks"
    text = Text(
        "户名核验次数已达今日上限，请明日再试；核验仅限真实付款使用",
        "You have reached today's number of name checks; they are for real payments only",
    )


def block(code: str, text: Text, field: str) -> Finding:
    """A finding that refuses a change of the book."""
    return Finding(f"payee.{code}", Severity.BLOCK, text, field)

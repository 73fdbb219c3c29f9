"""Log-in with a passkey, or a password and what the bank wants beside it; choice of the enterprise; log-out.

The token is new after every step that gains something. Before anybody is logged in, a wrong name
and a wrong password are answered alike.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from corporate import identity
from corporate.identity import Attempt, Membership, sessions
from corporate.identity.errors import (
    CodeAwaited,
    LoginCodeRefused,
    LoginRefused,
    MethodNeeded,
    PasskeyLoginRefused,
    SessionIdle,
    TooManyAttempts,
)
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.relying import site_here
from corporate.web.routes import Pages, Shown
from corporate.web.switches import safe_return
from corporate.web.visit import (
    address,
    current_visit,
    device_label,
    device_token,
    forget_session,
    keep_device,
    keep_session,
    portal,
    session_token,
)
from kernel import limits
from kernel.errors import Denied, NotFound
from kernel.tenancy import Scope
from kernel.text import Text

pages = Pages("login")

_MINUTES: Final = limits.SESSION_IDLE_S // 60
_NOTICES: Final = {
    "idle": p.Note(
        Text("已自动退出", "You were logged out"), SessionIdle.text.fill(minutes=_MINUTES), "warn",
        "clock",
    ),
    "ended": p.Note(
        Text("登录已结束", "Your session has ended"),
        Text(
            "可能已在别处退出、超过最长时限或权限有变。未提交的内容没有保留，请重新登录。",
            "It was ended elsewhere, ran out, or your rights changed. Nothing you typed was kept; log in again.",
        ),
        "warn",
        "clock",
    ),
    "activated": p.Note(
        Text("已激活", "Activated"),
        Text("请用登录名和刚设置的密码登录。", "Log in with your name and the password you have just chosen."),
        "ok",
        "circle-check",
    ),
    "left": p.Note(
        Text("已安全退出", "You have logged out"),
        Text("本机没有保留任何账户信息。", "Nothing about your accounts is kept on this device."),
        "ok",
        "circle-check",
    ),
}  # fmt: skip
_NO_COMPANY: Final = Text(
    "您的用户没有可用的企业，请联系企业管理员或开户行。",
    "Your user belongs to no active company; ask your administrator or the bank.",
)


@pages.public("/login", methods=("GET", "POST"))
def log_in() -> Shown | Response:
    """The gate (登录)."""
    visit = current_visit()
    if request.method == "POST":
        return _try_log_in()
    if visit.session is not None:
        return redirect(_onward(request.args.get("next", "")), code=303)
    return _form(notice=_NOTICES.get(request.args.get("why", "")))


@pages.member("/choose", methods=("GET", "POST"))
def choose(desk: Desk) -> Shown | Response:
    """Which enterprise to act for (选择企业); a new token comes with it."""
    if request.method == "POST":
        chosen = _uuid(request.form.get("user", ""))
        answer = redirect(_onward(request.form.get("next", "")), code=303)
        with portal().database.begin(Scope(desk.visit.tenant_id)) as uow:
            token = sessions.choose(uow, portal().world, desk.session, chosen)
        keep_session(answer, token)
        return answer
    found = _memberships(desk.session.person_id)
    if not found:
        raise NoCompany
    return Shown(
        "pages/choose.html",
        {
            "companies": found,
            "current": desk.session.user_id,
            "name": desk.session.person_name,
            "next": request.args.get("next", ""),
            "logout_url": url_for("login.log_out"),
        },
    )


@pages.public("/logout", methods=("POST",))
def log_out() -> Response:
    """End the session on the server, and take back what the browser keeps."""
    with portal().database.begin(Scope(current_visit().tenant_id)) as uow:
        sessions.end(uow, session_token(), portal().world.clock.now())
    answer = redirect(url_for("login.log_in", why="left"), code=303)
    forget_session(answer)
    return answer


@pages.public("/login/ask", methods=("POST",))
def ask() -> Response:
    """What a passkey is to sign for a log-in."""
    site = site_here()
    if site is None:
        raise NotFound
    visit = current_visit()
    return jsonify(options=portal().passkey_log_in.ask(visit.tenant_id, site, address()))


@pages.public("/login/passkey", methods=("POST",))
def by_passkey() -> Shown | Response:
    """Log in with a passkey (通行密钥登录)."""
    try:
        entered = portal().passkey_log_in.log_in(
            current_visit().tenant_id, _attempt(), request.form.get("passkey", "")
        )
    except PasskeyLoginRefused as refused:
        return _form(faults=(p.FormFault("username", refused.message),), status=422)
    return _entered(entered.session_token, entered.device_token, entered.person_id)


@pages.public("/login/code", methods=("POST",))
def with_code() -> Shown | Response:
    """The second factor after a right password (动态口令)."""
    ticket, code = request.form.get("ticket", ""), request.form.get("code", "")
    try:
        entered = portal().log_in.with_code(current_visit().tenant_id, _attempt(), ticket, code)
    except (LoginCodeRefused, TooManyAttempts) as refused:
        status = 429 if isinstance(refused, TooManyAttempts) else 422
        return _code_form(ticket, fault=refused.message, status=status)
    return _entered(entered.session_token, entered.device_token, entered.person_id)


class NoCompany(Denied):
    """Somebody whose every membership has ended."""

    code = "web.no_company"
    text = _NO_COMPANY


def _try_log_in() -> Shown | Response:
    """One attempt; refused in the same words whatever was wrong."""
    attempt = _attempt()
    try:
        entered = portal().log_in.log_in(current_visit().tenant_id, attempt)
    except CodeAwaited as awaited:
        return _code_form(str(awaited.params["ticket"]))
    except (LoginRefused, MethodNeeded, TooManyAttempts) as refused:
        fault = p.FormFault("username", refused.message)
        status = 429 if isinstance(refused, TooManyAttempts) else 422
        return _form(faults=(fault,), username=attempt.login, status=status)
    return _entered(entered.session_token, entered.device_token, entered.person_id)


def _attempt() -> Attempt:
    """Who knocks, from where, with what."""
    return Attempt(
        login=request.form.get("username", ""),
        password=request.form.get("password", ""),
        address=address(),
        device=device_label(),
        device_token=device_token(),
        door=current_visit().door,
    )


def _entered(token: str, device: str | None, person_id: UUID) -> Response:
    """Go on to the one enterprise there is, or to the choice between several."""
    house, onward = portal(), request.form.get("next", "")
    _end_former()
    found = _memberships(person_id)
    target = url_for("login.choose", next=onward or None)
    if len(found) == 1:
        with house.database.begin(Scope(current_visit().tenant_id)) as uow:
            session = sessions.find(uow, token, house.world.clock.now())
            token = sessions.choose(uow, house.world, session, found[0].user_id)
        target = _onward(onward)
    answer = redirect(target, code=303)
    if device is not None:
        keep_device(answer, device)
    keep_session(answer, token)
    return answer


def _end_former() -> None:
    """Whoever was logged in with this browser before is not any more."""
    if session_token():
        with portal().database.begin(Scope(current_visit().tenant_id)) as uow:
            sessions.end(uow, session_token(), portal().world.clock.now())


def _form(
    *,
    faults: tuple[p.FormFault, ...] = (),
    username: str = "",
    notice: p.Note | None = None,
    status: int = 200,
) -> Shown:
    facts = {
        "faults": faults,
        "username": username,
        "notice": notice,
        "next": request.values.get("next", ""),
        "passkeys": _passkeys(),
    }
    return Shown("pages/login.html", facts, status)


def _passkeys() -> dict[str, str] | None:
    """Where passkeys are asked for and taken, if they can be used at this address."""
    if site_here() is None:
        return None
    return {"enter_url": url_for("login.by_passkey"), "ask_url": url_for("login.ask")}


def _code_form(ticket: str, *, fault: Text | None = None, status: int = 200) -> Shown:
    onward = request.form.get("next", "")
    facts = {
        "ticket": ticket,
        "fault": fault,
        "next": onward,
        "act_url": url_for("login.with_code"),
        "back_url": url_for("login.log_in", next=onward or None),
    }
    return Shown("pages/login_code.html", facts, status)


def _memberships(person_id: UUID) -> list[Membership]:
    with portal().database.begin(Scope(current_visit().tenant_id)) as uow:
        return identity.memberships(uow, person_id)


def _onward(wanted: str) -> str:
    """A page of this bank, whatever was asked for; never another site."""
    root = url_for("home.home")
    target = safe_return(wanted)
    return request.script_root + target if wanted and target != "/" else root


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(Text("该企业", "The enterprise")) from None

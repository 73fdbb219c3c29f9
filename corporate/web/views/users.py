"""Users (用户): who is here, what they may do, how they come, pause and leave.

Every change is shown line by line before it is proposed, and counts when another administrator has
confirmed it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from corporate.identity.people import PersonStatus
from corporate.web import access_forms, changes
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.i18n import current_lang
from corporate.web.routes import Pages, Shown
from corporate.web.views.changes import after_proposing
from kernel.errors import Conflict, Denied, Faulty, Invalid, NotFound, YinqiError
from kernel.text import Text
from workflows.access.commands import (
    ChangeRights,
    ChangeUser,
    Differences,
    ListUsers,
    Matrix,
    NameUser,
    ResetMethods,
    ShowMatrix,
    UserList,
    UserView,
)

pages = Pages("users")

_TONES: Final[dict[str, p.Tone]] = {
    "active": "ok",
    "invited": "warn",
    "suspended": "stop",
    "left": "",
}
_OPERATIONS: Final = {"methods": ("users.reset_check", "users.reset")}
"""What is asked and what is proposed, where it is not named after the sort of change."""
_RESET: Final = Text("重置验证方式", "Reset methods")
_RESET_EFFECTS: Final = (
    Text("全部通行密钥与动态口令立即作废", "All passkeys and one-time codes are void at once"),
    Text("本人在所有设备上的登录立即结束", "Every session of this person ends, on every device"),
    Text("本人通过每个已验证的通知渠道收到提醒", "The person is told over every proven channel"),
    Text(
        "登记新的验证方式之前，本人不能签署任何业务",
        "Until something new is registered, this person signs nothing",
    ),
    Text(
        "登记须用登录密码和恢复码；恢复码由未提交重置的管理员发放，24 小时内有效",
        "Registering takes the password and a code, which an administrator who did not propose this"
        " hands over; it is good for 24 hours",
    ),
    Text(
        "本人如还代表其他企业，须持有效证件到开户行柜台办理",
        "Who also acts for other companies goes to the bank's desk instead",
    ),
    Text(
        "只有两位管理员、其中一位遗失时，另一位无人确认：请其本人持有效证件到开户行柜台办理",
        "Of two administrators, one who lost a key has nobody to confirm this: the bank's desk resets it,"
        " in person",
    ),
)
_WAITING: Final = Text("有变更待确认", "A change waits")
_REFUSED: Final = Text("未能提交", "Not proposed")
_STEPS: Final = {
    PersonStatus.SUSPENDED: (
        Text("停用用户", "Suspend a user"),
        (
            Text("本企业的网银和手机会话立即结束", "Web and phone sessions for this company end"),
            Text("直联证书立即吊销，恢复后须重新签发", "Certificates are revoked; new ones are needed later"),
            Text("待其审批的事项改派其他有权人", "What waits for this user goes to others who may sign"),
            Text("权限与角色保留，但不起作用", "Rights and roles stay, without effect"),
        ),
    ),
    PersonStatus.LEFT: (
        Text("办理离职", "A user leaves"),
        (
            Text("本企业的网银和手机会话立即结束", "Web and phone sessions for this company end"),
            Text("直联证书立即吊销", "Certificates are revoked"),
            Text("待其审批的事项改派其他有权人", "What waits for this user goes to others who may sign"),
            Text("全部权限与角色收回", "All rights and roles are taken"),
            Text(
                "若审批规则因此无人可签或管理员少于两名，将不予办理",
                "Refused if a rule could not be satisfied or fewer than two administrators remained",
            ),
        ),
    ),
    PersonStatus.ACTIVE: (
        Text("恢复用户", "Reopen a user"),
        (
            Text("停用前的权限与角色重新生效", "Rights and roles count again"),
            Text("须重新登录；直联证书须重新签发", "A new log-in is needed, and a new certificate"),
        ),
    ),
}  # fmt: skip


@pages.page("/users", "users.list")
def listed(desk: Desk) -> Shown:
    """Everybody, those who left too."""
    found: UserList = desk.read("users.list", ListUsers())
    facts = {
        "rows": tuple(map(_row, found.users)),
        "invite_url": url_for("users.invite") if desk.offers("users.change") else "",
        "review_url": url_for("users.review"),
        "roles_url": url_for("roles.listed") if desk.offers("roles.list") else "",
    }
    return Shown("pages/users.html", facts)


@pages.page("/users/review", "users.list")
def review(desk: Desk) -> Shown:
    """The quarterly sheet (季度权限复核表): who may do what, to be printed and signed by hand."""
    found: UserList = desk.read("users.list", ListUsers())
    here = [one for one in found.users if one.status is not PersonStatus.LEFT]
    facts = {
        "rows": tuple(map(_row, here)),
        "company": desk.session.enterprise_name,
        "at": desk.portal.world.clock.now(),
        "by": desk.session.person_name,
        "list_url": url_for("users.listed"),
    }
    return Shown("pages/users_review.html", facts)


@pages.page("/users/invite", "users.list", "users.change", "users.check", methods=("GET", "POST"))
def invite(desk: Desk) -> Shown | Response:
    """Ask for a new user."""
    desk.read("users.list", ListUsers())  # whoever may not see them is told so before typing
    typed = {
        name: request.form.get(name, "").strip() for name in ("login", "name", "title", "reason")
    }
    facts = {"typed": typed, "list_url": url_for("users.listed"), "notes": ()}
    if request.method != "POST" or request.form.get("step") == "edit":
        return Shown("pages/user_invite.html", facts)
    given = ChangeUser(**(typed | {"login": typed["login"].lower()}), status=PersonStatus.INVITED)
    where = url_for("users.invite")
    return _proposed(
        desk,
        "users",
        given,
        where,
        lambda note: Shown("pages/user_invite.html", facts | {"notes": (note,)}, 422),
    )


@pages.page("/users/<login>", "users.show")
def one(desk: Desk, *, login: str) -> Shown:
    """One user: what they may do, in sentences."""
    return Shown("pages/user.html", _facts(desk, _user(desk, login)))


@pages.page(
    "/users/<login>/state", "users.show", "users.change", "users.check", methods=("GET", "POST")
)
def state(desk: Desk, *, login: str) -> Shown | Response:
    """Suspend, reopen, or let go: what will happen, then the differences, then the proposal."""
    user, form = _user(desk, login), request.values
    to = _status(form.get("to", ""))
    title, effects = _STEPS[to]
    facts = _facts(desk, user) | {
        "heading": title, "effects": effects, "to": to.value, "notes": (),
        "reason": form.get("reason", ""),
    }  # fmt: skip
    if request.method != "POST" or form.get("step") == "edit":
        return Shown("pages/user_state.html", facts)
    given = ChangeUser(login=login, status=to, reason=form.get("reason", "").strip())
    where = url_for("users.state", login=login)
    return _proposed(
        desk,
        "users",
        given,
        where,
        lambda note: Shown("pages/user_state.html", facts | {"notes": (note,)}, 422),
    )


@pages.page(
    "/users/<login>/rights", "users.show", "rights.matrix", "rights.change", "rights.check",
    methods=("GET", "POST"),
)  # fmt: skip
def rights(desk: Desk, *, login: str) -> Shown | Response:
    """The matrix of one user, and its differences before they are proposed."""
    user = _user(desk, login)
    matrix: Matrix = desk.read("rights.matrix", ShowMatrix())
    facts = _facts(desk, user) | {"notes": (), "reason": request.form.get("reason", "")}
    if request.method != "POST":
        return Shown(
            "pages/user_rights.html", facts | {"blocks": access_forms.blocks(matrix, user.rights)}
        )
    form = MultiDict(request.form)

    def again(note: p.Note | None) -> Shown:
        rows = _readable(form, matrix) or user.rights
        more = {"blocks": access_forms.blocks(matrix, rows), "notes": (note,) if note else ()}
        return Shown("pages/user_rights.html", facts | more, 422 if note else 200)

    try:
        given = ChangeRights(
            login=login, rows=access_forms.rows_asked(form, matrix), reason=facts["reason"].strip()
        )
    except Invalid as refused:
        return again(_note(refused))
    if form.get("step") == "edit":
        return again(None)
    return _proposed(desk, "rights", given, url_for("users.rights", login=login), again)


@pages.page("/users/<login>/code", "users.show", "users.code", methods=("POST",))
def code(desk: Desk, *, login: str) -> Shown:
    """Draw a code and show it, this once."""
    facts = _facts(desk, _user(desk, login))
    try:
        issued = desk.perform("users.code", NameUser(login=login))
    except (Conflict, Denied) as refused:
        return Shown("pages/user.html", facts | {"notes": (_note(refused),)}, 422)
    return Shown(
        "pages/user_code.html",
        facts | {"issued": issued, "activate_url": url_for("activation.activate")},
    )


@pages.page(
    "/users/<login>/reset",
    "users.show",
    "users.reset",
    "users.reset_check",
    methods=("GET", "POST"),
)
def reset(desk: Desk, *, login: str) -> Shown | Response:
    """Reset the methods of somebody who lost them: what will happen, what ends, then the proposal."""
    facts = _facts(desk, _user(desk, login)) | {
        "heading": _RESET, "effects": _RESET_EFFECTS, "to": "", "notes": (),
        "reason": request.form.get("reason", ""),
    }  # fmt: skip
    if request.method != "POST" or request.form.get("step") == "edit":
        return Shown("pages/user_state.html", facts)
    given = ResetMethods(login=login, reason=request.form.get("reason", "").strip())
    where = url_for("users.reset", login=login)
    return _proposed(
        desk,
        "methods",
        given,
        where,
        lambda note: Shown("pages/user_state.html", facts | {"notes": (note,)}, 422),
    )


@pages.page("/users/<login>/recovery", "users.show", "users.recovery_code", methods=("POST",))
def recovery_code(desk: Desk, *, login: str) -> Shown:
    """Draw a recovery code and show it, this once."""
    facts = _facts(desk, _user(desk, login))
    try:
        issued = desk.perform("users.recovery_code", NameUser(login=login))
    except (Conflict, Denied) as refused:
        return Shown("pages/user.html", facts | {"notes": (_note(refused),)}, 422)
    return Shown("pages/user_recovery.html", facts | {"issued": issued})


def propose(
    desk: Desk, kind: str, given: object, where: str, again: Callable[[p.Note], Shown]
) -> Shown | Response:
    """The differences, then the proposal; `again` draws the form once more with what was refused."""
    return _proposed(desk, kind, given, where, again)


def _proposed(
    desk: Desk, kind: str, given: object, where: str, again: Callable[[p.Note], Shown]
) -> Shown | Response:
    check, change = _OPERATIONS.get(kind, (f"{kind}.check", f"{kind}.change"))
    try:
        if request.form.get("step") == "propose":
            return after_proposing(desk.perform(change, given))
        found: Differences = desk.read(check, given)
    except NotFound:
        raise
    except (Conflict, Denied, Invalid) as refused:
        return again(_note(refused))
    facts = {
        "lines": changes.lines_of(found.lines),
        "kept": access_forms.carried(MultiDict(request.form)),
        "act_url": where,
        "reason": request.form.get("reason", ""),
    }
    return Shown("pages/access_check.html", facts)


def _readable(form: MultiDict[str, str], matrix: Matrix) -> Any:
    try:
        return access_forms.rows_asked(form, matrix)
    except Invalid:
        return None


def _user(desk: Desk, login: str) -> UserView:
    try:
        seen: UserView = desk.read("users.show", NameUser(login=login))
    except Faulty:  # what is no log-in name is nobody's
        raise NotFound(Text("该用户", "The user")) from None
    return seen


def _facts(desk: Desk, user: UserView) -> dict[str, Any]:
    may = desk.offers("users.change") and not user.is_self
    return {
        "user": _row(user),
        "notes": (),
        "list_url": url_for("users.listed"),
        "rights_url": url_for("users.rights", login=user.login)
        if desk.offers("rights.change")
        and not user.is_self
        and user.status is not PersonStatus.LEFT
        else "",
        "code_url": url_for("users.code", login=user.login) if may and user.needs_code else "",
        "reset_url": url_for("users.reset", login=user.login) if may and _can_reset(user) else "",
        "recovery_url": url_for("users.recovery_code", login=user.login)
        if may and user.recovering
        else "",
        "moves": tuple(_moves(user)) if may else (),
    }


def _can_reset(user: UserView) -> bool:
    return user.has_methods and user.status is PersonStatus.ACTIVE and not user.recovering


def _moves(user: UserView) -> Any:
    to = {
        PersonStatus.ACTIVE: (PersonStatus.SUSPENDED, PersonStatus.LEFT),
        PersonStatus.SUSPENDED: (PersonStatus.ACTIVE, PersonStatus.LEFT),
        PersonStatus.INVITED: (PersonStatus.LEFT,),
        PersonStatus.LEFT: (),
    }[user.status]
    for status in to:
        yield (
            _STEPS[status][0],
            url_for("users.state", login=user.login, to=status.value),
            status.value,
        )


def _row(user: UserView) -> dict[str, Any]:
    said = user.sentences_zh if current_lang() == "zh" else user.sentences_en
    return {
        "login": user.login,
        "name": user.name,
        "title": user.title or "—",
        "roles": "、".join(user.role_names) or "—",
        "status": p.Tag(user.status.label, _TONES[user.status.value]),
        "is_self": user.is_self,
        "seen": user.seen_at,
        "pending": p.Tag(_WAITING, "warn", "hourglass") if user.pending else None,
        "pending_url": url_for("changes.one", number=user.pending) if user.pending else "",
        "sentences": said,
        "href": url_for("users.one", login=user.login),
    }


def _status(text: str) -> PersonStatus:
    found = next((one for one in _STEPS if one.value == text), None)
    if found is None:
        raise NotFound
    return found


def _note(refused: YinqiError) -> p.Note:
    return p.Note(_REFUSED, refused.message, "stop", "alert-circle")

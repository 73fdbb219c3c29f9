"""Why somebody is not let in at the desk, or may not do what they ask for."""

from __future__ import annotations

from kernel.errors import Conflict, Denied
from kernel.text import Text


class StaffLogInRefused(Denied):
    """Name, password or code is wrong; which of them is not told."""

    code = "staff.login_refused"
    text = Text(
        "工号、密码或动态口令不正确，未登录。动态口令每 30 秒更换、只能用一次，请用下一个口令重试。",
        "The name, the password or the code is not right; you are not logged in. A code lasts 30 seconds and counts once:"
        " try again with the next one.",
    )


class StaffPasskeyRefused(Denied):
    """Unknown, revoked, wrong or late: one sentence for all of them."""

    code = "staff.passkey_refused"
    text = Text("未能用通行密钥登录，请重试。", "The passkey was not accepted; try again.")


class StaffPasskeyNeeded(Denied):
    """Name, password and code were right, and are not enough for whoever has a passkey."""

    code = "staff.passkey_needed"
    text = Text(
        "您已登记通行密钥，请用通行密钥登录；遗失时由两位安全管理员为您恢复。",
        "You have a passkey: log in with it. If it is lost, two security administrators recover you.",
    )


class StaffSessionEnded(Denied):
    """Nobody is logged in at the desk, or no longer."""

    code = "staff.session_ended"
    text = Text("请先登录柜台。", "Log in at the desk first.")


class StaffProofRefused(Denied):
    """The fresh code is wrong or was used."""

    code = "staff.proof_refused"
    text = Text(
        "动态口令不正确或已用过，请等下一个口令。",
        "The code is wrong or was used; wait for the next one.",
    )


class StaffActivationRefused(Denied):
    """There is no such code for such a name, or it has run out."""

    code = "staff.activation_refused"
    text = Text(
        "工号或激活码不正确，或已失效；请向安全管理员重新领取。",
        "The name or the code is not right, or it has run out; ask a security administrator for another.",
    )


class NotYours(Denied):
    """The role does not do that."""

    code = "staff.not_yours"
    text = Text("您的岗位（{role}）不办理此项。", "Your role ({role}) does not do this.")


class StaffUnknown(Conflict):
    """Nobody of that name waits for a code."""

    code = "staff.not_invited"
    text = Text("{login} 不是待激活的行员。", "{login} is not waiting to be activated.")


class StaffThere(Conflict):
    """The first two are made once; later ones are a change at the desk."""

    code = "staff.there_already"
    text = Text(
        "该银行已有行员，请由两名安全管理员在柜台增加。",
        "This bank has staff already: two security administrators add more at the desk.",
    )


class TwoPeople(Conflict):
    """The first two are two."""

    code = "staff.two_people"
    text = Text("须为两个不同的人。", "These must be two different people.")

"""What the trail calls acts that no operation of the catalogue names: log-ins, what follows from a signature, what the bank does.

What the bank's own staff do is not in an enterprise's trail.
"""

from __future__ import annotations

from typing import Final

from kernel.text import Text

ACTS: Final[dict[str, Text]] = {
    "approval.started": Text("提交审批", "Asked for approval"),
    "approval.signed": Text("审批通过一级", "One level signed"),
    "approval.granted": Text("审批全部通过", "Approved by all levels"),
    "approval.rejected": Text("审批驳回", "Refused"),
    "approval.sent_back": Text("退回经办人修改", "Sent back to its maker"),
    "approval.returned": Text("退回上一级", "Returned a level"),
    "approval.sign_added": Text("加签", "Asked one more to sign"),
    "approval.transferred": Text("转办", "Handed over"),
    "approval.urged": Text("催办", "Urged"),
    "approval.escalated": Text("超时升级", "Escalated after waiting too long"),
    "approval.withdrawn": Text("经办人撤回", "Taken back by its maker"),
    "approval.expired": Text("超过审批期限", "Not approved in time"),
    "approval.reopened": Text("审批规则有变，追加审批", "The rule changed; more must sign"),
    "approval.reassigned": Text("审批人变动", "Signers changed"),
    "approval.delegated": Text("委托审批", "Delegated"),
    "approval.delegation_ended": Text("收回委托", "Delegation ended"),
    "batches.release": Text("批次放行", "Batch released"),
    "bills.desk": Text("银行办理票据业务", "The bank handled a bill"),
    "bills.reconcile": Text("票据核对", "Bills reconciled"),
    "credits.give_back": Text("来账退回", "Incoming money given back"),
    "credits.release": Text("挂账转入账户", "Suspense money released"),
    "credits.take": Text("收到来账", "Money came in"),
    "documents.shared": Text("分享链接被打开", "A shared link was opened"),
    "methods.add": Text("添加登录方式", "Added a way to log in"),
    "methods.block": Text("通行密钥疑似被复制，已封", "A passkey that looks copied was blocked"),
    "methods.reset": Text("重置登录方式", "Ways to log in reset"),
    "methods.revoke": Text("停用登录方式", "Ended a way to log in"),
    "payments.release": Text("付款放行", "Payment released"),
    "payslip.open": Text("查看工资条", "A payslip was opened"),
    "session.refuse": Text("登录被拒", "Log-in refused"),
    "session.start": Text("登录", "Logged in"),
    "standing.run": Text("定期付款执行", "A standing order ran"),
    "standing.stop": Text("定期付款停止", "A standing order stopped"),
    "user.activate": Text("用户激活", "User activated"),
}

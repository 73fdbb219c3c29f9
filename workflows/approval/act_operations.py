"""The catalogue's entries for what people do to a round beside deciding, and for delegations.

Who may decide may do these too: they go by the right to decide, and urging by the right to withdraw.
"""

from __future__ import annotations

from typing import Final

from kernel.operation import PEOPLE, Idempotency, Operation, StepUp, Verb
from kernel.text import Text
from workflows.approval.act_commands import (
    ActAnswer,
    AddSigner,
    Delegate,
    DelegationAnswer,
    DelegationsAnswer,
    EndDelegation,
    ListDelegations,
    OthersAnswer,
    ReturnApproval,
    SeeOthers,
    TransferApproval,
    UrgeApproval,
)

_DECIDE: Final = "approvals.decide"

RETURN: Final = Operation(
    code="approvals.return",
    title=Text("退回上一级", "Return to the previous level"),
    command=ReturnApproval,
    answer=ActAnswer,
    verb=Verb.APPROVE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of=_DECIDE,
    about=Text("退回上一级重新审批，其签名作废", "The previous level signs again"),
)

ADD_SIGN: Final = Operation(
    code="approvals.add_sign",
    title=Text("加签", "Add a signer"),
    command=AddSigner,
    answer=ActAnswer,
    verb=Verb.APPROVE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of=_DECIDE,
    about=Text("本级增加一位须审批的同事", "One more colleague must sign at this level"),
)

TRANSFER: Final = Operation(
    code="approvals.transfer",
    title=Text("转办", "Hand over"),
    command=TransferApproval,
    answer=ActAnswer,
    verb=Verb.APPROVE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of=_DECIDE,
    about=Text("将本人的审批转给同级其他人", "Another person of the level signs instead"),
)

OTHERS: Final = Operation(
    code="approvals.others",
    title=Text("可加签与转办的人", "Whom to add or hand over to"),
    command=SeeOthers,
    answer=OthersAnswer,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    right_of=_DECIDE,
    about=Text("加签、转办时可选的同事", "Colleagues who may be chosen"),
)

URGE: Final = Operation(
    code="approvals.urge",
    title=Text("催办", "Urge"),
    command=UrgeApproval,
    answer=ActAnswer,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of="approvals.withdraw",
    about=Text("提醒当前审批人，两小时内一次", "Remind whose turn it is, once in two hours"),
)

DELEGATIONS: Final = Operation(
    code="approvals.delegations",
    title=Text("我的委托", "My delegations"),
    command=ListDelegations,
    answer=DelegationsAnswer,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    right_of=_DECIDE,
    about=Text("本人委出和受托的审批", "Places lent by me and to me"),
)

DELEGATE: Final = Operation(
    code="approvals.delegate",
    title=Text("委托审批", "Delegate"),
    command=Delegate,
    answer=DelegationAnswer,
    verb=Verb.APPROVE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    step_up=StepUp.SIGN,
    right_of=_DECIDE,
    about=Text(
        "在一段时间内由同事代为审批；不得转委托，两人只算一人",
        "A colleague signs in my place for a time; no chain, and both count as one",
    ),
)

END_DELEGATION: Final = Operation(
    code="approvals.end_delegation",
    title=Text("收回委托", "End a delegation"),
    command=EndDelegation,
    answer=DelegationAnswer,
    verb=Verb.APPROVE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of=_DECIDE,
    about=Text("立即收回本人委出的审批", "Take back at once what was lent"),
)

OPERATIONS: Final = (
    RETURN,
    ADD_SIGN,
    TRANSFER,
    OTHERS,
    URGE,
    DELEGATIONS,
    DELEGATE,
    END_DELEGATION,
)

"""The text of the agreement with an enterprise (企业电子银行服务协议), as its administrators sign it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

VERSION: Final = "2026-11"

_TEXT: Final = """企业电子银行服务协议（版本 {version}）
甲方（银行）：{bank}
乙方（企业）：{name}，统一社会信用代码 {uscc}，法定代表人 {legal_person}

一、服务内容。甲方向乙方提供企业网上银行、手机银行{link}服务。签约账户：
{accounts}
二、管理员。乙方指定 {admins} 为系统管理员。管理员增减用户、设置权限、额度与审批规则，由两位管理员共同确认后生效，其效力及于乙方。
三、指令。经乙方按其审批规则签名的指令视为乙方真实意思表示。甲方按签名时所示内容办理；内容变动即须重新签名。
四、认证方式。乙方人员应妥善保管密码、动态口令、通行密钥与证书，不得转借他人。遗失时应立即通知甲方，甲方即停止其效力。
五、结果未知。指令结果未知时，乙方应凭原流水号查询，不得更换流水号重复提交。
六、限额与停用。甲方可对交易设定限额；为安全或监管需要可暂停部分功能，并向乙方说明。
七、有权机关。甲方依法协助有权机关查询、冻结、止付与扣划。
八、记录。双方确认甲方系统保存的电子记录与签名证据为业务凭据，乙方可随时查阅与下载。
九、生效。本协议由乙方两位系统管理员以电子签名签署后生效。
"""


def written(  # noqa: PLR0917 - the parties and what they agree upon
    bank: str,
    name: str,
    uscc: str,
    legal_person: str,
    accounts: Sequence[str],
    admins: Sequence[str],
    *,
    link: bool,
) -> str:
    """The text for one enterprise; nothing in it changes once it was offered."""
    return _TEXT.format(
        version=VERSION,
        bank=bank,
        name=name,
        uscc=uscc,
        legal_person=legal_person,
        accounts="\n".join(f"　　{one}" for one in accounts),
        admins="、".join(admins),
        link="与银企直联" if link else "",
    )

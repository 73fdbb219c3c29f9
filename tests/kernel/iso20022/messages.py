"""Small pain.001 messages for tests: every part can be replaced."""

from io import BytesIO

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"


def transfer(
    end_to_end_id: str = "1",
    amount: str = "1.00",
    *,
    currency: str = "CNY",
    name: str = "温州瓯江测试贸易有限公司",
    extra: str = "",
) -> str:
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{end_to_end_id}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{currency}">{amount}</InstdAmt></Amt>'
        "<CdtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId>"
        "<MmbId>999331000016</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt>"
        f"<Cdtr><Nm>{name}</Nm><PstlAdr><TwnNm>温州</TwnNm><Ctry>CN</Ctry></PstlAdr></Cdtr>"
        "<CdtrAcct><Id><Othr><Id>6222020000000000000</Id></Othr></Id></CdtrAcct>"
        f"{extra}</CdtTrfTxInf>"
    )


def block(
    *transfers: str,
    name: str = "B1",
    method: str = "TRF",
    totals: str = "",
    day: str = "<Dt>2026-11-23</Dt>",
    debtor: str = "银企测试有限公司",
) -> str:
    return (
        f"<PmtInf><PmtInfId>{name}</PmtInfId><PmtMtd>{method}</PmtMtd>{totals}"
        f"<ReqdExctnDt>{day}</ReqdExctnDt><Dbtr><Nm>{debtor}</Nm></Dbtr>"
        "<DbtrAcct><Id><Othr><Id>1001234509012345678</Id></Othr></Id></DbtrAcct>"
        "<DbtrAgt><FinInstnId><BICFI>ICBKCNBJSHI</BICFI></FinInstnId></DbtrAgt>"
        f"{''.join(transfers)}</PmtInf>"
    )


def message(*blocks: str, count: int | str = 1, control_sum: str = "", tail: str = "") -> BytesIO:
    """Return a pain.001.001.09 file."""
    total = f"<CtrlSum>{control_sum}</CtrlSum>" if control_sum else ""
    text = (
        f'<Document xmlns="{NAMESPACE}pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr><MsgId>M1</MsgId>'
        f"<CreDtTm>2026-11-21T10:00:00</CreDtTm><NbOfTxs>{count}</NbOfTxs>{total}"
        "<InitgPty><Nm>银企测试有限公司</Nm></InitgPty></GrpHdr>"
        f"{''.join(blocks)}{tail}</CstmrCdtTrfInitn></Document>"
    )
    return BytesIO(text.encode())

"""Turns the elements of a pain.001 into facts; knows both supported versions by their names."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from kernel.iso20022.amounts import parse_decimal, parse_iso_amount
from kernel.iso20022.leaves import Leaves
from kernel.iso20022.pain001_model import (
    AccountRef,
    AgentRef,
    CreditTransfer,
    Pain001Header,
    PartyRef,
    PaymentBlock,
    PaymentType,
)

_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(.*)", re.DOTALL)


def header_of(version: str, leaves: Leaves) -> Pain001Header:
    """Read a valid GrpHdr."""
    return Pain001Header(
        version=version,
        message_id=leaves.get("MsgId", ""),
        created=leaves.get("CreDtTm", ""),
        count=int(leaves.get("NbOfTxs", "")),
        control_sum=parse_decimal(leaves.get("CtrlSum", "")),
        initiating_party=leaves.get("InitgPty/Nm", ""),
        initiating_party_id=leaves.one("InitgPty/Id/OrgId/Othr/Id", "InitgPty/Id/PrvtId/Othr/Id"),
    )


def requested_day(leaves: Leaves) -> tuple[date | None, str]:
    """Return the requested day and what follows it; no day when it cannot be read."""
    text = leaves.one("ReqdExctnDt", "ReqdExctnDt/Dt", "ReqdExctnDt/DtTm")
    parts = _DAY.fullmatch(text)
    try:
        return (date.fromisoformat(parts[1]), parts[2]) if parts else (None, text)
    except ValueError:
        return None, text


def block_of(index: int, leaves: Leaves, requested_on: date, requested_time: str) -> PaymentBlock:
    """Read the head of a PmtInf, which need not be valid yet."""
    count = leaves.get("NbOfTxs", "")
    return PaymentBlock(
        index=index,
        payment_info_id=leaves.get("PmtInfId", ""),
        count=int(count) if re.fullmatch("[0-9]{1,15}", count) else None,
        control_sum=parse_decimal(leaves.get("CtrlSum", "")),
        batch_booking={"true": True, "1": True, "false": False, "0": False}.get(
            leaves.get("BtchBookg", "")
        ),
        requested_on=requested_on,
        requested_time=requested_time.removeprefix("T"),
        payment_type=_payment_type(leaves),
        debtor=_party(leaves, "Dbtr"),
        debtor_account=_account(leaves, "DbtrAcct"),
        debtor_agent=_agent(leaves, "DbtrAgt"),
        ultimate_debtor=leaves.get("UltmtDbtr/Nm", ""),
        charge_bearer=leaves.get("ChrgBr", ""),
    )


def transfer_of(block_index: int, index: int, leaves: Leaves, currency: str) -> CreditTransfer:
    """Read a valid CdtTrfTxInf; raises an `AmountFault` or `UnknownCurrency`."""
    amount = leaves.get("Amt/InstdAmt", "")
    return CreditTransfer(
        block_index=block_index,
        index=index,
        instruction_id=leaves.get("PmtId/InstrId", ""),
        end_to_end_id=leaves.get("PmtId/EndToEndId", ""),
        uetr=leaves.get("PmtId/UETR", ""),
        amount_text=amount,
        currency=currency,
        amount_minor=parse_iso_amount(amount, currency),
        payment_type=_payment_type(leaves),
        creditor=_party(leaves, "Cdtr"),
        creditor_account=_account(leaves, "CdtrAcct"),
        creditor_agent=_agent(leaves, "CdtrAgt"),
        ultimate_creditor=leaves.get("UltmtCdtr/Nm", ""),
        charge_bearer=leaves.get("ChrgBr", ""),
        purpose=leaves.one("Purp/Cd", "Purp/Prtry"),
        remittance=" ".join(leaves.all("RmtInf/Ustrd")),
        creditor_reference=leaves.get("RmtInf/Strd/CdtrRefInf/Ref", ""),
        instructions=" ".join(leaves.all("InstrForCdtrAgt/InstrInf")),
    )


def _payment_type(leaves: Leaves) -> PaymentType:
    return PaymentType(
        priority=leaves.get("PmtTpInf/InstrPrty", ""),
        service_level=leaves.one("PmtTpInf/SvcLvl/Cd", "PmtTpInf/SvcLvl/Prtry"),
        local_instrument=leaves.one("PmtTpInf/LclInstrm/Cd", "PmtTpInf/LclInstrm/Prtry"),
        category_purpose=leaves.one("PmtTpInf/CtgyPurp/Cd", "PmtTpInf/CtgyPurp/Prtry"),
    )


def _party(leaves: Leaves, at: str) -> PartyRef:
    return PartyRef(
        name=leaves.get(f"{at}/Nm", ""),
        country=leaves.get(f"{at}/PstlAdr/Ctry", ""),
        town=leaves.get(f"{at}/PstlAdr/TwnNm", ""),
        address_lines=leaves.all(f"{at}/PstlAdr/AdrLine"),
    )


def _account(leaves: Leaves, at: str) -> AccountRef:
    return AccountRef(
        iban=leaves.get(f"{at}/Id/IBAN", ""),
        other=leaves.get(f"{at}/Id/Othr/Id", ""),
        currency=leaves.get(f"{at}/Ccy", ""),
        name=leaves.get(f"{at}/Nm", ""),
    )


def _agent(leaves: Leaves, at: str) -> AgentRef:
    bank = f"{at}/FinInstnId"
    return AgentRef(
        bic=leaves.one(f"{bank}/BICFI", f"{bank}/BIC"),
        clearing_system=leaves.one(
            f"{bank}/ClrSysMmbId/ClrSysId/Cd", f"{bank}/ClrSysMmbId/ClrSysId/Prtry"
        ),
        member_id=leaves.get(f"{bank}/ClrSysMmbId/MmbId", ""),
        name=leaves.get(f"{bank}/Nm", ""),
        branch_id=leaves.get(f"{at}/BrnchId/Id", ""),
        other_id=leaves.get(f"{bank}/Othr/Id", ""),
    )

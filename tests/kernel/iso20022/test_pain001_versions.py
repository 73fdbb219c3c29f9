"""pain.001.001.03, .05 and .09 say the same: accounts, banks, days, names and repeated references."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from kernel.errors import Faulty
from kernel.iso20022.pain001 import load_pain001
from kernel.iso20022.pain001_model import AccountRef, AgentRef, Pain001
from kernel.iso20022.schemas import NAMESPACE, PAIN_001
from workflows.payments.lines import bank_named, command_of, serial_of

OTHR = "<Othr><Id>{}</Id></Othr>"
CNAPS = "<ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId><MmbId>105100000017</MmbId></ClrSysMmbId>"
SEPA = (
    "<PmtTpInf><InstrPrty>NORM</InstrPrty><SvcLvl><Cd>SEPA</Cd></SvcLvl>"
    "<CtgyPurp><Cd>SUPP</Cd></CtgyPurp></PmtTpInf>"
)


def bic(version: str, value: str) -> str:
    tag = "BIC" if version.endswith(".03") else "BICFI"
    return f"<{tag}>{value}</{tag}>"


def day(version: str, value: str) -> str:
    inside = f"<Dt>{value}</Dt>" if version.endswith(".09") else value
    return f"<ReqdExctnDt>{inside}</ReqdExctnDt>"


def transfer(agent: str, account: str, end_to_end: str = "1", instruction: str = "") -> str:
    own = f"<InstrId>{instruction}</InstrId>" if instruction else ""
    bank = f"<CdtrAgt><FinInstnId>{agent}</FinInstnId></CdtrAgt>" if agent else ""
    return (
        f"<CdtTrfTxInf><PmtId>{own}<EndToEndId>{end_to_end}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="EUR">7.50</InstdAmt></Amt>{bank}<Cdtr><Nm>Muster GmbH</Nm></Cdtr>'
        f"<CdtrAcct><Id>{account}</Id></CdtrAcct>"
        "<RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></CdtTrfTxInf>"
    )


def block(
    version: str, *transfers: str, name: str = "B1", on: str = "2026-11-23", sepa: str = ""
) -> str:
    return (
        f"<PmtInf><PmtInfId>{name}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false</BtchBookg>"
        f"<NbOfTxs>{len(transfers)}</NbOfTxs>{sepa}{day(version, on)}<Dbtr><Nm>辰海</Nm></Dbtr>"
        f"<DbtrAcct><Id>{OTHR.format('1001234509012345678')}</Id><Ccy>EUR</Ccy></DbtrAcct>"
        f"<DbtrAgt><FinInstnId>{bic(version, 'YUGACN2S')}</FinInstnId></DbtrAgt>"
        f"<ChrgBr>SLEV</ChrgBr>{''.join(transfers)}</PmtInf>"
    )


def load(version: str, *blocks: str, count: int) -> Pain001:
    text = (
        f'<Document xmlns="{NAMESPACE}{version}"><CstmrCdtTrfInitn><GrpHdr><MsgId>M1</MsgId>'
        f"<CreDtTm>2026-11-21T10:00:00</CreDtTm><NbOfTxs>{count}</NbOfTxs><CtrlSum>{count * 7.5}</CtrlSum>"
        f"<InitgPty><Nm>辰海</Nm></InitgPty></GrpHdr>{''.join(blocks)}</CstmrCdtTrfInitn></Document>"
    )
    return load_pain001(BytesIO(text.encode()))


@pytest.fixture(params=PAIN_001)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_accounts_are_ibans_or_numbers_of_the_bank_s_own(version: str) -> None:
    iban = transfer(bic(version, "DEUTDEFF"), "<IBAN>DE89370400440532013000</IBAN>")
    own = transfer(CNAPS, OTHR.format("6222020000000000000"), "2")
    (batch,) = load(version, block(version, iban, own), count=2).batches
    assert [one.creditor_account for one in batch.transfers] == [
        AccountRef(iban="DE89370400440532013000"), AccountRef(other="6222020000000000000"),
    ]  # fmt: skip
    assert batch.block.debtor_account == AccountRef(other="1001234509012345678", currency="EUR")


def test_banks_are_bics_or_member_ids_of_cnaps_or_not_provided(version: str) -> None:
    account = OTHR.format("6222020000000000000")
    none = "<Othr><Id>NOTPROVIDED</Id></Othr>"
    lines = [
        transfer(agent, account, str(place))
        for place, agent in enumerate((bic(version, "PCBCCNBJXXX"), CNAPS, none, ""))
    ]
    (batch,) = load(version, block(version, *lines), count=4).batches
    agents = [one.creditor_agent for one in batch.transfers]
    assert agents == [
        AgentRef(bic="PCBCCNBJXXX"),
        AgentRef(clearing_system="CNAPS", member_id="105100000017"),
        AgentRef(other_id="NOTPROVIDED"),
        AgentRef(),
    ]
    assert [bank_named(agent) for agent in agents] == ["PCBCCNBJXXX", "105100000017", "", ""]


def test_what_sepa_adds_is_read_and_changes_nothing(version: str) -> None:
    line = transfer("", "<IBAN>DE89370400440532013000</IBAN>")
    (batch,) = load(version, block(version, line, sepa=SEPA), count=1).batches
    kind = batch.block.payment_type
    assert (kind.priority, kind.service_level, kind.category_purpose) == ("NORM", "SEPA", "SUPP")
    assert (batch.block.charge_bearer, batch.block.batch_booking) == ("SLEV", False)
    command = command_of("S1", batch, batch.transfers[0])
    assert (command.rail, command.payee_bank, command.purpose) == ("SMART", "", "RF18539007547034")


def test_end_to_end_ids_may_repeat_and_serials_never_do(version: str) -> None:
    account = OTHR.format("6222020000000000000")
    same = [transfer(CNAPS, account, "7", instruction) for instruction in ("A", "B")]
    message = load(version, block(version, *same), block(version, *same, name="B2"), count=4)
    ids = [(one.end_to_end_id, one.instruction_id) for b in message.batches for one in b.transfers]
    assert ids == [("7", "A"), ("7", "B")] * 2
    serials = {
        serial_of("C1", "M1", batch, one) for batch in message.batches for one in batch.transfers
    }
    assert serials == {"C1/M1/B1/1", "C1/M1/B1/2", "C1/M1/B2/1", "C1/M1/B2/2"}


def test_each_block_has_its_own_day(version: str) -> None:
    line = transfer(CNAPS, OTHR.format("6222020000000000000"))
    days = ("2026-11-23", "2026-12-01+08:00", "2026-12-31Z")
    blocks = [block(version, line, name=f"B{place}", on=on) for place, on in enumerate(days)]
    message = load(version, *blocks, count=3)
    assert [batch.block.requested_on for batch in message.batches] == [
        date(2026, 11, 23), date(2026, 12, 1), date(2026, 12, 31),
    ]  # fmt: skip


def test_a_version_s_elements_in_another_version_are_refused(version: str) -> None:
    other = "pain.001.001.09" if version.endswith(".03") else "pain.001.001.03"
    line = transfer(bic(other, "DEUTDEFF"), OTHR.format("1"))
    with pytest.raises(Faulty) as refused:
        load(version, block(version, line), count=1)
    assert {finding.code for finding in refused.value.findings} == {"xml.unexpected"}

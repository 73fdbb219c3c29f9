"""The ERPs this gateway knows by name, and the adapters its configuration asks for."""

from __future__ import annotations

import tomllib
from typing import Any, Final

from erp_adapters.adapter import Adapter, MakeAdapter
from erp_adapters.csv_excel import adapter as csv_excel
from erp_adapters.gateway.config import Drop, GatewayConfig
from erp_adapters.gateway.errors import GatewayWrong
from erp_adapters.iso20022 import odoo, sap, tryton
from erp_adapters.kingdee import adapter as kingdee
from erp_adapters.yonyou import nc, u8
from kernel.errors import YinqiError
from kernel.text import Text

KNOWN: Final[dict[str, MakeAdapter]] = {
    "csv_excel": csv_excel,
    "odoo": odoo,
    "tryton": tryton,
    "sap": sap,
    "kingdee": kingdee,
    "yonyou_nc": nc,
    "yonyou_u8": u8,
}


def adapters_of(config: GatewayConfig) -> dict[str, Adapter]:
    """One adapter for each folder that asks for one; raises GatewayWrong."""
    return {drop.folder: _made(drop) for drop in config.drops}


def _made(drop: Drop) -> Adapter:
    make = KNOWN.get(drop.adapter)
    if make is None:
        names = ", ".join(KNOWN)
        raise GatewayWrong(
            reason=Text(
                f"[[drop]] adapter = {drop.adapter} 未知，可用：{names}",
                f"[[drop]] adapter = {drop.adapter} is not known; there are {names}",
            )
        )
    try:
        return make(_profile(drop))
    except (KeyError, TypeError, ValueError) as fault:
        reason = f"{drop.profile}: {fault}"
        raise GatewayWrong(reason=Text(reason, reason)) from fault
    except YinqiError as fault:
        raise GatewayWrong(reason=fault.message) from fault


def _profile(drop: Drop) -> dict[str, Any]:
    if drop.profile is None:
        return {}
    try:
        return tomllib.loads(drop.profile.read_text(encoding="utf-8"))
    except OSError as fault:
        reason = f"{drop.profile}: {fault.strerror}"
        raise GatewayWrong(reason=Text(reason, reason)) from fault

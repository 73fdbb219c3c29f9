"""The address without a bank: the one bank there is, or, on a test deployment, a list of them."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from corporate.web.addresses import KEY, PREFIX
from corporate.web.visit import has_bank, portal
from kernel.tenancy import Scope


def front_door() -> ResponseReturnValue | None:
    """Answer the root of a deployment; a customer of one bank is never told of another."""
    if request.path != "/" or has_bank() or request.environ[KEY].refusal is not None:
        return None
    entries = portal().directory.entries()
    if len(entries) == 1:
        return redirect(f"{PREFIX}{entries[0].slug}/", code=302)
    if portal().settings.production:
        abort(404)
    banks = []
    for entry in entries:
        with portal().database.begin(Scope(entry.tenant_id)) as uow:
            banks.append((f"{PREFIX}{entry.slug}/", portal().banks.of(uow).name))
    return render_template("pages/front.html", banks=banks)

-- Payslips (工资条). What a slip says stands here sealed; links and codes by their hashes or keyed marks.
CREATE TABLE payslip_template (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    items JSONB NOT NULL,
    note TEXT NOT NULL,
    password_rule TEXT NOT NULL,
    days BIGINT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT payslip_template_pk PRIMARY KEY (tenant_id, enterprise_id),
    CONSTRAINT payslip_template_password_rule_ck CHECK (password_rule IN ('account_tail', 'mobile_tail', 'number_and_tail')),
    CONSTRAINT payslip_template_days_ck CHECK (days BETWEEN 1 AND 90)
);

-- One person's slip of one run. `due_at` is when it is sent, and the lease of whoever sends it. A code is asked for
-- by the employee, minted by the worker that sends it, good for minutes, a few guesses and one use.
CREATE TABLE payslip (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    batch_id UUID NOT NULL,
    row BIGINT NOT NULL,
    number TEXT NOT NULL,
    month TEXT NOT NULL,
    kind TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    link_hash BYTEA,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    code_wanted_at TIMESTAMP WITH TIME ZONE,
    code_mark BYTEA,
    code_until TIMESTAMP WITH TIME ZONE,
    guesses BIGINT NOT NULL,
    view_hash BYTEA,
    view_until TIMESTAMP WITH TIME ZONE,
    opened_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT payslip_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT payslip_tenant_id_batch_id_row_uq UNIQUE (tenant_id, batch_id, row),
    CONSTRAINT payslip_status_ck CHECK (status IN ('waiting', 'sent', 'by_hand', 'unreachable'))
);
CREATE UNIQUE INDEX payslip_link_uq ON payslip (tenant_id, link_hash) WHERE link_hash IS NOT NULL;
CREATE INDEX payslip_tenant_id_due_at_ix ON payslip (tenant_id, due_at) WHERE status = 'waiting';
CREATE INDEX payslip_tenant_id_code_wanted_at_ix ON payslip (tenant_id, code_wanted_at) WHERE code_wanted_at IS NOT NULL;

GRANT SELECT ON payslip_template, payslip TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON payslip_template, payslip TO yinqi_app;
GRANT UPDATE (items, note, password_rule, days, changed_at, changed_by) ON payslip_template TO yinqi_app;
GRANT UPDATE (sealed, status, attempts, due_at, link_hash, expires_at, code_wanted_at, code_mark, code_until, guesses,
              view_hash, view_until, opened_at) ON payslip TO yinqi_app;
GRANT UPDATE (status, attempts, due_at, sent_at, link_hash, code_wanted_at, code_mark, code_until, guesses)
    ON payslip TO yinqi_worker;

-- The sandbox (沙箱) of a test deployment: outcomes an enterprise told, which submission met which, and what is
-- asked of the test bank. Empty where there is no sandbox.
CREATE TABLE sandbox_rule (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    name TEXT NOT NULL,
    rail TEXT NOT NULL,
    account_tail TEXT NOT NULL,
    amount TEXT NOT NULL,
    behaviour TEXT NOT NULL,
    reason TEXT NOT NULL,
    times BIGINT,
    used BIGINT NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE NOT NULL,
    live BOOLEAN NOT NULL,
    CONSTRAINT sandbox_rule_pk PRIMARY KEY (tenant_id, enterprise_id, name)
);

-- What a submission met first it meets whenever it is sent again; no row where no rule fitted.
CREATE TABLE sandbox_hint (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    submission_id UUID NOT NULL,
    rule TEXT NOT NULL,
    behaviour TEXT NOT NULL,
    reason TEXT NOT NULL,
    met_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT sandbox_hint_pk PRIMARY KEY (tenant_id, submission_id)
);
CREATE INDEX sandbox_hint_tenant_id_met_at_ix ON sandbox_hint (tenant_id, met_at);

-- Money to be sent in, the clock to be moved: done by the worker after commit. `due_at` is also its lease.
CREATE TABLE sandbox_order (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    payload JSONB NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ordered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    done_at TIMESTAMP WITH TIME ZONE,
    error TEXT NOT NULL,
    CONSTRAINT sandbox_order_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT sandbox_order_tenant_id_enterprise_id_kind_reference_uq
        UNIQUE (tenant_id, enterprise_id, kind, reference),
    CONSTRAINT sandbox_order_kind_ck CHECK (kind IN ('credit', 'clock')),
    CONSTRAINT sandbox_order_status_ck CHECK (status IN ('waiting', 'done', 'failed'))
);
CREATE INDEX sandbox_order_tenant_id_due_at_ix ON sandbox_order (tenant_id, due_at) WHERE status = 'waiting';
CREATE INDEX sandbox_order_tenant_id_enterprise_id_ordered_at_ix
    ON sandbox_order (tenant_id, enterprise_id, ordered_at);

GRANT SELECT ON sandbox_rule, sandbox_hint, sandbox_order TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT, UPDATE (rail, account_tail, amount, behaviour, reason, times, used, told_at, live)
    ON sandbox_rule TO yinqi_app;
GRANT DELETE, UPDATE (used) ON sandbox_rule TO yinqi_worker;
GRANT INSERT, DELETE ON sandbox_hint TO yinqi_worker;
GRANT INSERT ON sandbox_order TO yinqi_app;
GRANT DELETE, UPDATE (status, attempts, due_at, done_at, error) ON sandbox_order TO yinqi_worker;

-- The log of messages is also looked up by the sender's own serial.
ALTER TABLE direct_link_nonce ADD COLUMN client_serial TEXT NOT NULL DEFAULT '';

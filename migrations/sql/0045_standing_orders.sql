-- Standing orders (定期付款): agreed upon once, run again and again. An order is written once; only where it stands
-- and which run is next move. A run is ended once.
CREATE TABLE standing_order (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    client_serial TEXT NOT NULL,
    door TEXT NOT NULL,
    payer_account TEXT NOT NULL,
    payer_name TEXT NOT NULL,
    payee_account TEXT NOT NULL,
    payee_name TEXT NOT NULL,
    payee_bank_code TEXT NOT NULL,
    payee_bank_name TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency CHAR(3) NOT NULL,
    purpose TEXT NOT NULL,
    remark TEXT NOT NULL,
    frequency TEXT NOT NULL,
    roll TEXT NOT NULL,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    runs BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    next_seq BIGINT NOT NULL,
    next_on DATE,
    next_at TIMESTAMP WITH TIME ZONE,
    status TEXT NOT NULL,
    status_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    reason JSONB NOT NULL,
    maker_person_id UUID NOT NULL,
    maker_user_id UUID NOT NULL,
    maker_name TEXT NOT NULL,
    maker_method TEXT NOT NULL,
    canonical_text TEXT NOT NULL,
    digest BYTEA NOT NULL,
    approval_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT standing_order_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT standing_order_tenant_id_number_uq UNIQUE (tenant_id, number),
    CONSTRAINT standing_order_amount_ck CHECK (amount_minor > 0 AND total_minor = amount_minor * runs),
    CONSTRAINT standing_order_next_seq_ck CHECK (next_seq BETWEEN 1 AND runs + 1),
    CONSTRAINT standing_order_status_ck CHECK (status IN ('draft', 'pending_approval', 'active', 'suspended', 'completed', 'cancelled', 'rejected', 'sent_back', 'withdrawn', 'expired')),
    CONSTRAINT standing_order_frequency_ck CHECK (frequency IN ('weekly', 'monthly', 'quarterly')),
    CONSTRAINT standing_order_roll_ck CHECK (roll IN ('next', 'previous', 'skip'))
);
CREATE INDEX standing_order_tenant_id_enterprise_id_created_at_id_ix ON standing_order (tenant_id, enterprise_id, created_at, id);
CREATE INDEX standing_order_tenant_id_next_at_ix ON standing_order (tenant_id, next_at) WHERE status = 'active';

CREATE TABLE standing_transition (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    standing_order_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    trigger TEXT NOT NULL,
    actor TEXT NOT NULL,
    door TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT standing_transition_pk PRIMARY KEY (tenant_id, standing_order_id, seq),
    CONSTRAINT standing_transition_standing_order_fk FOREIGN KEY (tenant_id, standing_order_id) REFERENCES standing_order (tenant_id, id)
);

CREATE TABLE standing_run (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    standing_order_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    nominal_on DATE NOT NULL,
    run_on DATE,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    tried_at TIMESTAMP WITH TIME ZONE NOT NULL,
    client_serial TEXT NOT NULL,
    payment_number TEXT NOT NULL,
    reason JSONB NOT NULL,
    CONSTRAINT standing_run_pk PRIMARY KEY (tenant_id, standing_order_id, seq),
    CONSTRAINT standing_run_standing_order_fk FOREIGN KEY (tenant_id, standing_order_id) REFERENCES standing_order (tenant_id, id),
    CONSTRAINT standing_run_status_ck CHECK (status IN ('waiting', 'paid', 'failed', 'skipped')),
    CONSTRAINT standing_run_paid_ck CHECK ((status = 'paid') <= (payment_number <> ''))
);
GRANT SELECT, INSERT ON standing_order, standing_transition, standing_run TO yinqi_app, yinqi_worker;
GRANT SELECT ON standing_order, standing_transition, standing_run TO yinqi_auditor;
GRANT UPDATE (status, status_at, version, reason, approval_id, next_seq, next_on, next_at) ON standing_order TO yinqi_app, yinqi_worker;
GRANT UPDATE (run_on, status, attempts, tried_at, payment_number, reason) ON standing_run TO yinqi_app, yinqi_worker;

-- The worker counts a run under limits on its own day, as a door counts a payment.
GRANT INSERT ON limit_counter, limit_reservation TO yinqi_worker;
GRANT UPDATE (amount_minor, currency, counted_on, counts, turn, reserved_at) ON limit_reservation TO yinqi_worker;
GRANT EXECUTE ON FUNCTION limits_reserve(uuid, uuid, text, jsonb, timestamptz) TO yinqi_worker;

-- Batches (批量): a list of payments that is checked, agreed upon and paid as one, row by row provable.
-- A row's state moves in place; words of a domain are checked without reading a CHECK anew for each statement.
CREATE DOMAIN batch_row_state AS text CHECK (VALUE IN (
  'faulty', 'good', 'removed', 'booked', 'sent', 'settled', 'failed', 'unknown', 'returned'));

-- How an account is set up for batches: one debit of the total, or one for each row.
CREATE TABLE batch_account (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    account_number TEXT NOT NULL,
    debit TEXT NOT NULL,
    CONSTRAINT batch_account_pk PRIMARY KEY (tenant_id, enterprise_id, account_number),
    CONSTRAINT batch_account_debit_ck CHECK (debit IN ('total', 'each'))
);

-- `row_count` and `total_minor` are the header: what of it is open, paid, failed, unknown and returned always adds up
-- to it. `content` says what the rows say, whatever the file is called.
CREATE TABLE batch (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    client_serial TEXT NOT NULL,
    kind TEXT NOT NULL,
    door TEXT NOT NULL,
    name TEXT NOT NULL,
    account TEXT NOT NULL,
    account_name TEXT NOT NULL,
    currency CHAR(3) NOT NULL,
    due_on DATE NOT NULL,
    debit TEXT NOT NULL,
    reissue_of UUID,
    source JSONB NOT NULL,
    stated_rows BIGINT,
    stated_minor BIGINT,
    content BYTEA NOT NULL,
    row_count BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    fee_minor BIGINT NOT NULL,
    largest_minor BIGINT NOT NULL,
    faulty_count BIGINT NOT NULL,
    open_count BIGINT NOT NULL,
    open_minor BIGINT NOT NULL,
    paid_count BIGINT NOT NULL,
    paid_minor BIGINT NOT NULL,
    failed_count BIGINT NOT NULL,
    failed_minor BIGINT NOT NULL,
    unknown_count BIGINT NOT NULL,
    unknown_minor BIGINT NOT NULL,
    returned_count BIGINT NOT NULL,
    returned_minor BIGINT NOT NULL,
    canonical_text TEXT NOT NULL,
    digest BYTEA NOT NULL,
    status TEXT NOT NULL,
    status_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    reason_code TEXT NOT NULL,
    reason JSONB NOT NULL,
    maker_person_id UUID,
    maker_name TEXT NOT NULL,
    approval_id UUID,
    limited BOOLEAN NOT NULL,
    transaction_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    released_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT batch_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT batch_tenant_id_number_uq UNIQUE (tenant_id, number),
    CONSTRAINT batch_tenant_id_enterprise_id_client_serial_uq UNIQUE (tenant_id, enterprise_id, client_serial),
    CONSTRAINT batch_batch_fk FOREIGN KEY (tenant_id, reissue_of) REFERENCES batch (tenant_id, id),
    CONSTRAINT batch_status_ck CHECK (status IN ('draft', 'submitted', 'released', 'running', 'succeeded', 'partly_succeeded', 'failed', 'rejected', 'withdrawn', 'expired', 'cancelled')),
    CONSTRAINT batch_debit_ck CHECK (debit IN ('total', 'each')),
    CONSTRAINT batch_rows_ck CHECK (open_count + paid_count + failed_count + unknown_count + returned_count = row_count),
    CONSTRAINT batch_totals_ck CHECK (open_minor + paid_minor + failed_minor + unknown_minor + returned_minor = total_minor),
    CONSTRAINT batch_signs_ck CHECK (least(open_count, paid_count, failed_count, unknown_count, returned_count, open_minor, paid_minor, failed_minor, unknown_minor, returned_minor) >= 0),
    CONSTRAINT batch_ended_ck CHECK (status NOT IN ('succeeded', 'partly_succeeded', 'failed') OR open_count = 0 AND unknown_count = 0)
);
CREATE INDEX batch_tenant_id_enterprise_id_created_at_id_ix ON batch (tenant_id, enterprise_id, created_at, id);
CREATE INDEX batch_tenant_id_enterprise_id_content_ix ON batch (tenant_id, enterprise_id, content);
CREATE INDEX batch_tenant_id_status_due_on_ix ON batch (tenant_id, status, due_on) WHERE status = 'released';
-- A batch is paid again once at most: whoever wants the rest again reissues the reissue.
CREATE UNIQUE INDEX batch_reissue_uq ON batch (tenant_id, reissue_of) WHERE status NOT IN ('rejected', 'withdrawn', 'expired', 'cancelled');

CREATE TABLE batch_transition (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    batch_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    trigger TEXT NOT NULL,
    actor TEXT NOT NULL,
    door TEXT NOT NULL,
    note JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT batch_transition_pk PRIMARY KEY (tenant_id, batch_id, seq),
    CONSTRAINT batch_transition_batch_fk FOREIGN KEY (tenant_id, batch_id) REFERENCES batch (tenant_id, id)
);

-- A row as the file had it, and what was made of it. A private row keeps its words in `sealed` alone, and `blind`
-- finds its account. `twin` is the same for rows that say the same. Of the indexed columns a row within the bank
-- changes none, so that what became of it is written beside it.
CREATE TABLE batch_row (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    batch_id UUID NOT NULL,
    row_no BIGINT NOT NULL,
    name TEXT NOT NULL,
    account TEXT NOT NULL,
    amount TEXT NOT NULL,
    bank TEXT NOT NULL,
    remark TEXT NOT NULL,
    reference TEXT NOT NULL,
    extra JSONB NOT NULL,
    sealed BYTEA,
    blind BYTEA,
    twin BYTEA NOT NULL,
    amount_minor BIGINT,
    bank_code TEXT NOT NULL,
    bank_name TEXT NOT NULL,
    rail TEXT NOT NULL,
    fee_minor BIGINT NOT NULL,
    state batch_row_state NOT NULL,
    reason_code TEXT NOT NULL,
    reason JSONB NOT NULL,
    dispatch_id UUID,
    hold_id UUID,
    transaction_id UUID,
    refund_transaction_id UUID,
    state_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT batch_row_pk PRIMARY KEY (tenant_id, batch_id, row_no),
    CONSTRAINT batch_row_batch_fk FOREIGN KEY (tenant_id, batch_id) REFERENCES batch (tenant_id, id),
    CONSTRAINT batch_row_private_ck CHECK (sealed IS NULL OR name = '' AND account = '' AND amount = '' AND amount_minor IS NULL),
    CONSTRAINT batch_row_amount_ck CHECK (amount_minor > 0)
) WITH (fillfactor = 75);
CREATE UNIQUE INDEX batch_row_dispatch_uq ON batch_row (tenant_id, dispatch_id) WHERE dispatch_id IS NOT NULL;

-- What is wrong with a row; row_no 0 is the batch as a whole. One that was mended is no longer `live`.
CREATE TABLE batch_finding (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    batch_id UUID NOT NULL,
    row_no BIGINT NOT NULL,
    field TEXT NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    facts JSONB NOT NULL,
    live BOOLEAN NOT NULL,
    CONSTRAINT batch_finding_pk PRIMARY KEY (tenant_id, batch_id, row_no, field, code),
    CONSTRAINT batch_finding_batch_fk FOREIGN KEY (tenant_id, batch_id) REFERENCES batch (tenant_id, id),
    CONSTRAINT batch_finding_severity_ck CHECK (severity IN ('block', 'warn'))
);

-- Rows one worker pays at a time; `due_at` is also its lease. What of them is paid, the rows say.
CREATE TABLE batch_portion (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    batch_id UUID NOT NULL,
    portion BIGINT NOT NULL,
    first_row BIGINT NOT NULL,
    last_row BIGINT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    hold_id UUID,
    CONSTRAINT batch_portion_pk PRIMARY KEY (tenant_id, batch_id, portion),
    CONSTRAINT batch_portion_batch_fk FOREIGN KEY (tenant_id, batch_id) REFERENCES batch (tenant_id, id),
    CONSTRAINT batch_portion_status_ck CHECK (status IN ('waiting', 'done'))
);
CREATE INDEX batch_portion_tenant_id_due_at_ix ON batch_portion (tenant_id, due_at) WHERE status = 'waiting';

GRANT SELECT ON batch_account, batch, batch_transition, batch_row, batch_finding, batch_portion TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON batch, batch_transition, batch_row, batch_finding, batch_portion TO yinqi_app;
GRANT INSERT ON batch_transition, batch_portion TO yinqi_worker;
GRANT UPDATE ON batch, batch_row TO yinqi_app;
GRANT UPDATE (severity, facts, live) ON batch_finding TO yinqi_app;
GRANT UPDATE (row_count, open_count, open_minor, paid_count, paid_minor, failed_count, failed_minor, unknown_count, unknown_minor, returned_count,
              returned_minor, status, status_at, version, reason_code, reason, approval_id, transaction_id, released_at, ended_at) ON batch TO yinqi_worker;
GRANT UPDATE (state, state_at, reason_code, reason, dispatch_id, hold_id, transaction_id, refund_transaction_id) ON batch_row TO yinqi_worker;
GRANT UPDATE (status, attempts, due_at, hold_id) ON batch_portion TO yinqi_worker;
GRANT UPDATE (hold_id) ON batch_portion TO yinqi_app;

-- The bank's copy of the exchange's register (票据登记簿副本): one row for a package, written by the worker alone
-- from the exchange's snapshots. `version` only grows.
CREATE TABLE bill (
    tenant_id UUID NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    issued_on DATE NOT NULL,
    due_on DATE NOT NULL,
    face JSONB NOT NULL,
    version BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    heard_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_pk PRIMARY KEY (tenant_id, number),
    CONSTRAINT bill_tenant_id_number_amount_minor_uq UNIQUE (tenant_id, number, amount_minor),
    CONSTRAINT bill_kind_ck CHECK (kind IN ('AC01', 'AC02', 'AC03')),
    CONSTRAINT bill_amount_ck CHECK (amount_minor BETWEEN 1 AND 100000000000),
    CONSTRAINT bill_due_ck CHECK (due_on > issued_on)
);
CREATE INDEX bill_tenant_id_due_on_ix ON bill (tenant_id, due_on);

-- The live intervals of a package. Each names the end of the one before it: with starts and ends unique, no two
-- can overlap and none can be missing between two others, by keys alone, however large an interval is.
CREATE TABLE bill_piece (
    tenant_id UUID NOT NULL,
    number TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    before BIGINT,
    package_minor BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    stage TEXT NOT NULL,
    holder_code TEXT NOT NULL,
    holder_bank TEXT NOT NULL,
    said JSONB NOT NULL,
    CONSTRAINT bill_piece_pk PRIMARY KEY (tenant_id, number, starts_at),
    CONSTRAINT bill_piece_tenant_id_number_ends_at_uq UNIQUE (tenant_id, number, ends_at),
    CONSTRAINT bill_piece_bill_fk FOREIGN KEY (tenant_id, number, package_minor)
        REFERENCES bill (tenant_id, number, amount_minor),
    CONSTRAINT bill_piece_bill_piece_fk FOREIGN KEY (tenant_id, number, before)
        REFERENCES bill_piece (tenant_id, number, ends_at),
    CONSTRAINT bill_piece_before_ck CHECK (coalesce(before, 0) = starts_at - 1),
    CONSTRAINT bill_piece_inside_ck CHECK (starts_at <= ends_at AND ends_at <= package_minor),
    CONSTRAINT bill_piece_amount_ck CHECK (amount_minor = ends_at - starts_at + 1),
    CONSTRAINT bill_piece_stage_ck CHECK (stage IN ('registered', 'accepted', 'free', 'closed', 'pledged', 'refused', 'recoursed', 'void', 'paid'))
);

-- What one enterprise sees of one interval, written from the register: a door never reads the register itself.
CREATE TABLE bill_seat (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    number TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    kind TEXT NOT NULL,
    due_on DATE NOT NULL,
    lane TEXT NOT NULL,
    stage TEXT NOT NULL,
    open_id TEXT NOT NULL,
    face JSONB NOT NULL,
    said JSONB NOT NULL,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_seat_pk PRIMARY KEY (tenant_id, enterprise_id, number, starts_at),
    CONSTRAINT bill_seat_lane_ck CHECK (lane IN ('to_sign', 'held', 'pledged', 'collecting', 'issued', 'owed', 'passed', 'ended'))
);
CREATE INDEX bill_seat_tenant_id_enterprise_id_lane_due_on_number_st_ix
    ON bill_seat (tenant_id, enterprise_id, lane, due_on, number, starts_at);
CREATE INDEX bill_seat_tenant_id_enterprise_id_due_on_number_starts_at_ix
    ON bill_seat (tenant_id, enterprise_id, due_on, number, starts_at);

-- Sums of what an enterprise sees, by lane and due date, kept with the seats: a board of 100,000 bills reads a few rows.
CREATE TABLE bill_sum (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    lane TEXT NOT NULL,
    due_on DATE NOT NULL,
    bills BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    CONSTRAINT bill_sum_pk PRIMARY KEY (tenant_id, enterprise_id, lane, due_on)
);

-- What is asked about a bill (票据业务申请): an instruction like a payment, agreed upon and then sent.
CREATE TABLE bill_request (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    client_serial TEXT NOT NULL,
    door TEXT NOT NULL,
    act TEXT NOT NULL,
    account_number TEXT NOT NULL,
    bill_number TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    due_on DATE NOT NULL,
    asked JSONB NOT NULL,
    status TEXT NOT NULL,
    status_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    reason_code TEXT NOT NULL,
    reason JSONB NOT NULL,
    maker_person_id UUID NOT NULL,
    maker_name TEXT NOT NULL,
    canonical_text TEXT NOT NULL,
    digest BYTEA NOT NULL,
    approval_id UUID,
    submission_id UUID,
    hold_id UUID,
    transaction_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_request_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT bill_request_tenant_id_number_uq UNIQUE (tenant_id, number),
    CONSTRAINT bill_request_amount_ck CHECK (amount_minor = ends_at - starts_at + 1 AND amount_minor > 0),
    CONSTRAINT bill_request_status_ck CHECK (status IN ('draft', 'pending_approval', 'sent_back', 'approved', 'submitted', 'processing', 'unknown', 'succeeded', 'failed', 'rejected', 'withdrawn', 'expired', 'cancelled'))
);
CREATE INDEX bill_request_tenant_id_enterprise_id_created_at_id_ix
    ON bill_request (tenant_id, enterprise_id, created_at, id);
CREATE INDEX bill_request_tenant_id_enterprise_id_bill_number_created_at_ix
    ON bill_request (tenant_id, enterprise_id, bill_number, created_at);
CREATE UNIQUE INDEX bill_request_submission_uq ON bill_request (tenant_id, submission_id);

CREATE TABLE bill_request_transition (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    bill_request_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    trigger TEXT NOT NULL,
    actor TEXT NOT NULL,
    door TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_request_transition_pk PRIMARY KEY (tenant_id, bill_request_id, seq),
    CONSTRAINT bill_request_transition_bill_request_fk FOREIGN KEY (tenant_id, bill_request_id)
        REFERENCES bill_request (tenant_id, id)
);

-- Money the exchange says has passed against a bill (票款对付), once each.
CREATE TABLE bill_settlement (
    tenant_id UUID NOT NULL,
    reference TEXT NOT NULL,
    bill_number TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    payee_account TEXT NOT NULL,
    transaction_id UUID NOT NULL,
    booked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_settlement_pk PRIMARY KEY (tenant_id, reference),
    CONSTRAINT bill_settlement_amount_ck CHECK (amount_minor = ends_at - starts_at + 1)
);

-- What the bank itself answers as acceptor or discounting bank (银行柜面): once for each request.
CREATE TABLE bill_desk_act (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    open_id TEXT NOT NULL,
    bill_number TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    act TEXT NOT NULL,
    agrees BOOLEAN NOT NULL,
    why TEXT NOT NULL,
    asked JSONB NOT NULL,
    hold_id UUID,
    status TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_desk_act_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT bill_desk_act_tenant_id_open_id_uq UNIQUE (tenant_id, open_id),
    CONSTRAINT bill_desk_act_status_ck CHECK (status IN ('sent', 'settled', 'refused'))
);
CREATE INDEX bill_desk_act_tenant_id_bill_number_ix ON bill_desk_act (tenant_id, bill_number);

-- The nightly comparison of our copy with the exchange's positions (日终对账).
CREATE TABLE bill_reconciliation (
    tenant_id UUID NOT NULL,
    on_date DATE NOT NULL,
    bills BIGINT NOT NULL,
    differences JSONB NOT NULL,
    checked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_reconciliation_pk PRIMARY KEY (tenant_id, on_date)
);

GRANT SELECT, INSERT ON bill, bill_piece, bill_settlement, bill_desk_act, bill_reconciliation TO yinqi_worker;
GRANT UPDATE (version, digest, heard_at) ON bill TO yinqi_worker;
GRANT DELETE ON bill_piece, bill_seat TO yinqi_worker;
GRANT UPDATE (status, version, hold_id) ON bill_desk_act TO yinqi_worker;
GRANT UPDATE (bills, differences, checked_at) ON bill_reconciliation TO yinqi_worker;
GRANT SELECT, INSERT ON bill_seat TO yinqi_worker;
GRANT SELECT ON bill_seat, bill_sum TO yinqi_app;
GRANT SELECT, INSERT, UPDATE (bills, amount_minor) ON bill_sum TO yinqi_worker;
-- A row is locked by whoever asks for an act on it; nothing of it is ever written by a door.
GRANT UPDATE (changed_at) ON bill_seat TO yinqi_app, yinqi_worker;
GRANT SELECT, INSERT ON bill_request, bill_request_transition TO yinqi_app, yinqi_worker;
GRANT UPDATE (status, status_at, version, reason_code, reason, approval_id, submission_id, hold_id, transaction_id, bill_number)
    ON bill_request TO yinqi_app, yinqi_worker;
GRANT SELECT ON bill, bill_piece, bill_seat, bill_sum, bill_request, bill_request_transition, bill_settlement, bill_desk_act,
    bill_reconciliation TO yinqi_auditor;

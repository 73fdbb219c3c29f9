-- Tables of the house. Frozen: later changes are later migrations.

CREATE TABLE approval (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    subject_type TEXT NOT NULL, 
    subject_id UUID NOT NULL, 
    operation TEXT NOT NULL, 
    canonical_text TEXT NOT NULL, 
    digest BYTEA NOT NULL, 
    facts JSONB NOT NULL, 
    snapshot JSONB NOT NULL, 
    status TEXT NOT NULL, 
    version BIGINT NOT NULL, 
    maker_person_id UUID NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    closed_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT approval_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT approval_status_ck CHECK (status IN ('pending', 'granted', 'rejected', 'sent_back', 'withdrawn', 'expired'))
);

CREATE INDEX approval_tenant_id_expires_at_ix ON approval (tenant_id, expires_at) WHERE status = 'pending';

CREATE INDEX approval_tenant_id_subject_type_subject_id_ix ON approval (tenant_id, subject_type, subject_id);

CREATE TABLE approval_policy (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    operation TEXT NOT NULL, 
    account_number TEXT NOT NULL, 
    door TEXT NOT NULL, 
    version BIGINT NOT NULL, 
    rules JSONB NOT NULL, 
    live BOOLEAN NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT approval_policy_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT approval_policy_tenant_id_enterprise_id_operation_accou_872f UNIQUE (tenant_id, enterprise_id, operation, account_number, door, version)
);

CREATE TABLE audit (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    actor TEXT NOT NULL, 
    person_id UUID, 
    door TEXT NOT NULL, 
    action TEXT NOT NULL, 
    object_type TEXT NOT NULL, 
    object_id TEXT NOT NULL, 
    detail JSONB NOT NULL, 
    seq BIGINT, 
    prev_hash BYTEA, 
    hash BYTEA, 
    CONSTRAINT audit_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT audit_tenant_id_seq_uq UNIQUE (tenant_id, seq)
);

CREATE INDEX audit_tenant_id_at_id_ix ON audit (tenant_id, at, id) WHERE seq IS NULL;

CREATE INDEX audit_tenant_id_enterprise_id_at_ix ON audit (tenant_id, enterprise_id, at);

CREATE INDEX audit_tenant_id_object_type_object_id_ix ON audit (tenant_id, object_type, object_id);

CREATE TABLE bank (
    tenant_id UUID NOT NULL, 
    name_zh TEXT NOT NULL, 
    name_en TEXT NOT NULL, 
    short_code TEXT NOT NULL, 
    bank_code TEXT NOT NULL, 
    bic TEXT NOT NULL, 
    is_test BOOLEAN NOT NULL, 
    settings JSONB NOT NULL, 
    receipt_key BYTEA NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT bank_pk PRIMARY KEY (tenant_id)
);

CREATE TABLE bank_agent (
    tenant_id UUID NOT NULL, 
    alias TEXT NOT NULL, 
    CONSTRAINT bank_agent_pk PRIMARY KEY (tenant_id, alias)
);

CREATE TABLE bank_calendar (
    tenant_id UUID NOT NULL, 
    on_date DATE NOT NULL, 
    is_bank_day BOOLEAN NOT NULL, 
    note TEXT NOT NULL, 
    CONSTRAINT bank_calendar_pk PRIMARY KEY (tenant_id, on_date)
);

CREATE TABLE bank_directory (
    slug TEXT NOT NULL, 
    host TEXT, 
    tenant_id UUID NOT NULL, 
    CONSTRAINT bank_directory_pk PRIMARY KEY (slug), 
    CONSTRAINT bank_directory_host_uq UNIQUE (host)
);

CREATE TABLE bank_participant (
    tenant_id UUID NOT NULL, 
    bank_code TEXT NOT NULL, 
    name_zh TEXT NOT NULL, 
    name_en TEXT NOT NULL, 
    bic TEXT, 
    in_ibps BOOLEAN NOT NULL, 
    pinyin TEXT NOT NULL, 
    CONSTRAINT bank_participant_pk PRIMARY KEY (tenant_id, bank_code)
);

CREATE TABLE bank_rail (
    tenant_id UUID NOT NULL, 
    code TEXT NOT NULL, 
    enabled BOOLEAN NOT NULL, 
    currency TEXT NOT NULL, 
    cap_minor BIGINT, 
    fee_minor BIGINT NOT NULL, 
    hours JSONB NOT NULL, 
    realtime BOOLEAN NOT NULL, 
    CONSTRAINT bank_rail_pk PRIMARY KEY (tenant_id, code)
);

CREATE TABLE clearing_answer (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    submission_id UUID, 
    message_id TEXT NOT NULL, 
    outcome TEXT NOT NULL, 
    payload JSONB NOT NULL, 
    verdict TEXT NOT NULL, 
    received_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT clearing_answer_pk PRIMARY KEY (tenant_id, id)
);

CREATE INDEX clearing_answer_tenant_id_received_at_ix ON clearing_answer (tenant_id, received_at) WHERE verdict = 'exception';

CREATE INDEX clearing_answer_tenant_id_submission_id_ix ON clearing_answer (tenant_id, submission_id);

CREATE TABLE client_serial (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    serial TEXT NOT NULL, 
    operation TEXT NOT NULL, 
    content_hash BYTEA NOT NULL, 
    subject_id UUID NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT client_serial_pk PRIMARY KEY (tenant_id, enterprise_id, serial)
);

CREATE TABLE direct_link_nonce (
    tenant_id UUID NOT NULL, 
    certificate TEXT NOT NULL, 
    nonce TEXT NOT NULL, 
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT direct_link_nonce_pk PRIMARY KEY (tenant_id, certificate, nonce)
);

CREATE INDEX direct_link_nonce_tenant_id_seen_at_ix ON direct_link_nonce (tenant_id, seen_at);

CREATE TABLE enterprise (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    number TEXT NOT NULL, 
    name TEXT NOT NULL, 
    name_en TEXT NOT NULL, 
    uscc TEXT NOT NULL, 
    status TEXT NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT enterprise_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT enterprise_tenant_id_number_uq UNIQUE (tenant_id, number), 
    CONSTRAINT enterprise_tenant_id_uscc_uq UNIQUE (tenant_id, uscc)
);

CREATE TABLE incoming_credit (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID, 
    number TEXT NOT NULL, 
    rail TEXT NOT NULL, 
    reference TEXT NOT NULL, 
    payer_account TEXT NOT NULL, 
    payer_name TEXT NOT NULL, 
    payer_bank_code TEXT NOT NULL, 
    payer_bank_name TEXT NOT NULL, 
    payee_account TEXT NOT NULL, 
    payee_name TEXT NOT NULL, 
    amount_minor BIGINT NOT NULL, 
    currency CHAR(3) NOT NULL, 
    purpose TEXT NOT NULL, 
    status TEXT NOT NULL, 
    version BIGINT NOT NULL, 
    reason JSONB NOT NULL, 
    booked_on DATE NOT NULL, 
    transaction_id UUID, 
    received_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT incoming_credit_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT incoming_credit_tenant_id_rail_reference_uq UNIQUE (tenant_id, rail, reference), 
    CONSTRAINT incoming_credit_status_ck CHECK (status IN ('received', 'booked', 'suspended', 'returned'))
);

CREATE INDEX incoming_credit_tenant_id_enterprise_id_received_at_ix ON incoming_credit (tenant_id, enterprise_id, received_at);

CREATE TABLE ledger_account (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID, 
    number TEXT NOT NULL, 
    name TEXT NOT NULL, 
    name_key TEXT NOT NULL, 
    currency CHAR(3) NOT NULL, 
    kind TEXT NOT NULL, 
    gl_code TEXT NOT NULL, 
    status TEXT NOT NULL, 
    floor_minor BIGINT DEFAULT '0' NOT NULL, 
    balance_minor BIGINT DEFAULT '0' NOT NULL, 
    held_minor BIGINT DEFAULT '0' NOT NULL, 
    entry_count BIGINT DEFAULT '0' NOT NULL, 
    opened_on DATE NOT NULL, 
    statement_on DATE NOT NULL, 
    statement_count BIGINT DEFAULT '0' NOT NULL, 
    CONSTRAINT ledger_account_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT ledger_account_tenant_id_number_uq UNIQUE (tenant_id, number), 
    CONSTRAINT ledger_account_kind_ck CHECK (kind IN ('customer', 'internal')), 
    CONSTRAINT ledger_account_status_ck CHECK (status IN ('open', 'credit_only', 'frozen', 'closed')), 
    CONSTRAINT ledger_account_held_ck CHECK (held_minor >= 0), 
    CONSTRAINT ledger_account_floor_ck CHECK (kind = 'internal' OR balance_minor - held_minor >= floor_minor)
);

CREATE INDEX ledger_account_tenant_id_enterprise_id_ix ON ledger_account (tenant_id, enterprise_id);

CREATE TABLE ledger_transaction (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    posting_key TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    booked_on DATE NOT NULL, 
    value_on DATE NOT NULL, 
    booked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT ledger_transaction_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT ledger_transaction_tenant_id_posting_key_uq UNIQUE (tenant_id, posting_key)
);

CREATE TABLE notice (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    user_id UUID, 
    kind TEXT NOT NULL, 
    text JSONB NOT NULL, 
    link TEXT NOT NULL, 
    source_key TEXT NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    read_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT notice_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT notice_tenant_id_source_key_uq UNIQUE (tenant_id, source_key)
);

CREATE INDEX notice_tenant_id_enterprise_id_user_id_created_at_ix ON notice (tenant_id, enterprise_id, user_id, created_at);

CREATE TABLE outbox (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    topic TEXT NOT NULL, 
    key TEXT NOT NULL, 
    payload JSONB NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    relayed_at TIMESTAMP WITH TIME ZONE, 
    attempts BIGINT DEFAULT '0' NOT NULL, 
    retry_at TIMESTAMP WITH TIME ZONE, 
    error TEXT, 
    CONSTRAINT outbox_pk PRIMARY KEY (tenant_id, id)
);

CREATE INDEX outbox_tenant_id_created_at_id_ix ON outbox (tenant_id, created_at, id) WHERE relayed_at IS NULL;

CREATE TABLE payee (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    account TEXT NOT NULL, 
    name TEXT NOT NULL, 
    bank_code TEXT NOT NULL, 
    bank_name TEXT NOT NULL, 
    pinyin TEXT NOT NULL, 
    added_by TEXT NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    used_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT payee_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT payee_tenant_id_enterprise_id_account_name_uq UNIQUE (tenant_id, enterprise_id, account, name)
);

CREATE TABLE payment (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    number TEXT NOT NULL, 
    client_serial TEXT NOT NULL, 
    door TEXT NOT NULL, 
    group_id UUID, 
    row_no BIGINT NOT NULL, 
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
    end_to_end TEXT NOT NULL, 
    rail_wish TEXT NOT NULL, 
    rail TEXT NOT NULL, 
    fee_minor BIGINT NOT NULL, 
    requested_on DATE NOT NULL, 
    value_on DATE NOT NULL, 
    status TEXT NOT NULL, 
    status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    version BIGINT NOT NULL, 
    reason_code TEXT NOT NULL, 
    reason JSONB NOT NULL, 
    findings JSONB NOT NULL, 
    maker_person_id UUID, 
    maker_name TEXT NOT NULL, 
    canonical_text TEXT NOT NULL, 
    digest BYTEA NOT NULL, 
    approval_id UUID, 
    hold_id UUID, 
    transaction_id UUID, 
    return_transaction_id UUID, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT payment_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT payment_tenant_id_number_uq UNIQUE (tenant_id, number), 
    CONSTRAINT payment_amount_ck CHECK (amount_minor > 0), 
    CONSTRAINT payment_status_ck CHECK (status IN ('draft', 'pending_approval', 'sent_back', 'approved', 'scheduled', 'submitted', 'processing', 'succeeded', 'failed', 'returned', 'rejected', 'withdrawn', 'expired', 'cancelled', 'unknown'))
);

CREATE INDEX payment_tenant_id_enterprise_id_created_at_id_ix ON payment (tenant_id, enterprise_id, created_at, id);

CREATE INDEX payment_tenant_id_enterprise_id_payee_account_created_at_ix ON payment (tenant_id, enterprise_id, payee_account, created_at);

CREATE INDEX payment_tenant_id_group_id_row_no_ix ON payment (tenant_id, group_id, row_no) WHERE group_id IS NOT NULL;

CREATE INDEX payment_tenant_id_status_value_on_ix ON payment (tenant_id, status, value_on) WHERE status IN ('approved', 'scheduled');

CREATE TABLE payment_attachment (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    payment_id UUID, 
    client_serial TEXT NOT NULL, 
    name TEXT NOT NULL, 
    media_type TEXT NOT NULL, 
    size BIGINT NOT NULL, 
    digest BYTEA NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT payment_attachment_pk PRIMARY KEY (tenant_id, id)
);

CREATE INDEX payment_attachment_tenant_id_client_serial_ix ON payment_attachment (tenant_id, client_serial);

CREATE INDEX payment_attachment_tenant_id_payment_id_ix ON payment_attachment (tenant_id, payment_id);

CREATE TABLE payment_message (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    certificate TEXT NOT NULL, 
    message_id TEXT NOT NULL, 
    name TEXT NOT NULL, 
    content_hash BYTEA NOT NULL, 
    payments BIGINT NOT NULL, 
    total_text TEXT NOT NULL, 
    received_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT payment_message_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT payment_message_tenant_id_enterprise_id_certificate_mes_f5d6 UNIQUE (tenant_id, enterprise_id, certificate, message_id)
);

CREATE TABLE person (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    login TEXT NOT NULL, 
    name TEXT NOT NULL, 
    status TEXT NOT NULL, 
    preferences JSONB DEFAULT '{}' NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT person_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT person_tenant_id_login_uq UNIQUE (tenant_id, login)
);

CREATE TABLE receipt (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    number TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    transaction_id UUID NOT NULL, 
    account_number TEXT NOT NULL, 
    subject_id UUID NOT NULL, 
    facts JSONB NOT NULL, 
    code TEXT NOT NULL, 
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    prints BIGINT DEFAULT '0' NOT NULL, 
    CONSTRAINT receipt_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT receipt_tenant_id_number_uq UNIQUE (tenant_id, number), 
    CONSTRAINT receipt_tenant_id_transaction_id_account_number_uq UNIQUE (tenant_id, transaction_id, account_number)
);

CREATE INDEX receipt_tenant_id_enterprise_id_issued_at_ix ON receipt (tenant_id, enterprise_id, issued_at);

CREATE TABLE schedule (
    tenant_id UUID NOT NULL, 
    name TEXT NOT NULL, 
    due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    ran_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT schedule_pk PRIMARY KEY (tenant_id, name)
);

CREATE TABLE submission (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    subject_type TEXT NOT NULL, 
    subject_id UUID NOT NULL, 
    rail TEXT NOT NULL, 
    payload JSONB NOT NULL, 
    payload_hash BYTEA NOT NULL, 
    status TEXT NOT NULL, 
    version BIGINT NOT NULL, 
    attempts BIGINT NOT NULL, 
    enquiries BIGINT NOT NULL, 
    next_at TIMESTAMP WITH TIME ZONE, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    sent_at TIMESTAMP WITH TIME ZONE, 
    settled_at TIMESTAMP WITH TIME ZONE, 
    reference TEXT NOT NULL, 
    reason TEXT NOT NULL, 
    CONSTRAINT submission_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT submission_tenant_id_subject_type_subject_id_uq UNIQUE (tenant_id, subject_type, subject_id), 
    CONSTRAINT submission_status_ck CHECK (status IN ('prepared', 'sending', 'sent', 'unknown', 'settled', 'refused', 'returned'))
);

CREATE INDEX submission_tenant_id_next_at_ix ON submission (tenant_id, next_at) WHERE next_at IS NOT NULL;

CREATE TABLE throttle (
    tenant_id UUID NOT NULL, 
    key TEXT NOT NULL, 
    failures BIGINT NOT NULL, 
    window_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    blocked_until TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT throttle_pk PRIMARY KEY (tenant_id, key)
);

CREATE TABLE approval_decision (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    approval_id UUID NOT NULL, 
    seq BIGINT NOT NULL, 
    level BIGINT NOT NULL, 
    person_id UUID NOT NULL, 
    user_id UUID NOT NULL, 
    name TEXT NOT NULL, 
    groups JSONB NOT NULL, 
    action TEXT NOT NULL, 
    comment TEXT NOT NULL, 
    canonical_text TEXT NOT NULL, 
    digest BYTEA NOT NULL, 
    evidence JSONB NOT NULL, 
    door TEXT NOT NULL, 
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT approval_decision_pk PRIMARY KEY (tenant_id, approval_id, seq), 
    CONSTRAINT approval_decision_approval_fk FOREIGN KEY(tenant_id, approval_id) REFERENCES approval (tenant_id, id), 
    CONSTRAINT approval_decision_tenant_id_approval_id_person_id_uq UNIQUE (tenant_id, approval_id, person_id)
);

CREATE TABLE approval_task (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    approval_id UUID NOT NULL, 
    level BIGINT NOT NULL, 
    user_id UUID NOT NULL, 
    person_id UUID NOT NULL, 
    status TEXT NOT NULL, 
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    closed_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT approval_task_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT approval_task_approval_fk FOREIGN KEY(tenant_id, approval_id) REFERENCES approval (tenant_id, id), 
    CONSTRAINT approval_task_tenant_id_approval_id_level_person_id_uq UNIQUE (tenant_id, approval_id, level, person_id), 
    CONSTRAINT approval_task_status_ck CHECK (status IN ('waiting', 'open', 'done', 'cancelled'))
);

CREATE INDEX approval_task_tenant_id_person_id_ix ON approval_task (tenant_id, person_id) WHERE status = 'open';

CREATE TABLE approval_transition (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    approval_id UUID NOT NULL, 
    seq BIGINT NOT NULL, 
    source TEXT NOT NULL, 
    target TEXT NOT NULL, 
    trigger TEXT NOT NULL, 
    actor TEXT NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT approval_transition_pk PRIMARY KEY (tenant_id, approval_id, seq), 
    CONSTRAINT approval_transition_approval_fk FOREIGN KEY(tenant_id, approval_id) REFERENCES approval (tenant_id, id)
);

CREATE TABLE credential (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    person_id UUID NOT NULL, 
    method TEXT NOT NULL, 
    secret TEXT NOT NULL, 
    status TEXT NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    used_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT credential_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT credential_person_fk FOREIGN KEY(tenant_id, person_id) REFERENCES person (tenant_id, id)
);

CREATE INDEX credential_tenant_id_person_id_ix ON credential (tenant_id, person_id);

CREATE TABLE enterprise_user (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    person_id UUID NOT NULL, 
    title TEXT NOT NULL, 
    status TEXT NOT NULL, 
    CONSTRAINT enterprise_user_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT enterprise_user_person_fk FOREIGN KEY(tenant_id, person_id) REFERENCES person (tenant_id, id), 
    CONSTRAINT enterprise_user_enterprise_fk FOREIGN KEY(tenant_id, enterprise_id) REFERENCES enterprise (tenant_id, id), 
    CONSTRAINT enterprise_user_tenant_id_enterprise_id_person_id_uq UNIQUE (tenant_id, enterprise_id, person_id)
);

CREATE INDEX enterprise_user_tenant_id_person_id_ix ON enterprise_user (tenant_id, person_id);

CREATE TABLE incoming_credit_transition (
    tenant_id UUID NOT NULL, 
    credit_id UUID NOT NULL, 
    seq BIGINT NOT NULL, 
    source TEXT NOT NULL, 
    target TEXT NOT NULL, 
    trigger TEXT NOT NULL, 
    actor TEXT NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT incoming_credit_transition_pk PRIMARY KEY (tenant_id, credit_id, seq), 
    CONSTRAINT incoming_credit_transition_incoming_credit_fk FOREIGN KEY(tenant_id, credit_id) REFERENCES incoming_credit (tenant_id, id)
);

CREATE TABLE ledger_day (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID, 
    account_id UUID NOT NULL, 
    on_date DATE NOT NULL, 
    statement_number BIGINT NOT NULL, 
    opening_minor BIGINT NOT NULL, 
    closing_minor BIGINT NOT NULL, 
    first_seq BIGINT NOT NULL, 
    last_seq BIGINT NOT NULL, 
    CONSTRAINT ledger_day_pk PRIMARY KEY (tenant_id, account_id, on_date), 
    CONSTRAINT ledger_day_ledger_account_fk FOREIGN KEY(tenant_id, account_id) REFERENCES ledger_account (tenant_id, id)
);

CREATE TABLE ledger_entry (
    tenant_id UUID NOT NULL, 
    transaction_id UUID NOT NULL, 
    line BIGINT NOT NULL, 
    enterprise_id UUID, 
    account_id UUID NOT NULL, 
    seq BIGINT, 
    amount_minor BIGINT NOT NULL, 
    currency CHAR(3) NOT NULL, 
    balance_minor BIGINT, 
    booked_on DATE NOT NULL, 
    value_on DATE NOT NULL, 
    booked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    kind TEXT NOT NULL, 
    detail JSONB NOT NULL, 
    CONSTRAINT ledger_entry_pk PRIMARY KEY (tenant_id, transaction_id, line)
);

CREATE INDEX ledger_entry_internal_ix ON ledger_entry (tenant_id, account_id) WHERE seq IS NULL;

CREATE UNIQUE INDEX ledger_entry_statement_uq ON ledger_entry (tenant_id, account_id, seq) WHERE seq IS NOT NULL;

CREATE TABLE ledger_hold (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID, 
    account_id UUID NOT NULL, 
    amount_minor BIGINT NOT NULL, 
    currency CHAR(3) NOT NULL, 
    state TEXT NOT NULL, 
    reason TEXT NOT NULL, 
    placed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE, 
    ended_at TIMESTAMP WITH TIME ZONE, 
    transaction_id UUID, 
    CONSTRAINT ledger_hold_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT ledger_hold_ledger_account_fk FOREIGN KEY(tenant_id, account_id) REFERENCES ledger_account (tenant_id, id), 
    CONSTRAINT ledger_hold_state_ck CHECK (state IN ('open', 'posted', 'voided', 'expired')), 
    CONSTRAINT ledger_hold_amount_ck CHECK (amount_minor > 0)
);

CREATE INDEX ledger_hold_tenant_id_account_id_ix ON ledger_hold (tenant_id, account_id) WHERE state = 'open';

CREATE TABLE payment_group (
    tenant_id UUID NOT NULL, 
    id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    message_row_id UUID NOT NULL, 
    number TEXT NOT NULL, 
    pmt_inf_id TEXT NOT NULL, 
    payer_account TEXT NOT NULL, 
    payments BIGINT NOT NULL, 
    total_minor BIGINT NOT NULL, 
    currency CHAR(3) NOT NULL, 
    canonical_text TEXT NOT NULL, 
    digest BYTEA NOT NULL, 
    approval_id UUID, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT payment_group_pk PRIMARY KEY (tenant_id, id), 
    CONSTRAINT payment_group_payment_message_fk FOREIGN KEY(tenant_id, message_row_id) REFERENCES payment_message (tenant_id, id), 
    CONSTRAINT payment_group_tenant_id_number_uq UNIQUE (tenant_id, number)
);

CREATE TABLE payment_transition (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    payment_id UUID NOT NULL, 
    seq BIGINT NOT NULL, 
    source TEXT NOT NULL, 
    target TEXT NOT NULL, 
    trigger TEXT NOT NULL, 
    actor TEXT NOT NULL, 
    door TEXT NOT NULL, 
    note JSONB NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT payment_transition_pk PRIMARY KEY (tenant_id, payment_id, seq), 
    CONSTRAINT payment_transition_payment_fk FOREIGN KEY(tenant_id, payment_id) REFERENCES payment (tenant_id, id)
);

CREATE TABLE signed_account (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    account_number TEXT NOT NULL, 
    alias TEXT NOT NULL, 
    currency TEXT NOT NULL, 
    may_pay BOOLEAN NOT NULL, 
    position BIGINT NOT NULL, 
    CONSTRAINT signed_account_pk PRIMARY KEY (tenant_id, account_number), 
    CONSTRAINT signed_account_enterprise_fk FOREIGN KEY(tenant_id, enterprise_id) REFERENCES enterprise (tenant_id, id)
);

CREATE TABLE signed_service (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    operation TEXT NOT NULL, 
    door TEXT NOT NULL, 
    CONSTRAINT signed_service_pk PRIMARY KEY (tenant_id, enterprise_id, operation, door), 
    CONSTRAINT signed_service_enterprise_fk FOREIGN KEY(tenant_id, enterprise_id) REFERENCES enterprise (tenant_id, id)
);

CREATE TABLE submission_transition (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    submission_id UUID NOT NULL, 
    seq BIGINT NOT NULL, 
    source TEXT NOT NULL, 
    target TEXT NOT NULL, 
    trigger TEXT NOT NULL, 
    actor TEXT NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT submission_transition_pk PRIMARY KEY (tenant_id, submission_id, seq), 
    CONSTRAINT submission_transition_submission_fk FOREIGN KEY(tenant_id, submission_id) REFERENCES submission (tenant_id, id)
);

CREATE TABLE web_session (
    tenant_id UUID NOT NULL, 
    token_hash BYTEA NOT NULL, 
    person_id UUID NOT NULL, 
    user_id UUID, 
    enterprise_id UUID, 
    csrf_secret TEXT NOT NULL, 
    device TEXT NOT NULL, 
    address TEXT NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    ended_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT web_session_pk PRIMARY KEY (tenant_id, token_hash), 
    CONSTRAINT web_session_person_fk FOREIGN KEY(tenant_id, person_id) REFERENCES person (tenant_id, id)
);

CREATE INDEX web_session_tenant_id_person_id_ix ON web_session (tenant_id, person_id);

CREATE TABLE certificate (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    serial TEXT NOT NULL, 
    user_id UUID NOT NULL, 
    public_key TEXT NOT NULL, 
    status TEXT NOT NULL, 
    not_before TIMESTAMP WITH TIME ZONE NOT NULL, 
    not_after TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT certificate_pk PRIMARY KEY (tenant_id, serial), 
    CONSTRAINT certificate_enterprise_user_fk FOREIGN KEY(tenant_id, user_id) REFERENCES enterprise_user (tenant_id, id)
);

CREATE TABLE role_member (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    user_id UUID NOT NULL, 
    role TEXT NOT NULL, 
    CONSTRAINT role_member_pk PRIMARY KEY (tenant_id, user_id, role), 
    CONSTRAINT role_member_enterprise_user_fk FOREIGN KEY(tenant_id, user_id) REFERENCES enterprise_user (tenant_id, id)
);

CREATE TABLE user_right (
    tenant_id UUID NOT NULL, 
    enterprise_id UUID NOT NULL, 
    user_id UUID NOT NULL, 
    operation TEXT NOT NULL, 
    account_number TEXT NOT NULL, 
    may_see BOOLEAN NOT NULL, 
    may_make BOOLEAN NOT NULL, 
    may_approve BOOLEAN NOT NULL, 
    CONSTRAINT user_right_pk PRIMARY KEY (tenant_id, user_id, operation, account_number), 
    CONSTRAINT user_right_enterprise_user_fk FOREIGN KEY(tenant_id, user_id) REFERENCES enterprise_user (tenant_id, id)
);


-- The bank's own people (行员): who works at its desk, and what they change under agreement of two.
-- These rows are the bank's; no enterprise owns them, and the customers' role may not so much as read them.
CREATE TABLE staff (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    password TEXT NOT NULL,
    totp_secret TEXT NOT NULL,
    totp_step BIGINT NOT NULL,
    code_hash BYTEA,
    code_until TIMESTAMP WITH TIME ZONE,
    code_guesses BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT staff_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT staff_tenant_id_login_uq UNIQUE (tenant_id, login),
    CONSTRAINT staff_role_ck CHECK (role IN ('operator', 'supervisor', 'system', 'security', 'audit')),
    CONSTRAINT staff_status_ck CHECK (status IN ('invited', 'active', 'suspended', 'left'))
);

CREATE TABLE staff_session (
    tenant_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    staff_id UUID NOT NULL,
    csrf_secret TEXT NOT NULL,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT staff_session_pk PRIMARY KEY (tenant_id, token_hash),
    CONSTRAINT staff_session_staff_fk FOREIGN KEY (tenant_id, staff_id) REFERENCES staff (tenant_id, id)
);
CREATE INDEX staff_session_tenant_id_staff_id_ix ON staff_session (tenant_id, staff_id);

-- One change asked for at the desk: from what it was to what it shall be, and the two who agreed.
CREATE TABLE desk_change (
    tenant_id UUID NOT NULL,
    enterprise_id UUID,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    title JSONB NOT NULL,
    before JSONB NOT NULL,
    after JSONB NOT NULL,
    lines JSONB NOT NULL,
    reason TEXT NOT NULL,
    canonical_text TEXT NOT NULL,
    digest BYTEA NOT NULL,
    status TEXT NOT NULL,
    status_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    why JSONB NOT NULL,
    maker_id UUID NOT NULL,
    maker_name TEXT NOT NULL,
    checker_id UUID,
    checker_name TEXT NOT NULL,
    evidence JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT desk_change_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT desk_change_tenant_id_number_uq UNIQUE (tenant_id, number),
    CONSTRAINT desk_change_two_ck CHECK (checker_id <> maker_id),
    CONSTRAINT desk_change_status_ck CHECK (status IN ('draft', 'waiting', 'approved', 'in_force', 'failed', 'rejected', 'withdrawn')),
    CONSTRAINT desk_change_maker_fk FOREIGN KEY (tenant_id, maker_id) REFERENCES staff (tenant_id, id),
    CONSTRAINT desk_change_checker_fk FOREIGN KEY (tenant_id, checker_id) REFERENCES staff (tenant_id, id)
);
CREATE INDEX desk_change_tenant_id_created_at_id_ix ON desk_change (tenant_id, created_at, id);
CREATE UNIQUE INDEX desk_change_running_uq ON desk_change (tenant_id, kind, target) WHERE status IN ('waiting', 'approved');

CREATE TABLE desk_change_transition (
    tenant_id UUID NOT NULL,
    enterprise_id UUID,
    change_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    trigger TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT desk_change_transition_pk PRIMARY KEY (tenant_id, change_id, seq),
    CONSTRAINT desk_change_transition_desk_change_fk FOREIGN KEY (tenant_id, change_id) REFERENCES desk_change (tenant_id, id)
);

GRANT USAGE ON SCHEMA yinqi TO yinqi_desk;
GRANT SELECT ON staff, staff_session, desk_change, desk_change_transition TO yinqi_desk, yinqi_auditor;
GRANT INSERT ON staff, staff_session, desk_change, desk_change_transition TO yinqi_desk;
GRANT UPDATE (name, role, status, password, totp_secret, totp_step, code_hash, code_until, code_guesses) ON staff TO yinqi_desk;
GRANT UPDATE (seen_at, ended_at) ON staff_session TO yinqi_desk;
GRANT UPDATE (status, status_at, version, why, checker_id, checker_name, evidence) ON desk_change TO yinqi_desk;
-- What moves money is carried out by the worker, once two have agreed.
GRANT SELECT ON desk_change TO yinqi_worker;
GRANT UPDATE (status, status_at, version, why) ON desk_change TO yinqi_worker;
GRANT INSERT ON desk_change_transition TO yinqi_worker;
GRANT SELECT (tenant_id, name_zh, name_en, short_code, bank_code, bic, is_test, settings, created_at) ON bank TO yinqi_desk;
GRANT SELECT ON bank_directory, bank_agent, bank_rail, bank_calendar TO yinqi_desk;
GRANT SELECT, INSERT, UPDATE ON throttle TO yinqi_desk;
GRANT SELECT, INSERT ON audit TO yinqi_desk;
GRANT INSERT ON outbox TO yinqi_desk;
GRANT SELECT (tenant_id, topic, key, created_at, relayed_at, attempts, retry_at, error, position) ON outbox TO yinqi_desk;

-- What the bank's desk does: measures on accounts, switches of functions, agreements with enterprises.
-- A measure (冻结、止付、圈存): the books hold the account's state, this says on whose order and since when.
CREATE TABLE account_measure (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    account_number TEXT NOT NULL,
    sort TEXT NOT NULL,
    amount_minor BIGINT,
    currency TEXT NOT NULL,
    authority TEXT NOT NULL,
    document TEXT NOT NULL,
    reason TEXT NOT NULL,
    until_on DATE,
    hold_id UUID,
    live BOOLEAN NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT account_measure_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT account_measure_tenant_id_number_uq UNIQUE (tenant_id, number),
    CONSTRAINT account_measure_sort_ck CHECK (sort IN ('freeze', 'stop', 'hold')),
    CONSTRAINT account_measure_amount_ck CHECK ((sort = 'hold') = (amount_minor IS NOT NULL) AND (sort = 'hold') = (hold_id IS NOT NULL)),
    CONSTRAINT account_measure_enterprise_fk FOREIGN KEY (tenant_id, enterprise_id) REFERENCES enterprise (tenant_id, id)
);
CREATE INDEX account_measure_tenant_id_account_number_ix ON account_measure (tenant_id, account_number);

-- A function that is switched off (功能停用): for all enterprises (`holder` is `*`) or for one; `*` is every operation, every door.
CREATE TABLE service_switch (
    tenant_id UUID NOT NULL,
    enterprise_id UUID,
    holder TEXT NOT NULL,
    operation TEXT NOT NULL,
    door TEXT NOT NULL,
    sentence JSONB NOT NULL,
    live BOOLEAN NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT service_switch_pk PRIMARY KEY (tenant_id, holder, operation, door)
);

-- What the bank has seen of an enterprise's licence (营业执照).
CREATE TABLE enterprise_licence (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    legal_person TEXT NOT NULL,
    address TEXT NOT NULL,
    valid_until DATE,
    contact TEXT NOT NULL,
    checked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT enterprise_licence_pk PRIMARY KEY (tenant_id, enterprise_id),
    CONSTRAINT enterprise_licence_enterprise_fk FOREIGN KEY (tenant_id, enterprise_id) REFERENCES enterprise (tenant_id, id)
);

-- The agreement (服务协议), to the letter as it was offered; in force when two administrators have signed it.
CREATE TABLE agreement (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    text TEXT NOT NULL,
    digest BYTEA NOT NULL,
    status TEXT NOT NULL,
    offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    in_force_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT agreement_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT agreement_tenant_id_number_uq UNIQUE (tenant_id, number),
    CONSTRAINT agreement_status_ck CHECK (status IN ('offered', 'in_force')),
    CONSTRAINT agreement_enterprise_fk FOREIGN KEY (tenant_id, enterprise_id) REFERENCES enterprise (tenant_id, id)
);
CREATE INDEX agreement_tenant_id_enterprise_id_ix ON agreement (tenant_id, enterprise_id);

CREATE TABLE agreement_signature (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    agreement_id UUID NOT NULL,
    person_id UUID NOT NULL,
    name TEXT NOT NULL,
    evidence JSONB NOT NULL,
    signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT agreement_signature_pk PRIMARY KEY (tenant_id, agreement_id, person_id),
    CONSTRAINT agreement_signature_agreement_fk FOREIGN KEY (tenant_id, agreement_id) REFERENCES agreement (tenant_id, id)
);

-- Who at the desk handed out an administrator's activation code: nobody holds those of both.
CREATE TABLE desk_code (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    user_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT desk_code_pk PRIMARY KEY (tenant_id, user_id, issued_at),
    CONSTRAINT desk_code_enterprise_user_fk FOREIGN KEY (tenant_id, user_id) REFERENCES enterprise_user (tenant_id, id),
    CONSTRAINT desk_code_staff_fk FOREIGN KEY (tenant_id, staff_id) REFERENCES staff (tenant_id, id)
);

GRANT SELECT ON account_measure, service_switch, agreement, agreement_signature TO yinqi_app, yinqi_worker, yinqi_auditor, yinqi_desk;
GRANT SELECT ON enterprise_licence, desk_code TO yinqi_auditor, yinqi_desk;
GRANT INSERT ON agreement_signature TO yinqi_app;
GRANT UPDATE (status, in_force_at) ON agreement TO yinqi_app;
GRANT INSERT ON account_measure, service_switch, enterprise_licence, agreement, desk_code TO yinqi_desk;
GRANT UPDATE (live, ended_at) ON account_measure TO yinqi_desk, yinqi_worker;
GRANT UPDATE (sentence, live, changed_at) ON service_switch TO yinqi_desk;

-- What staff may look at of customers, and what two of them may set. Neither payments nor signatures.
GRANT SELECT ON
  enterprise, signed_account, signed_service, person, enterprise_user, role_member, user_right, enterprise_role, certificate,
  ledger_account, ledger_entry, ledger_hold, payment, payment_transition, submission, submission_transition, clearing_answer,
  incoming_credit, incoming_credit_transition, notice, limit_rule, limit_rule_version, limit_counter, schedule
  TO yinqi_desk;
GRANT SELECT (tenant_id, enterprise_id, id, user_id, created_at, expires_at, ended_at) ON invitation TO yinqi_desk;
GRANT SELECT ON fee_band TO yinqi_desk;
GRANT INSERT ON
  enterprise, signed_account, signed_service, person, enterprise_user, role_member, user_right, enterprise_role, invitation,
  limit_rule, limit_rule_version, bank_calendar, notice
  TO yinqi_desk;
GRANT UPDATE (status) ON enterprise TO yinqi_desk;
GRANT UPDATE (ended_at) ON invitation TO yinqi_desk;
GRANT UPDATE (live) ON role_member TO yinqi_desk;
GRANT UPDATE (may_see, may_make, may_approve, upto_minor, currency) ON user_right TO yinqi_desk;
GRANT UPDATE (status, revoked_at) ON certificate TO yinqi_desk;
GRANT UPDATE (enabled, cap_minor, fee_minor, hours) ON bank_rail TO yinqi_desk;
GRANT UPDATE (is_bank_day, note) ON bank_calendar TO yinqi_desk;
GRANT UPDATE (ceiling, temporary_ceiling, temporary_until, live, version, changed_at) ON limit_rule TO yinqi_desk;
-- Every account keeps its books behind the same functions; the desk posts nothing.
GRANT EXECUTE ON FUNCTION ledger_guard(uuid) TO yinqi_desk;
GRANT EXECUTE ON FUNCTION ledger_open_account(uuid, uuid, uuid, text, text, text, text, text, text, bigint, date) TO yinqi_desk;
GRANT EXECUTE ON FUNCTION ledger_set_status(uuid, text, text) TO yinqi_desk;
GRANT EXECUTE ON FUNCTION ledger_hold_place(uuid, uuid, text, bigint, text, text, timestamptz, timestamptz) TO yinqi_desk;
GRANT EXECUTE ON FUNCTION ledger_hold_end(uuid, uuid, text, timestamptz) TO yinqi_desk;
GRANT EXECUTE ON FUNCTION ledger_check_name(uuid, text, text, text) TO yinqi_desk;

-- Approval: delegation, added signatures, payee classes, escalation.

-- A rule may be for one class of payees (收款人类别).
ALTER TABLE approval_policy ADD COLUMN payee_class TEXT NOT NULL DEFAULT '*';
ALTER TABLE approval_policy DROP CONSTRAINT approval_policy_tenant_id_enterprise_id_operation_accou_872f;
ALTER TABLE approval_policy ADD CONSTRAINT approval_policy_tenant_id_enterprise_id_operation_accou_de99
    UNIQUE (tenant_id, enterprise_id, operation, account_number, payee_class, door, version);

-- When further people are to be asked (超时升级); empty where nobody is.
ALTER TABLE approval ADD COLUMN escalate_at TIMESTAMP WITH TIME ZONE;
CREATE INDEX approval_tenant_id_escalate_at_ix ON approval (tenant_id, escalate_at)
    WHERE status = 'pending' AND escalate_at IS NOT NULL;

-- In whose place somebody decided (委托), and in which lap of a round that was returned.
ALTER TABLE approval_decision ADD COLUMN on_behalf_of UUID;
ALTER TABLE approval_decision ADD COLUMN lap BIGINT NOT NULL DEFAULT 1;
ALTER TABLE approval_decision DROP CONSTRAINT approval_decision_tenant_id_approval_id_person_id_uq;
ALTER TABLE approval_decision ADD CONSTRAINT approval_decision_tenant_id_approval_id_person_id_lap_uq
    UNIQUE (tenant_id, approval_id, person_id, lap);
ALTER TABLE approval_decision ADD CONSTRAINT approval_decision_tenant_id_approval_id_on_behalf_of_lap_uq
    UNIQUE (tenant_id, approval_id, on_behalf_of, lap);

-- What was done to a round beside deciding: returned, added, handed over, urged. Written once.
CREATE TABLE approval_act (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    approval_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    act TEXT NOT NULL,
    level BIGINT NOT NULL,
    person_id UUID,
    name TEXT NOT NULL,
    to_person_id UUID,
    to_name TEXT NOT NULL,
    comment TEXT NOT NULL,
    digest BYTEA NOT NULL,
    door TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT approval_act_pk PRIMARY KEY (tenant_id, approval_id, seq),
    CONSTRAINT approval_act_approval_fk FOREIGN KEY (tenant_id, approval_id) REFERENCES approval (tenant_id, id)
);

-- For a time somebody else may sign in a person's place. It can be ended, and never changed; `in_force`
-- only tells whether the inboxes follow it yet.
CREATE TABLE approval_delegation (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    operation TEXT NOT NULL,
    person_id UUID NOT NULL,
    person_name TEXT NOT NULL,
    deputy_person_id UUID NOT NULL,
    deputy_name TEXT NOT NULL,
    from_at TIMESTAMP WITH TIME ZONE NOT NULL,
    until_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    in_force BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT approval_delegation_pk PRIMARY KEY (tenant_id, id)
);
CREATE INDEX approval_delegation_tenant_id_enterprise_id_person_id_u_c902
    ON approval_delegation (tenant_id, enterprise_id, person_id, until_at);
CREATE INDEX approval_delegation_tenant_id_enterprise_id_deputy_pers_18c2
    ON approval_delegation (tenant_id, enterprise_id, deputy_person_id, until_at);

GRANT SELECT, INSERT ON approval_act TO yinqi_app, yinqi_worker;
GRANT SELECT, INSERT ON approval_delegation TO yinqi_app;
GRANT UPDATE (ended_at, in_force) ON approval_delegation TO yinqi_app;
GRANT SELECT ON approval_delegation TO yinqi_worker;
GRANT UPDATE (in_force) ON approval_delegation TO yinqi_worker;
GRANT SELECT ON approval_act, approval_delegation TO yinqi_auditor;

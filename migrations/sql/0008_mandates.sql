-- Changes of rule (授权变更): what one administrator set, and another confirms. A change is written once;
-- only its state moves.
CREATE TABLE mandate (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    title JSONB NOT NULL,
    before JSONB NOT NULL,
    after JSONB NOT NULL,
    lines JSONB NOT NULL,
    reason TEXT NOT NULL,
    door TEXT NOT NULL,
    canonical_text TEXT NOT NULL,
    digest BYTEA NOT NULL,
    status TEXT NOT NULL,
    status_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    why JSONB NOT NULL,
    maker_person_id UUID NOT NULL,
    maker_name TEXT NOT NULL,
    approval_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT mandate_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT mandate_tenant_id_number_uq UNIQUE (tenant_id, number),
    CONSTRAINT mandate_status_ck CHECK (status IN ('draft', 'pending_approval', 'approved', 'succeeded', 'failed', 'rejected', 'sent_back', 'withdrawn', 'expired'))
);
CREATE INDEX mandate_tenant_id_enterprise_id_created_at_id_ix ON mandate (tenant_id, enterprise_id, created_at, id);
CREATE INDEX mandate_tenant_id_enterprise_id_kind_target_created_at_ix ON mandate (tenant_id, enterprise_id, kind, target, created_at);
CREATE UNIQUE INDEX mandate_running_uq ON mandate (tenant_id, enterprise_id, kind, target)
    WHERE status IN ('pending_approval', 'approved');

CREATE TABLE mandate_transition (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    mandate_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    trigger TEXT NOT NULL,
    actor TEXT NOT NULL,
    door TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT mandate_transition_pk PRIMARY KEY (tenant_id, mandate_id, seq),
    CONSTRAINT mandate_transition_mandate_fk FOREIGN KEY (tenant_id, mandate_id) REFERENCES mandate (tenant_id, id)
);
GRANT SELECT, INSERT ON mandate, mandate_transition TO yinqi_app, yinqi_worker;
GRANT SELECT ON mandate, mandate_transition TO yinqi_auditor;
GRANT UPDATE (status, status_at, version, why, approval_id) ON mandate TO yinqi_app, yinqi_worker;

-- What the bank lets one enterprise do that others may not, such as a single administrator.
ALTER TABLE enterprise ADD COLUMN settings JSONB NOT NULL DEFAULT '{}';

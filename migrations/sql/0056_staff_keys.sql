-- Passkeys of the bank's staff, and what their authenticators are asked. Apart from the customers': a role that serves
-- customers can neither read them nor put a question to a member of staff.
CREATE TABLE staff_passkey (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    staff_id UUID NOT NULL,
    key_id BYTEA NOT NULL,
    public_key BYTEA NOT NULL,
    algorithm BIGINT NOT NULL,
    rp_id TEXT NOT NULL,
    aaguid TEXT NOT NULL,
    transports JSONB NOT NULL,
    is_synced BOOLEAN NOT NULL,
    label TEXT NOT NULL,
    status TEXT NOT NULL,
    counter BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT staff_passkey_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT staff_passkey_tenant_id_key_id_uq UNIQUE (tenant_id, key_id),
    CONSTRAINT staff_passkey_staff_fk FOREIGN KEY (tenant_id, staff_id) REFERENCES staff (tenant_id, id),
    CONSTRAINT staff_passkey_status_ck CHECK (status IN ('active', 'revoked', 'pending', 'blocked'))
);
CREATE INDEX staff_passkey_tenant_id_staff_id_ix ON staff_passkey (tenant_id, staff_id);

CREATE TABLE staff_challenge (
    tenant_id UUID NOT NULL,
    token BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    person_id UUID,
    nonce BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    origin TEXT NOT NULL,
    detail TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT staff_challenge_pk PRIMARY KEY (tenant_id, token)
);
CREATE INDEX staff_challenge_tenant_id_expires_at_ix ON staff_challenge (tenant_id, expires_at);

GRANT SELECT, INSERT ON staff_passkey, staff_challenge TO yinqi_desk;
GRANT UPDATE (label, status, counter, used_at, ended_at) ON staff_passkey TO yinqi_desk;
GRANT UPDATE (used_at) ON staff_challenge TO yinqi_desk;
GRANT SELECT ON staff_passkey, staff_challenge TO yinqi_auditor;
-- What has expired is forgotten.
GRANT SELECT, DELETE ON staff_challenge TO yinqi_worker;

-- Strong authentication: passkeys and security keys, one-time codes, challenges, hand-off to the phone.
-- People belong to the bank, not to one enterprise, and so do these.

-- counter: a code's last used step, or an authenticator's count of signatures; it only grows.
ALTER TABLE credential ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE credential ADD COLUMN counter BIGINT NOT NULL DEFAULT 0;
ALTER TABLE credential ADD COLUMN ended_at TIMESTAMP WITH TIME ZONE;
GRANT INSERT ON credential TO yinqi_app;

CREATE TABLE passkey (
    tenant_id UUID NOT NULL,
    credential_id UUID NOT NULL,
    key_id BYTEA NOT NULL,
    public_key BYTEA NOT NULL,
    algorithm BIGINT NOT NULL,
    rp_id TEXT NOT NULL,
    aaguid TEXT NOT NULL,
    transports JSONB NOT NULL,
    is_synced BOOLEAN NOT NULL,
    CONSTRAINT passkey_pk PRIMARY KEY (tenant_id, credential_id),
    CONSTRAINT passkey_credential_fk FOREIGN KEY (tenant_id, credential_id) REFERENCES credential (tenant_id, id),
    CONSTRAINT passkey_tenant_id_key_id_uq UNIQUE (tenant_id, key_id)
);

CREATE TABLE challenge (
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
    CONSTRAINT challenge_pk PRIMARY KEY (tenant_id, token)
);
CREATE INDEX challenge_tenant_id_expires_at_ix ON challenge (tenant_id, expires_at);

GRANT SELECT, INSERT ON passkey, challenge TO yinqi_app;
GRANT UPDATE (used_at) ON challenge TO yinqi_app;
GRANT SELECT ON passkey, challenge TO yinqi_worker, yinqi_auditor;
GRANT DELETE ON challenge TO yinqi_worker;

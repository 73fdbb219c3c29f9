-- Certificates of the direct link (直联证书). A row without `der` is a bare key that the bank's desk registered.
ALTER TABLE certificate
    ADD COLUMN der BYTEA,
    ADD COLUMN subject TEXT NOT NULL DEFAULT '',
    ADD COLUMN issuer TEXT NOT NULL DEFAULT '',
    ADD COLUMN authority TEXT NOT NULL DEFAULT '', -- SM3 of the outside authority's certificate; '' is the bank's own
    ADD COLUMN renewed_from TEXT NOT NULL DEFAULT '',
    ADD COLUMN created_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN retires_at TIMESTAMP WITH TIME ZONE, -- renewed: the old key counts until then
    ADD COLUMN revoked_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN told_days BIGINT; -- the last of 30, 7 and 1 days before the end that was told
CREATE INDEX certificate_tenant_id_enterprise_id_ix ON certificate (tenant_id, enterprise_id);
CREATE INDEX certificate_tenant_id_not_after_ix ON certificate (tenant_id, not_after) WHERE status = 'active';
-- Reading is bank-wide until the door knows the enterprise; writing never is.
CREATE POLICY enterprise_adds ON certificate AS RESTRICTIVE FOR INSERT TO yinqi_app
    WITH CHECK (enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid);
CREATE POLICY enterprise_changes ON certificate AS RESTRICTIVE FOR UPDATE TO yinqi_app
    USING (enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid);
GRANT INSERT ON certificate TO yinqi_app;
GRANT UPDATE (status, revoked_at, retires_at) ON certificate TO yinqi_app;
GRANT UPDATE (told_days) ON certificate TO yinqi_worker;

-- Authorities (CA) outside the bank that it trusts, put here by the bank's desk, with their revocation lists.
CREATE TABLE trusted_authority (
    tenant_id UUID NOT NULL,
    fingerprint TEXT NOT NULL,
    der BYTEA NOT NULL,
    subject TEXT NOT NULL,
    status TEXT NOT NULL,
    crl BYTEA,
    crl_number BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT trusted_authority_pk PRIMARY KEY (tenant_id, fingerprint),
    CONSTRAINT trusted_authority_status_ck CHECK (status IN ('trusted', 'withdrawn'))
);

-- The bank's own revocation lists (CRL), each published once under a rising number.
CREATE TABLE revocation_list (
    tenant_id UUID NOT NULL,
    number BIGINT NOT NULL,
    der BYTEA NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT revocation_list_pk PRIMARY KEY (tenant_id, number)
);

-- From which networks an enterprise's messages may come (IP 白名单); no row, or none named: from any.
CREATE TABLE link_address (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    networks JSONB NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT link_address_pk PRIMARY KEY (tenant_id, enterprise_id)
);

-- What following the audit chain to its end found, each time.
CREATE TABLE audit_check (
    tenant_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    good BOOLEAN NOT NULL,
    sealed BIGINT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT audit_check_pk PRIMARY KEY (tenant_id, at)
);
GRANT SELECT ON trusted_authority, revocation_list, link_address, audit_check
    TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON revocation_list, audit_check TO yinqi_worker;
GRANT INSERT ON link_address TO yinqi_app;
GRANT UPDATE (networks, changed_at) ON link_address TO yinqi_app;

-- A nonce becomes the record of its message: what was asked, and what became of it. Row security binds the
-- owner too, so it is put aside for the one statement that looks across banks.
ALTER TABLE direct_link_nonce
    ADD COLUMN enterprise_id UUID,
    ADD COLUMN trace TEXT NOT NULL DEFAULT '',
    ADD COLUMN operation TEXT NOT NULL DEFAULT '',
    ADD COLUMN code TEXT NOT NULL DEFAULT '',
    ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE direct_link_nonce NO FORCE ROW LEVEL SECURITY;
ALTER TABLE certificate NO FORCE ROW LEVEL SECURITY;
UPDATE direct_link_nonce n SET enterprise_id = c.enterprise_id
  FROM certificate c WHERE c.tenant_id = n.tenant_id AND c.serial = n.certificate;
ALTER TABLE certificate FORCE ROW LEVEL SECURITY;
ALTER TABLE direct_link_nonce FORCE ROW LEVEL SECURITY;
ALTER TABLE direct_link_nonce ALTER COLUMN enterprise_id SET NOT NULL;
CREATE INDEX direct_link_nonce_tenant_id_enterprise_id_seen_at_ix
    ON direct_link_nonce (tenant_id, enterprise_id, seen_at);
CREATE POLICY enterprise ON direct_link_nonce AS RESTRICTIVE TO yinqi_app
    USING (enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid)
    WITH CHECK (enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid);

-- Keys of the direct link that came after the first ones: their public half, for the people who agreed to them.
CREATE TABLE link_key (
    tenant_id UUID NOT NULL,
    key_id TEXT NOT NULL,
    used_for TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    from_at TIMESTAMP WITH TIME ZONE NOT NULL,
    change_number TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT link_key_pk PRIMARY KEY (tenant_id, key_id),
    CONSTRAINT link_key_tenant_id_change_number_uq UNIQUE (tenant_id, change_number),
    CONSTRAINT link_key_desk_change_fk FOREIGN KEY (tenant_id, change_number) REFERENCES desk_change (tenant_id, number),
    CONSTRAINT link_key_used_for_ck CHECK (used_for IN ('answers', 'seals')),
    CONSTRAINT link_key_algorithm_ck CHECK (algorithm IN ('sm2', 'rsa', 'ecdsa'))
);

GRANT SELECT, INSERT ON link_key TO yinqi_worker;
GRANT SELECT ON link_key TO yinqi_desk, yinqi_auditor;

-- What an account would be closed with is shown before anybody asks for it.
GRANT EXECUTE ON FUNCTION ledger_business_on(uuid, date) TO yinqi_desk;

-- Up to what amount a signature of the direct link alone lets an enterprise's payments go: two of the desk say so.
-- Without an amount any; before this it stood in the bank's settings, which nobody at the desk may write.
CREATE TABLE signature_permission (
    tenant_id UUID NOT NULL,
    holder_id UUID NOT NULL,
    currency TEXT NOT NULL,
    upto_minor BIGINT,
    live BOOLEAN NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT signature_permission_pk PRIMARY KEY (tenant_id, holder_id, currency),
    CONSTRAINT signature_permission_enterprise_fk FOREIGN KEY (tenant_id, holder_id) REFERENCES enterprise (tenant_id, id),
    CONSTRAINT signature_permission_upto_ck CHECK (upto_minor > 0)
);

DO $$
DECLARE b record;
BEGIN
  FOR b IN SELECT DISTINCT tenant_id FROM bank_directory LOOP
    PERFORM set_config('yinqi.tenant', b.tenant_id::text, true);
    INSERT INTO signature_permission (tenant_id, holder_id, currency, upto_minor, live, changed_at)
    SELECT k.tenant_id, o.key::uuid, c.key, c.value::bigint, true, k.created_at
      FROM bank k, jsonb_each(k.settings -> 'signed_means_authorised') AS o, jsonb_each_text(o.value) AS c
     WHERE k.tenant_id = b.tenant_id;
  END LOOP;
  PERFORM set_config('yinqi.tenant', '', true);
END $$;

GRANT SELECT ON signature_permission TO yinqi_app, yinqi_worker, yinqi_auditor, yinqi_desk;
GRANT INSERT, UPDATE (upto_minor, live, changed_at) ON signature_permission TO yinqi_desk;

-- What a customer's person lost is ended by the worker, once two of the desk have agreed.
GRANT UPDATE (status, ended_at) ON credential TO yinqi_worker;
GRANT UPDATE (ended_at) ON web_session TO yinqi_worker;
GRANT UPDATE (used_at) ON challenge TO yinqi_worker;

-- Whom to trust on the direct link two of security agree upon, and the worker writes it.
GRANT SELECT ON trusted_authority TO yinqi_desk;
GRANT INSERT, UPDATE (status) ON trusted_authority TO yinqi_worker;

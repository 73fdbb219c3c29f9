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

-- The checker's freeze is told like every other measure: whoever may see the account hears of it.
CREATE OR REPLACE FUNCTION ledger_alarm(
  p_tenant uuid, p_id uuid, p_code text, p_subject text, p_said jsonb, p_facts jsonb, p_account text, p_number text, p_at timestamptz
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE v_account record; v_number text := '';
BEGIN
  PERFORM ledger_guard(p_tenant);
  UPDATE alarm SET seen_at = p_at, times = times + 1, facts = p_facts
   WHERE tenant_id = p_tenant AND code = p_code AND subject = p_subject AND live;
  IF FOUND THEN
    RETURN false;
  END IF;
  IF p_account <> '' THEN
    UPDATE ledger_account SET status = 'frozen'
     WHERE tenant_id = p_tenant AND number = p_account AND kind = 'customer' AND status <> 'closed'
    RETURNING enterprise_id, currency INTO v_account;
    IF v_account.enterprise_id IS NOT NULL THEN
      v_number := p_number;
      INSERT INTO account_measure (tenant_id, enterprise_id, id, number, account_number, sort, currency, authority, document,
                                   reason, live, begun_at)
      VALUES (p_tenant, v_account.enterprise_id, p_id, v_number, p_account, 'freeze', v_account.currency, '账务监测', p_code,
              p_said ->> 'zh', true, p_at);
      INSERT INTO outbox (tenant_id, id, topic, key, payload, created_at)
      VALUES (p_tenant, p_id, 'account.measured', 'measure:' || p_account, jsonb_build_object(
                'enterprise_id', v_account.enterprise_id, 'account_number', p_account, 'number', v_number, 'sort', 'freeze',
                'begun', true), p_at);
    END IF;
  END IF;
  INSERT INTO alarm (tenant_id, id, code, subject, said, facts, measure, raised_at, seen_at, times, live, ended_by)
  VALUES (p_tenant, p_id, p_code, p_subject, p_said, p_facts, v_number, p_at, p_at, 1, true, '')
  ON CONFLICT (tenant_id, code, subject) WHERE live DO UPDATE SET seen_at = excluded.seen_at, times = alarm.times + 1;
  RETURN true;
END $$;
GRANT INSERT ON outbox TO yinqi_books;

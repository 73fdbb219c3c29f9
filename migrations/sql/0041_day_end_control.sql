-- Alarms of the coherence checker (账务监测): raised by whoever may only read, through one function; ended at the desk.
CREATE TABLE alarm (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    code TEXT NOT NULL,
    subject TEXT NOT NULL,
    said JSONB NOT NULL,
    facts JSONB NOT NULL,
    measure TEXT NOT NULL,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    times BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_by TEXT NOT NULL,
    CONSTRAINT alarm_pk PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX alarm_live_uq ON alarm (tenant_id, code, subject) WHERE live;

-- Raise an alarm, or count that it still holds; true when it is new. With an account, that account is frozen until two at
-- the desk lift the measure `p_number` that says so: what nobody can explain must not be paid out.
CREATE FUNCTION ledger_alarm(
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
    END IF;
  END IF;
  INSERT INTO alarm (tenant_id, id, code, subject, said, facts, measure, raised_at, seen_at, times, live, ended_by)
  VALUES (p_tenant, p_id, p_code, p_subject, p_said, p_facts, v_number, p_at, p_at, 1, true, '')
  ON CONFLICT (tenant_id, code, subject) WHERE live DO UPDATE SET seen_at = excluded.seen_at, times = alarm.times + 1;
  RETURN true;
END $$;

GRANT SELECT, INSERT, UPDATE ON alarm TO yinqi_books;
GRANT INSERT ON account_measure TO yinqi_books;
GRANT SELECT ON alarm TO yinqi_worker, yinqi_desk, yinqi_auditor;
GRANT UPDATE (live, ended_at, ended_by) ON alarm TO yinqi_desk;

DO $$
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA yinqi TO yinqi_books';
  EXECUTE 'ALTER FUNCTION ledger_alarm(uuid, uuid, text, text, jsonb, jsonb, text, text, timestamptz) OWNER TO yinqi_books';
  EXECUTE 'REVOKE CREATE ON SCHEMA yinqi FROM yinqi_books';
END $$;
REVOKE ALL ON FUNCTION ledger_alarm(uuid, uuid, text, text, jsonb, jsonb, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_alarm(uuid, uuid, text, text, jsonb, jsonb, text, text, timestamptz) TO yinqi_auditor;
GRANT EXECUTE ON FUNCTION ledger_guard(uuid) TO yinqi_auditor;

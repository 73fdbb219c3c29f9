-- The payee book (收款人名册): confirmed entries beside those remembered by use, what the enterprise demands
-- of payees, and what was asked about names.

-- `used` was remembered when somebody paid; `active` was confirmed by a second person; `removed` was taken
-- out by two. One account has one active entry.
ALTER TABLE payee
    ADD COLUMN class TEXT NOT NULL DEFAULT 'ordinary',
    ADD COLUMN status TEXT NOT NULL DEFAULT 'used',
    ADD COLUMN note TEXT NOT NULL DEFAULT '',
    ADD COLUMN verdict TEXT NOT NULL DEFAULT '',
    ADD COLUMN verdict_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN since_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN confirmed_by TEXT NOT NULL DEFAULT '',
    ADD CONSTRAINT payee_class_ck CHECK (class IN ('own_group', 'white_list', 'ordinary')),
    ADD CONSTRAINT payee_status_ck CHECK (status IN ('used', 'active', 'removed'));
CREATE UNIQUE INDEX payee_active_uq ON payee (tenant_id, enterprise_id, account) WHERE status = 'active';

-- What an enterprise demands of those it pays; none written means that nothing is demanded.
CREATE TABLE payee_settings (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    white_list TEXT NOT NULL,
    cool_down_hours BIGINT NOT NULL,
    cool_down_free_minor BIGINT NOT NULL,
    cool_down_blocks BOOLEAN NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT payee_settings_pk PRIMARY KEY (tenant_id, enterprise_id),
    CONSTRAINT payee_settings_white_list_ck CHECK (white_list IN ('off', 'warn', 'enforce'))
);
GRANT SELECT, INSERT ON payee_settings TO yinqi_app;
GRANT UPDATE (white_list, cool_down_hours, cool_down_free_minor, cool_down_blocks, changed_at)
    ON payee_settings TO yinqi_app;
GRANT SELECT ON payee_settings TO yinqi_worker, yinqi_auditor;

-- A question about a name (户名校验), kept before it leaves the house; its answer is written once.
CREATE TABLE payee_name_check (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    bank_code TEXT NOT NULL,
    verdict TEXT NOT NULL,
    masked TEXT NOT NULL,
    asked_by UUID NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT payee_name_check_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT payee_name_check_verdict_ck CHECK (verdict IN ('asked', 'match', 'close', 'no_match', 'unavailable'))
);
CREATE INDEX payee_name_check_tenant_id_enterprise_id_account_asked_at_ix
    ON payee_name_check (tenant_id, enterprise_id, account, asked_at);
CREATE INDEX payee_name_check_tenant_id_enterprise_id_asked_by_asked_at_ix
    ON payee_name_check (tenant_id, enterprise_id, asked_by, asked_at);
GRANT SELECT, INSERT ON payee_name_check TO yinqi_app;
GRANT UPDATE (verdict, masked, answered_at) ON payee_name_check TO yinqi_app;
GRANT SELECT ON payee_name_check TO yinqi_worker, yinqi_auditor;

-- Does a name nearly fit an account of this bank? Says so, and the name with its middle hidden; never the name.
-- Near are: another legal form or what stands in brackets, or one character of four or more.
CREATE FUNCTION ledger_near_name(p_tenant uuid, p_number text, p_name_key text)
RETURNS TABLE (near boolean, masked text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE
  v_form CONSTANT text := '\([^)]*\)|(股份有限|有限责任|有限)?公司';
  v_name text; v_key text; v_wrong int := 0; i int;
BEGIN
  PERFORM ledger_guard(p_tenant);
  SELECT a.name, a.name_key INTO v_name, v_key FROM ledger_account a
   WHERE a.tenant_id = p_tenant AND a.number = p_number AND a.kind = 'customer';
  IF NOT FOUND OR v_key = p_name_key THEN
    RETURN QUERY SELECT false, '';
    RETURN;
  END IF;
  near := length(regexp_replace(p_name_key, v_form, '', 'g')) >= 2
    AND regexp_replace(v_key, v_form, '', 'g') = regexp_replace(p_name_key, v_form, '', 'g');
  IF NOT near AND length(v_key) = length(p_name_key) AND length(v_key) >= 4 THEN
    FOR i IN 1 .. length(v_key) LOOP
      v_wrong := v_wrong + (substr(v_key, i, 1) <> substr(p_name_key, i, 1))::int;
    END LOOP;
    near := v_wrong = 1;
  END IF;
  masked := CASE
    WHEN NOT near THEN ''
    WHEN length(v_name) <= 4 THEN left(v_name, 1) || repeat('＊', length(v_name) - 1)
    ELSE left(v_name, 2) || repeat('＊', length(v_name) - 4) || right(v_name, 2) END;
  RETURN NEXT;
END $$;
DO $$ BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA yinqi TO yinqi_books';
  EXECUTE 'ALTER FUNCTION ledger_near_name(uuid, text, text) OWNER TO yinqi_books';
  EXECUTE 'REVOKE CREATE ON SCHEMA yinqi FROM yinqi_books';
END $$;
REVOKE ALL ON FUNCTION ledger_near_name(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_near_name(uuid, text, text) TO yinqi_app, yinqi_worker;

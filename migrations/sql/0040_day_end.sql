-- The business date (营业日) as a fact of the books, the end of a day in named steps, interest on demand deposits.
-- Days that were cut (日切): whatever is booked after the cut of a day belongs to a later one, whatever the clock says.
CREATE TABLE ledger_business_day (
    tenant_id UUID NOT NULL,
    on_date DATE NOT NULL,
    cut_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT ledger_business_day_pk PRIMARY KEY (tenant_id, on_date)
);

-- The yearly rate of demand deposits (活期利率) from a day on, in millionths; history is only added to.
CREATE TABLE deposit_rate (
    tenant_id UUID NOT NULL,
    currency CHAR(3) NOT NULL,
    from_on DATE NOT NULL,
    rate_e6 BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT deposit_rate_pk PRIMARY KEY (tenant_id, currency, from_on),
    CONSTRAINT deposit_rate_rate_ck CHECK (rate_e6 BETWEEN 0 AND 1000000)
);

-- Interest products (积数): the sum of an account's balances at the end of each day, in minor units × days, one row for
-- each rate that counted within the period that ends on `period_on`.
CREATE TABLE interest_product (
    tenant_id UUID NOT NULL,
    enterprise_id UUID,
    account_id UUID NOT NULL,
    period_on DATE NOT NULL,
    rate_e6 BIGINT NOT NULL,
    currency CHAR(3) NOT NULL,
    product BIGINT NOT NULL,
    days BIGINT NOT NULL,
    first_on DATE NOT NULL,
    through_on DATE NOT NULL,
    CONSTRAINT interest_product_pk PRIMARY KEY (tenant_id, account_id, period_on, rate_e6),
    CONSTRAINT interest_product_ledger_account_fk FOREIGN KEY (tenant_id, account_id) REFERENCES ledger_account (tenant_id, id)
);

-- What a period came to (结息): rounded once, paid once; parked while the account takes nothing.
CREATE TABLE interest_settlement (
    tenant_id UUID NOT NULL,
    enterprise_id UUID,
    account_id UUID NOT NULL,
    period_on DATE NOT NULL,
    number TEXT NOT NULL,
    currency CHAR(3) NOT NULL,
    product BIGINT NOT NULL,
    days BIGINT NOT NULL,
    interest_minor BIGINT NOT NULL,
    status TEXT NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT interest_settlement_pk PRIMARY KEY (tenant_id, account_id, period_on),
    CONSTRAINT interest_settlement_status_ck CHECK (status IN ('due', 'parked', 'paid')),
    CONSTRAINT interest_settlement_ledger_account_fk FOREIGN KEY (tenant_id, account_id) REFERENCES ledger_account (tenant_id, id)
);
CREATE INDEX interest_settlement_tenant_id_status_number_ix ON interest_settlement (tenant_id, status, number) WHERE status <> 'paid';

-- The end of one business day (日终), and each step it took with what the step found: its checkpoints.
CREATE TABLE day_end (
    tenant_id UUID NOT NULL,
    on_date DATE NOT NULL,
    status TEXT NOT NULL,
    status_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    waiting TEXT NOT NULL,
    CONSTRAINT day_end_pk PRIMARY KEY (tenant_id, on_date),
    CONSTRAINT day_end_status_ck CHECK (status IN ('open', 'cut', 'stated', 'accrued', 'credited', 'charged', 'reconciled', 'closed'))
);
CREATE TABLE day_end_transition (
    tenant_id UUID NOT NULL,
    on_date DATE NOT NULL,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    trigger TEXT NOT NULL,
    actor TEXT NOT NULL,
    note JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT day_end_transition_pk PRIMARY KEY (tenant_id, on_date, seq),
    CONSTRAINT day_end_transition_day_end_fk FOREIGN KEY (tenant_id, on_date) REFERENCES day_end (tenant_id, on_date)
);

-- Every difference (差错) a day end found, and why it is one; what nobody can explain stays open until two at the desk do.
CREATE TABLE day_end_difference (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    on_date DATE NOT NULL,
    sort TEXT NOT NULL,
    rail TEXT NOT NULL,
    item TEXT NOT NULL,
    currency CHAR(3) NOT NULL,
    ours_minor BIGINT NOT NULL,
    theirs_minor BIGINT NOT NULL,
    cause TEXT NOT NULL,
    said JSONB NOT NULL,
    status TEXT NOT NULL,
    explained_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT day_end_difference_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT day_end_difference_tenant_id_number_uq UNIQUE (tenant_id, number),
    CONSTRAINT day_end_difference_tenant_id_on_date_sort_rail_item_uq UNIQUE (tenant_id, on_date, sort, rail, item),
    CONSTRAINT day_end_difference_status_ck CHECK (status IN ('open', 'explained', 'cleared')),
    CONSTRAINT day_end_difference_day_end_fk FOREIGN KEY (tenant_id, on_date) REFERENCES day_end (tenant_id, on_date)
);
CREATE INDEX day_end_difference_tenant_id_item_ix ON day_end_difference (tenant_id, item);

-- Who has read the report of a day (已阅).
CREATE TABLE day_end_reading (
    tenant_id UUID NOT NULL,
    on_date DATE NOT NULL,
    staff_id UUID NOT NULL,
    name TEXT NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT day_end_reading_pk PRIMARY KEY (tenant_id, on_date, staff_id),
    CONSTRAINT day_end_reading_day_end_fk FOREIGN KEY (tenant_id, on_date) REFERENCES day_end (tenant_id, on_date),
    CONSTRAINT day_end_reading_staff_fk FOREIGN KEY (tenant_id, staff_id) REFERENCES staff (tenant_id, id)
);

-- A day of one internal account, without reading its history.
DROP INDEX ledger_entry_internal_ix;
CREATE INDEX ledger_entry_internal_ix ON ledger_entry (tenant_id, account_id, booked_on) WHERE seq IS NULL;

-- The business date of a booking that asks for `p_today`: that day, or the first that is not cut yet. It holds until the
-- transaction ends: a cut waits for whoever was told it, and whoever asks meanwhile waits for the cut.
CREATE FUNCTION ledger_business_on(p_tenant uuid, p_today date)
RETURNS date LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
BEGIN
  PERFORM ledger_guard(p_tenant);
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('ledger.day ' || p_tenant, 0));
  RETURN greatest(p_today, (SELECT d.on_date + 1 FROM ledger_business_day d WHERE d.tenant_id = p_tenant ORDER BY d.on_date DESC LIMIT 1));
END $$;

-- Cut a day (日切), once, one day after the other; true when it was not cut before.
CREATE FUNCTION ledger_cut_over(p_tenant uuid, p_on date, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE v_last date;
BEGIN
  PERFORM ledger_guard(p_tenant);
  PERFORM pg_advisory_xact_lock(hashtextextended('ledger.day ' || p_tenant, 0));
  SELECT max(d.on_date) INTO v_last FROM ledger_business_day d WHERE d.tenant_id = p_tenant;
  IF p_on <= v_last THEN
    RETURN false;
  END IF;
  IF p_on > v_last + 1 THEN
    RAISE EXCEPTION 'the day before % is not cut yet', p_on USING ERRCODE = 'YQ006';
  END IF;
  INSERT INTO ledger_business_day (tenant_id, on_date, cut_at) VALUES (p_tenant, p_on, p_at);
  RETURN true;
END $$;

-- Close a day for so many customer accounts that it is still open for: the statement of each that moved. Locks first, then
-- reads: what a posting that was waited for has written is seen.
CREATE FUNCTION ledger_close_portion(p_tenant uuid, p_on date, p_limit int)
RETURNS TABLE (accounts bigint, statements bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE v_ids uuid[];
BEGIN
  PERFORM ledger_guard(p_tenant);
  SELECT array_agg(l.id) INTO v_ids
    FROM (SELECT a.id FROM ledger_account a
           WHERE a.tenant_id = p_tenant AND a.kind = 'customer' AND a.statement_on < p_on
           ORDER BY a.number LIMIT p_limit FOR NO KEY UPDATE) l;
  RETURN QUERY
  WITH told AS MATERIALIZED (
    SELECT a.id, a.enterprise_id, a.statement_count, coalesce(b.last_seq, 0) AS before_seq,
           coalesce(b.closing_minor, 0) AS opening, e.seq AS last_seq, e.balance_minor AS closing
      FROM ledger_account a
      LEFT JOIN LATERAL (
           SELECT d.last_seq, d.closing_minor FROM ledger_day d
            WHERE d.tenant_id = p_tenant AND d.account_id = a.id ORDER BY d.on_date DESC LIMIT 1) b ON true
      LEFT JOIN LATERAL (
           SELECT x.seq, x.balance_minor FROM ledger_entry x
            WHERE x.tenant_id = p_tenant AND x.account_id = a.id AND x.seq > coalesce(b.last_seq, 0) AND x.booked_on <= p_on
            ORDER BY x.seq DESC LIMIT 1) e ON true
     WHERE a.tenant_id = p_tenant AND a.id = ANY (v_ids)
  ), written AS (
    INSERT INTO ledger_day (tenant_id, account_id, enterprise_id, on_date, statement_number, opening_minor, closing_minor,
                            first_seq, last_seq)
    SELECT p_tenant, t.id, t.enterprise_id, p_on, t.statement_count + 1, t.opening, t.closing, t.before_seq + 1, t.last_seq
      FROM told t WHERE t.last_seq IS NOT NULL
  ), closed AS (
    UPDATE ledger_account a
       SET statement_on = p_on, statement_count = a.statement_count + (t.last_seq IS NOT NULL)::int
      FROM told t WHERE a.tenant_id = p_tenant AND a.id = t.id
  )
  SELECT count(*), count(t.last_seq) FROM told t;
END $$;

-- Close a day for all of them in one go.
CREATE OR REPLACE FUNCTION ledger_close_day(p_tenant uuid, p_on date)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE v_accounts bigint; v_statements bigint; v_done bigint := 0;
BEGIN
  LOOP
    SELECT c.accounts, c.statements INTO v_accounts, v_statements FROM ledger_close_portion(p_tenant, p_on, 10000) c;
    v_done := v_done + v_statements;
    EXIT WHEN v_accounts = 0;
  END LOOP;
  RETURN v_done;
END $$;

-- The books give every posting its business date.
DO $$
DECLARE
  f text;
  posts record;
  dated CONSTANT text := '  PERFORM pg_advisory_xact_lock_shared(hashtextextended(''ledger.day '' || p_tenant, 0));' || E'\n'
    || '  v_day := greatest(p_booked_on, (SELECT b.on_date + 1 FROM ledger_business_day b WHERE b.tenant_id = p_tenant ORDER BY b.on_date DESC LIMIT 1));' || E'\n';
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA yinqi TO yinqi_books';
  FOR posts IN
    SELECT * FROM (VALUES
      ('ledger_post(uuid, uuid, text, text, text, date, date, timestamptz, text[], bigint[], jsonb, uuid)',
       '  v_legs int := cardinality(p_accounts);',
       '  INSERT INTO ledger_transaction (tenant_id, id, posting_key, kind, booked_on, value_on, booked_at)' || E'\n'
         || '  VALUES (p_tenant, p_id, p_key, p_kind, p_booked_on, p_value_on, p_booked_at);',
       dated || '  p_value_on := CASE p_value_on WHEN p_booked_on THEN v_day ELSE p_value_on END;' || E'\n' || '  p_booked_on := v_day;' || E'\n'),
      ('ledger_post_set(uuid, text, text, date, timestamptz, text, uuid, uuid[], text[], jsonb, int[], text[], bigint[], jsonb)',
       '  v_payer record;',
       '  PERFORM FROM ledger_account a' || E'\n' || '    WHERE a.tenant_id = p_tenant AND a.number = ANY (p_debit || p_accounts)',
       dated || '  p_booked_on := v_day;' || E'\n')) AS p (signature, declared, place, dates)
  LOOP
    SELECT pg_get_functiondef(posts.signature::regprocedure) INTO f;
    IF strpos(f, posts.declared) = 0 OR strpos(f, posts.place) = 0 THEN
      RAISE EXCEPTION '% is not the text this migration knows', posts.signature;
    END IF;
    f := replace(f, posts.declared, posts.declared || E'\n  v_day date;');
    EXECUTE replace(f, posts.place, posts.dates || posts.place);
  END LOOP;
  EXECUTE 'REVOKE CREATE ON SCHEMA yinqi FROM yinqi_books';
END $$;

GRANT SELECT, INSERT ON ledger_business_day TO yinqi_books;
GRANT SELECT ON ledger_business_day TO yinqi_app, yinqi_worker, yinqi_desk, yinqi_auditor;
GRANT SELECT ON deposit_rate, interest_product, interest_settlement, day_end, day_end_transition, day_end_difference,
  day_end_reading TO yinqi_worker, yinqi_desk, yinqi_auditor;
GRANT INSERT ON deposit_rate, day_end_reading TO yinqi_desk;
GRANT UPDATE (status, said, explained_by, status_at) ON day_end_difference TO yinqi_desk, yinqi_worker;
GRANT INSERT ON interest_product, interest_settlement, day_end, day_end_transition, day_end_difference TO yinqi_worker;
GRANT UPDATE (product, days, through_on) ON interest_product TO yinqi_worker;
GRANT UPDATE (status, settled_at) ON interest_settlement TO yinqi_worker;
GRANT UPDATE (status, status_at, version, waiting) ON day_end TO yinqi_worker;
GRANT UPDATE (cause) ON day_end_difference TO yinqi_worker;
GRANT SELECT ON ledger_day, ledger_transaction TO yinqi_desk;

DO $$
DECLARE f record;
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA yinqi TO yinqi_books';
  FOR f IN SELECT p.oid::regprocedure AS signature, p.proname AS name FROM pg_proc p
            WHERE p.pronamespace = 'yinqi'::regnamespace
              AND p.proname IN ('ledger_business_on', 'ledger_cut_over', 'ledger_close_portion')
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO yinqi_books', f.signature);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.signature);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO yinqi_worker', f.signature);
    IF f.name = 'ledger_business_on' THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO yinqi_app', f.signature);
    END IF;
  END LOOP;
  EXECUTE 'REVOKE CREATE ON SCHEMA yinqi FROM yinqi_books';
END $$;

-- Banks that are there already go on from the day they were to close next.
CREATE FUNCTION ledger_adopt_days() RETURNS void LANGUAGE plpgsql AS $$
DECLARE b record;
BEGIN
  FOR b IN SELECT DISTINCT d.tenant_id FROM bank_directory d LOOP
    PERFORM set_config('yinqi.tenant', b.tenant_id::text, true);
    INSERT INTO ledger_business_day (tenant_id, on_date, cut_at)
    SELECT s.tenant_id, (s.due_at AT TIME ZONE 'Asia/Shanghai')::date - 2, coalesce(s.ran_at, s.due_at)
      FROM schedule s WHERE s.tenant_id = b.tenant_id AND s.name = 'day_end';
    UPDATE schedule SET due_at = least(due_at, coalesce(ran_at, due_at)) WHERE tenant_id = b.tenant_id AND name = 'day_end';
  END LOOP;
  PERFORM set_config('yinqi.tenant', '', true);
END $$;
SELECT ledger_adopt_days();
DROP FUNCTION ledger_adopt_days();

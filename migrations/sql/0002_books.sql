-- The books' functions, version 1. Owned by yinqi_books, which owns no table and cannot bypass row
-- security. Each compares the tenant it is told with the session's (never sets it), locks accounts
-- in id order, and leaves nothing half done. Own error states: YQ001 wrong tenant, YQ002 unbalanced,
-- YQ003 account unknown, YQ004 account state, YQ005 hold not open, YQ006 day closed, YQ007 currency,
-- YQ008 hold exceeded. A balance below its floor violates ledger_account_floor_ck.
CREATE FUNCTION ledger_guard(p_tenant uuid) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_tenant IS NULL OR p_tenant IS DISTINCT FROM nullif(current_setting('yinqi.tenant', true), '')::uuid THEN
    RAISE EXCEPTION 'tenant of the posting is not the tenant of the session' USING ERRCODE = 'YQ001';
  END IF;
END $$;

-- Post one transaction: legs (account number, signed minor units), and what the accounts' statements say:
-- a JSON array with one entry for all legs, or one for each.
-- A hold, when given, ends with it: what it held is released and at most that much may be debited.
CREATE FUNCTION ledger_post(
  p_tenant uuid, p_id uuid, p_key text, p_kind text, p_currency text,
  p_booked_on date, p_value_on date, p_booked_at timestamptz,
  p_accounts text[], p_amounts bigint[], p_details jsonb, p_hold uuid DEFAULT NULL
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE
  v_legs int := cardinality(p_accounts);
  v_said int := jsonb_array_length(p_details);
  v_sum bigint := 0;
  v_line int := 0;
  v_hold_account uuid;
  v_hold_left bigint := 0;
  v_release bigint;
  v_seq bigint;
  v_balance bigint;
  v_statement_on date;
  v_ids uuid[] := '{}';
  v_enterprises uuid[] := '{}';
  v_customers boolean[] := '{}';
  v_order int[];
  i int;
  leg record;
BEGIN
  IF p_tenant IS NULL OR p_tenant IS DISTINCT FROM nullif(current_setting('yinqi.tenant', true), '')::uuid THEN
    RAISE EXCEPTION 'tenant of the posting is not the tenant of the session' USING ERRCODE = 'YQ001';
  END IF;
  IF v_legs IS NULL OR v_legs < 2 OR v_legs <> cardinality(p_amounts) OR v_said NOT IN (1, v_legs) THEN
    RAISE EXCEPTION 'a posting has two legs or more' USING ERRCODE = 'YQ002';
  END IF;
  FOR i IN 1 .. v_legs LOOP
    IF p_amounts[i] = 0 OR p_amounts[i] IS NULL THEN
      RAISE EXCEPTION 'a leg has an amount' USING ERRCODE = 'YQ002';
    END IF;
    v_sum := v_sum + p_amounts[i];
  END LOOP;
  IF v_sum <> 0 THEN
    RAISE EXCEPTION 'legs sum to %, not to zero', v_sum USING ERRCODE = 'YQ002';
  END IF;

  INSERT INTO ledger_transaction (tenant_id, id, posting_key, kind, booked_on, value_on, booked_at)
  VALUES (p_tenant, p_id, p_key, p_kind, p_booked_on, p_value_on, p_booked_at);

  IF p_hold IS NOT NULL THEN
    SELECT account_id, amount_minor INTO v_hold_account, v_hold_left
      FROM ledger_hold WHERE tenant_id = p_tenant AND id = p_hold AND state = 'open';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the hold is not open' USING ERRCODE = 'YQ005';
    END IF;
  END IF;

  -- Each account by its index, then all legs in id order: one lock order for every posting.
  FOR i IN 1 .. v_legs LOOP
    SELECT id, kind, currency, status, enterprise_id INTO leg
      FROM ledger_account WHERE tenant_id = p_tenant AND number = p_accounts[i];
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account % does not exist', p_accounts[i] USING ERRCODE = 'YQ003';
    END IF;
    IF leg.currency <> p_currency THEN
      RAISE EXCEPTION 'account % keeps %', p_accounts[i], leg.currency USING ERRCODE = 'YQ007';
    END IF;
    v_ids[i] := leg.id;
    v_enterprises[i] := leg.enterprise_id;
    v_customers[i] := leg.kind = 'customer';
  END LOOP;
  IF v_legs = 2 THEN
    v_order := CASE WHEN v_ids[1] <= v_ids[2] THEN ARRAY[1, 2] ELSE ARRAY[2, 1] END;
  ELSE
    v_order := ARRAY(SELECT n::int FROM unnest(v_ids) WITH ORDINALITY AS u (id, n) ORDER BY id, n);
  END IF;

  FOREACH i IN ARRAY v_order LOOP
    v_line := v_line + 1;
    v_seq := NULL;
    v_balance := NULL;
    IF v_customers[i] THEN
      v_release := 0;
      IF v_ids[i] = v_hold_account AND p_amounts[i] < 0 THEN
        v_release := v_hold_left;
        IF -p_amounts[i] > v_hold_left THEN
          RAISE EXCEPTION 'more is debited than was held' USING ERRCODE = 'YQ008';
        END IF;
        v_hold_account := NULL;
      END IF;
      UPDATE ledger_account
         SET balance_minor = balance_minor + p_amounts[i], held_minor = held_minor - v_release,
             entry_count = entry_count + 1
       WHERE tenant_id = p_tenant AND id = v_ids[i]
         AND (status = 'open' OR (status = 'credit_only' AND p_amounts[i] > 0))
      RETURNING entry_count, balance_minor, statement_on INTO v_seq, v_balance, v_statement_on;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'account % does not take this posting', p_accounts[i] USING ERRCODE = 'YQ004';
      END IF;
      IF p_booked_on <= v_statement_on THEN
        RAISE EXCEPTION 'the day % is closed', p_booked_on USING ERRCODE = 'YQ006';
      END IF;
    END IF;
    INSERT INTO ledger_entry (tenant_id, transaction_id, line, enterprise_id, account_id, seq, amount_minor, currency,
                              balance_minor, booked_on, value_on, booked_at, kind, detail)
    VALUES (p_tenant, p_id, v_line, v_enterprises[i], v_ids[i], v_seq, p_amounts[i], p_currency,
            v_balance, p_booked_on, p_value_on, p_booked_at, p_kind, p_details -> (CASE WHEN v_said = 1 THEN 0 ELSE i - 1 END));
  END LOOP;

  IF p_hold IS NOT NULL THEN
    IF v_hold_account IS NOT NULL THEN
      RAISE EXCEPTION 'the hold belongs to another account' USING ERRCODE = 'YQ005';
    END IF;
    UPDATE ledger_hold SET state = 'posted', ended_at = p_booked_at, transaction_id = p_id
     WHERE tenant_id = p_tenant AND id = p_hold AND state = 'open';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the hold is not open' USING ERRCODE = 'YQ005';
    END IF;
  END IF;
  RETURN p_id;
END $$;

CREATE FUNCTION ledger_hold_place(
  p_tenant uuid, p_id uuid, p_account text, p_amount bigint, p_currency text, p_reason text,
  p_at timestamptz, p_expires_at timestamptz DEFAULT NULL
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE v_id uuid; v_enterprise uuid; v_status text; v_currency text;
BEGIN
  PERFORM ledger_guard(p_tenant);
  IF p_amount IS NULL OR p_amount <= 0 THEN
    RAISE EXCEPTION 'a hold has an amount' USING ERRCODE = 'YQ002';
  END IF;
  UPDATE ledger_account SET held_minor = held_minor + p_amount
   WHERE tenant_id = p_tenant AND number = p_account AND kind = 'customer'
  RETURNING id, enterprise_id, status, currency INTO v_id, v_enterprise, v_status, v_currency;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'account % does not exist', p_account USING ERRCODE = 'YQ003';
  END IF;
  IF v_status <> 'open' THEN
    RAISE EXCEPTION 'account % does not take a hold', p_account USING ERRCODE = 'YQ004', DETAIL = v_status;
  END IF;
  IF v_currency <> p_currency THEN
    RAISE EXCEPTION 'account % keeps %', p_account, v_currency USING ERRCODE = 'YQ007';
  END IF;
  INSERT INTO ledger_hold (tenant_id, id, enterprise_id, account_id, amount_minor, currency, state, reason, placed_at, expires_at)
  VALUES (p_tenant, p_id, v_enterprise, v_id, p_amount, p_currency, 'open', p_reason, p_at, p_expires_at);
  RETURN p_id;
END $$;

-- End a hold without a posting: voided (the payment failed) or expired. Exactly once.
CREATE FUNCTION ledger_hold_end(p_tenant uuid, p_id uuid, p_state text, p_at timestamptz)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE v_account uuid; v_amount bigint;
BEGIN
  PERFORM ledger_guard(p_tenant);
  IF p_state NOT IN ('voided', 'expired') THEN
    RAISE EXCEPTION 'a hold ends voided or expired' USING ERRCODE = 'YQ005';
  END IF;
  SELECT account_id INTO v_account FROM ledger_hold WHERE tenant_id = p_tenant AND id = p_id;
  PERFORM 1 FROM ledger_account WHERE tenant_id = p_tenant AND id = v_account FOR NO KEY UPDATE;
  UPDATE ledger_hold SET state = p_state, ended_at = p_at
   WHERE tenant_id = p_tenant AND id = p_id AND state = 'open'
  RETURNING amount_minor INTO v_amount;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the hold is not open' USING ERRCODE = 'YQ005';
  END IF;
  UPDATE ledger_account SET held_minor = held_minor - v_amount WHERE tenant_id = p_tenant AND id = v_account;
  RETURN p_id;
END $$;

CREATE FUNCTION ledger_open_account(
  p_tenant uuid, p_id uuid, p_enterprise uuid, p_number text, p_name text, p_name_key text, p_currency text,
  p_kind text, p_gl_code text, p_floor bigint, p_opened_on date
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
BEGIN
  PERFORM ledger_guard(p_tenant);
  INSERT INTO ledger_account (tenant_id, id, enterprise_id, number, name, name_key, currency, kind, gl_code, status,
                              floor_minor, opened_on, statement_on)
  VALUES (p_tenant, p_id, p_enterprise, p_number, p_name, p_name_key, p_currency, p_kind, p_gl_code, 'open',
          p_floor, p_opened_on, p_opened_on - 1);
  RETURN p_id;
END $$;

-- Close, freeze or reopen. A closed account holds no money.
CREATE FUNCTION ledger_set_status(p_tenant uuid, p_number text, p_status text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE v_balance bigint; v_held bigint;
BEGIN
  PERFORM ledger_guard(p_tenant);
  UPDATE ledger_account SET status = p_status WHERE tenant_id = p_tenant AND number = p_number
  RETURNING balance_minor, held_minor INTO v_balance, v_held;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'account % does not exist', p_number USING ERRCODE = 'YQ003';
  END IF;
  IF p_status = 'closed' AND (v_balance <> 0 OR v_held <> 0) THEN
    RAISE EXCEPTION 'account % still holds money', p_number USING ERRCODE = 'YQ004', DETAIL = 'not empty';
  END IF;
END $$;

-- Is there such an account under such a name? Says no more than that (户名校验).
CREATE FUNCTION ledger_check_name(p_tenant uuid, p_number text, p_name_key text, p_currency text)
RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE v_key text; v_status text; v_currency text;
BEGIN
  PERFORM ledger_guard(p_tenant);
  SELECT name_key, status, currency INTO v_key, v_status, v_currency
    FROM ledger_account WHERE tenant_id = p_tenant AND number = p_number AND kind = 'customer';
  RETURN CASE
    WHEN NOT FOUND THEN 'none'
    WHEN v_key <> p_name_key THEN 'mismatch'
    WHEN v_status NOT IN ('open', 'credit_only') THEN 'closed'
    WHEN v_currency <> p_currency THEN 'currency'
    ELSE 'match' END;
END $$;

-- Close a bank day on every customer account that moved: the statement of that day, numbered without gaps.
CREATE FUNCTION ledger_close_day(p_tenant uuid, p_on date)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE a record; v_first bigint; v_last bigint; v_opening bigint; v_closing bigint; v_done bigint := 0;
BEGIN
  PERFORM ledger_guard(p_tenant);
  FOR a IN
    SELECT id, enterprise_id, statement_count, statement_on FROM ledger_account
     WHERE tenant_id = p_tenant AND kind = 'customer' AND statement_on < p_on
     ORDER BY id FOR NO KEY UPDATE
  LOOP
    SELECT coalesce(max(last_seq), 0) INTO v_first FROM ledger_day WHERE tenant_id = p_tenant AND account_id = a.id;
    SELECT max(seq) INTO v_last FROM ledger_entry
     WHERE tenant_id = p_tenant AND account_id = a.id AND seq > v_first AND booked_on <= p_on;
    IF v_last IS NOT NULL THEN
      SELECT balance_minor - amount_minor INTO v_opening FROM ledger_entry
       WHERE tenant_id = p_tenant AND account_id = a.id AND seq = v_first + 1;
      SELECT balance_minor INTO v_closing FROM ledger_entry
       WHERE tenant_id = p_tenant AND account_id = a.id AND seq = v_last;
      INSERT INTO ledger_day (tenant_id, account_id, enterprise_id, on_date, statement_number, opening_minor,
                              closing_minor, first_seq, last_seq)
      VALUES (p_tenant, a.id, a.enterprise_id, p_on, a.statement_count + 1, v_opening, v_closing, v_first + 1, v_last);
      v_done := v_done + 1;
    END IF;
    UPDATE ledger_account SET statement_on = p_on, statement_count = statement_count + (v_last IS NOT NULL)::int
     WHERE tenant_id = p_tenant AND id = a.id;
  END LOOP;
  RETURN v_done;
END $$;

-- A receipt's facts for the public verify page: by number, inside one bank, never a list.
CREATE FUNCTION receipt_facts(p_tenant uuid, p_number text)
RETURNS TABLE (facts jsonb, code text) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
BEGIN
  PERFORM ledger_guard(p_tenant);
  RETURN QUERY SELECT r.facts, r.code FROM receipt r WHERE r.tenant_id = p_tenant AND r.number = p_number;
END $$;

GRANT SELECT, INSERT, UPDATE ON ledger_account, ledger_hold TO yinqi_books;
GRANT SELECT, INSERT ON ledger_transaction, ledger_entry, ledger_day TO yinqi_books;
GRANT SELECT ON receipt TO yinqi_books;

DO $$
DECLARE f record; everyone CONSTANT text[] := ARRAY['ledger_post', 'ledger_hold_place', 'ledger_hold_end', 'ledger_check_name', 'receipt_facts', 'ledger_guard'];
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA yinqi TO yinqi_books';
  FOR f IN SELECT p.oid::regprocedure AS signature, p.proname AS name FROM pg_proc p
            WHERE p.pronamespace = 'yinqi'::regnamespace AND (p.proname LIKE 'ledger\_%' OR p.proname = 'receipt_facts')
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO yinqi_books', f.signature);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.signature);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO yinqi_worker', f.signature);
    IF f.name = ANY (everyone) THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO yinqi_app', f.signature);
    END IF;
  END LOOP;
  EXECUTE 'REVOKE CREATE ON SCHEMA yinqi FROM yinqi_books';
END $$;

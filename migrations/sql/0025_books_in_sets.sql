-- The books in sets: many transactions that debit one account and credit many, in one call, under the same rules as
-- ledger_post: one lock order (by number), each transaction in balance, no balance below its floor, entries and
-- numbers without gaps on both sides. `p_places` says to which transaction each credit belongs.
-- A credit its account does not take is left out and answered for (the error state ledger_post would have raised);
-- everything else that is wrong refuses the whole. A transaction none of whose credits were taken is not booked.
-- A hold, when given, ends with the call: what it held is released, and the debits together may take at most that much.
CREATE FUNCTION ledger_post_set(
  p_tenant uuid, p_kind text, p_currency text, p_booked_on date, p_booked_at timestamptz, p_debit text, p_hold uuid,
  p_ids uuid[], p_keys text[], p_said jsonb,
  p_places int[], p_accounts text[], p_amounts bigint[], p_details jsonb
) RETURNS TABLE (refused bigint, refusal text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE
  v_payer record;
  v_held bigint := 0;
  v_taken bigint;
  v_booked bigint;
  v_late bigint;
  v_first uuid;
  v_refused bigint[];
  v_refusals text[];
BEGIN
  PERFORM ledger_guard(p_tenant);
  IF cardinality(p_ids) IS DISTINCT FROM cardinality(p_keys) OR cardinality(p_places) IS DISTINCT FROM cardinality(p_accounts)
     OR cardinality(p_places) IS DISTINCT FROM cardinality(p_amounts) OR cardinality(p_places) IS DISTINCT FROM jsonb_array_length(p_details)
     OR coalesce(cardinality(p_places), 0) = 0 OR EXISTS (SELECT FROM unnest(p_amounts) a WHERE a IS NULL OR a <= 0)
     OR EXISTS (SELECT FROM unnest(p_places) p WHERE p IS NULL OR p NOT BETWEEN 1 AND cardinality(p_ids)) THEN
    RAISE EXCEPTION 'each credit has an amount, an account and a transaction' USING ERRCODE = 'YQ002';
  END IF;

  PERFORM FROM ledger_account a
    WHERE a.tenant_id = p_tenant AND a.number = ANY (p_debit || p_accounts) AND a.kind = 'customer'
    ORDER BY a.number FOR NO KEY UPDATE;
  SELECT a.id, a.kind, a.currency, a.status, a.enterprise_id, a.balance_minor, a.entry_count, a.statement_on, a.moved_on
    INTO v_payer FROM ledger_account a WHERE a.tenant_id = p_tenant AND a.number = p_debit;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'account % does not exist', p_debit USING ERRCODE = 'YQ003';
  ELSIF v_payer.currency <> p_currency THEN
    RAISE EXCEPTION 'account % keeps %', p_debit, v_payer.currency USING ERRCODE = 'YQ007';
  END IF;
  IF p_hold IS NOT NULL THEN
    SELECT h.amount_minor INTO v_held FROM ledger_hold h
     WHERE h.tenant_id = p_tenant AND h.id = p_hold AND h.account_id = v_payer.id AND h.state = 'open';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the hold is not open, or another account''s' USING ERRCODE = 'YQ005';
    END IF;
  END IF;
  IF v_payer.kind = 'customer' AND v_payer.status <> 'open' AND (p_hold IS NULL OR v_payer.status = 'closed') THEN
    RAISE EXCEPTION 'account % does not take this posting', p_debit USING ERRCODE = 'YQ004';
  END IF;

  WITH given AS MATERIALIZED (
    SELECT g.nth, g.place, g.amount, g.detail, a.id, a.enterprise_id, a.kind, a.balance_minor, a.entry_count,
           CASE WHEN a.id IS NULL OR a.kind <> 'customer' THEN 'YQ003' WHEN a.currency <> p_currency THEN 'YQ007'
                WHEN a.status NOT IN ('open', 'credit_only') OR a.id = v_payer.id THEN 'YQ004' END AS refusal,
           p_booked_on <= a.statement_on OR p_booked_on < a.moved_on AS late
      FROM ROWS FROM (unnest(p_places), unnest(p_accounts), unnest(p_amounts), jsonb_array_elements(p_details))
           WITH ORDINALITY AS g (place, account, amount, detail, nth)
      LEFT JOIN ledger_account a ON a.tenant_id = p_tenant AND a.number = g.account
  ), taken AS MATERIALIZED (
    SELECT t.*, row_number() OVER of_account AS seq_on, sum(t.amount) OVER of_account AS sum_on,
           row_number() OVER (PARTITION BY t.place ORDER BY t.nth) AS line_on
      FROM given t WHERE t.refusal IS NULL
    WINDOW of_account AS (PARTITION BY t.id ORDER BY t.nth)
  ), debits AS MATERIALIZED (
    SELECT d.*, row_number() OVER (ORDER BY d.place) AS seq_on, sum(d.amount) OVER (ORDER BY d.place) AS sum_on
      FROM (SELECT t.place, sum(t.amount)::bigint AS amount FROM taken t GROUP BY t.place) d
  ), written AS (
    INSERT INTO ledger_transaction (tenant_id, id, posting_key, kind, booked_on, value_on, booked_at)
    SELECT p_tenant, p_ids[d.place], p_keys[d.place], p_kind, p_booked_on, p_booked_on, p_booked_at FROM debits d
  ), entries AS (
    INSERT INTO ledger_entry (tenant_id, transaction_id, line, enterprise_id, account_id, seq, amount_minor, currency,
                              balance_minor, booked_on, value_on, booked_at, kind, detail)
    SELECT p_tenant, p_ids[t.place], t.line_on + 1, t.enterprise_id, t.id, t.entry_count + t.seq_on, t.amount, p_currency,
           (t.balance_minor + t.sum_on)::bigint, p_booked_on, p_booked_on, p_booked_at, p_kind, (p_said -> 0) || t.detail
      FROM taken t
    UNION ALL
    SELECT p_tenant, p_ids[d.place], 1, v_payer.enterprise_id, v_payer.id,
           CASE v_payer.kind WHEN 'customer' THEN v_payer.entry_count + d.seq_on END, -d.amount, p_currency,
           CASE v_payer.kind WHEN 'customer' THEN (v_payer.balance_minor - d.sum_on)::bigint END,
           p_booked_on, p_booked_on, p_booked_at, p_kind,
           (p_said -> 0) || CASE jsonb_array_length(p_said) WHEN 1 THEN '{}' ELSE p_said -> d.place END
      FROM debits d
  ), credited AS (
    UPDATE ledger_account a
       SET balance_minor = a.balance_minor + s.amount, entry_count = a.entry_count + s.lines,
           moved_on = greatest(a.moved_on, p_booked_on)
      FROM (SELECT t.id, sum(t.amount)::bigint AS amount, count(*) AS lines FROM taken t GROUP BY t.id) s
     WHERE a.tenant_id = p_tenant AND a.id = s.id
  )
  SELECT (SELECT array_agg(g.nth ORDER BY g.nth) FROM given g WHERE g.refusal IS NOT NULL),
         (SELECT array_agg(g.refusal ORDER BY g.nth) FROM given g WHERE g.refusal IS NOT NULL),
         (SELECT count(*) FROM taken t WHERE t.late),
         (SELECT coalesce(sum(d.amount), 0) FROM debits d), (SELECT count(*) FROM debits d),
         p_ids[(SELECT min(d.place) FROM debits d)]
    INTO v_refused, v_refusals, v_late, v_taken, v_booked, v_first;

  IF v_late > 0 OR v_payer.kind = 'customer' AND v_booked > 0
     AND (p_booked_on <= v_payer.statement_on OR p_booked_on < v_payer.moved_on) THEN
    RAISE EXCEPTION 'the day % is over', p_booked_on USING ERRCODE = 'YQ006';
  END IF;
  IF p_hold IS NOT NULL AND v_taken > v_held THEN
    RAISE EXCEPTION 'more is debited than was held' USING ERRCODE = 'YQ008';
  END IF;
  IF v_payer.kind = 'customer' AND (v_booked > 0 OR p_hold IS NOT NULL) THEN
    UPDATE ledger_account a
       SET balance_minor = a.balance_minor - v_taken, held_minor = a.held_minor - v_held,
           entry_count = a.entry_count + v_booked,
           moved_on = CASE WHEN v_booked > 0 THEN greatest(a.moved_on, p_booked_on) ELSE a.moved_on END
     WHERE a.tenant_id = p_tenant AND a.id = v_payer.id;
  END IF;
  IF p_hold IS NOT NULL THEN
    UPDATE ledger_hold h SET state = CASE WHEN v_booked = 0 THEN 'voided' ELSE 'posted' END, ended_at = p_booked_at,
                             transaction_id = v_first
     WHERE h.tenant_id = p_tenant AND h.id = p_hold;
  END IF;
  RETURN QUERY SELECT * FROM unnest(v_refused, v_refusals);
END $$;

-- Several holds on one account in one call: the account moves once, and takes all of them or none.
CREATE FUNCTION ledger_hold_place_set(
  p_tenant uuid, p_ids uuid[], p_amounts bigint[], p_account text, p_currency text, p_reason text, p_at timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE v_id uuid; v_enterprise uuid; v_status text; v_currency text;
BEGIN
  PERFORM ledger_guard(p_tenant);
  IF coalesce(cardinality(p_ids), 0) = 0 OR cardinality(p_ids) <> cardinality(p_amounts)
     OR EXISTS (SELECT FROM unnest(p_amounts) a WHERE a IS NULL OR a <= 0) THEN
    RAISE EXCEPTION 'a hold has an amount' USING ERRCODE = 'YQ002';
  END IF;
  UPDATE ledger_account SET held_minor = held_minor + (SELECT sum(a) FROM unnest(p_amounts) a)
   WHERE tenant_id = p_tenant AND number = p_account AND kind = 'customer'
  RETURNING id, enterprise_id, status, currency INTO v_id, v_enterprise, v_status, v_currency;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'account % does not exist', p_account USING ERRCODE = 'YQ003';
  ELSIF v_status <> 'open' THEN
    RAISE EXCEPTION 'account % does not take a hold', p_account USING ERRCODE = 'YQ004', DETAIL = v_status;
  ELSIF v_currency <> p_currency THEN
    RAISE EXCEPTION 'account % keeps %', p_account, v_currency USING ERRCODE = 'YQ007';
  END IF;
  INSERT INTO ledger_hold (tenant_id, id, enterprise_id, account_id, amount_minor, currency, state, reason, placed_at)
  SELECT p_tenant, h.id, v_enterprise, v_id, h.amount, p_currency, 'open', p_reason, p_at
    FROM unnest(p_ids, p_amounts) AS h (id, amount);
END $$;

-- ledger_check_name for many: what does not match, by its place.
CREATE FUNCTION ledger_check_names(p_tenant uuid, p_numbers text[], p_name_keys text[], p_currency text)
RETURNS TABLE (nth bigint, said text) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
BEGIN
  PERFORM ledger_guard(p_tenant);
  RETURN QUERY
  SELECT * FROM (
    SELECT g.place, CASE WHEN a.id IS NULL THEN 'none' WHEN a.name_key <> g.name_key THEN 'mismatch'
                         WHEN a.status NOT IN ('open', 'credit_only') THEN 'closed'
                         WHEN a.currency <> p_currency THEN 'currency' END AS verdict
      FROM unnest(p_numbers, p_name_keys) WITH ORDINALITY AS g (number, name_key, place)
      LEFT JOIN ledger_account a ON a.tenant_id = p_tenant AND a.number = g.number AND a.kind = 'customer') c
   WHERE c.verdict IS NOT NULL;
END $$;

-- The account that stands between the one debit of a batch and its many credits, for banks that are there already.
CREATE FUNCTION ledger_open_batch_accounts() RETURNS void LANGUAGE plpgsql AS $$
DECLARE b record;
BEGIN
  FOR b IN SELECT DISTINCT d.tenant_id FROM bank_directory d LOOP
    PERFORM set_config('yinqi.tenant', b.tenant_id::text, true);
    INSERT INTO ledger_account (tenant_id, id, number, name, name_key, currency, kind, gl_code, status, opened_on, statement_on)
    SELECT a.tenant_id, gen_random_uuid(), 'BATCH-' || a.currency, 'BATCH-' || a.currency, 'BATCH-' || a.currency, a.currency,
           'internal', '2243', 'open', a.opened_on, a.statement_on
      FROM ledger_account a WHERE a.tenant_id = b.tenant_id AND a.number = 'SUSPENSE-' || a.currency
    ON CONFLICT DO NOTHING;
  END LOOP;
  PERFORM set_config('yinqi.tenant', '', true);
END $$;
SELECT ledger_open_batch_accounts();
DROP FUNCTION ledger_open_batch_accounts();

-- Limits of a batch: sums count its total, `single` its largest row.
DO $$
DECLARE f text;
BEGIN
  SELECT pg_get_functiondef('limits_reserve(uuid, uuid, text, jsonb, timestamptz)'::regprocedure) INTO f;
  f := replace(f, 'CASE a.span WHEN ''day_count'' THEN 1 ELSE v_line.amount END > a.ceiling',
                  'CASE a.span WHEN ''day_count'' THEN 1 WHEN ''single'' THEN coalesce(v_line.largest, v_line.amount) ELSE v_line.amount END > a.ceiling');
  f := replace(f, 'confirmed boolean, scopes jsonb', 'confirmed boolean, scopes jsonb, largest bigint');
  IF strpos(f, 'v_line.largest') = 0 OR strpos(f, 'largest bigint') = 0 THEN
    RAISE EXCEPTION 'limits_reserve is not the text this migration knows';
  END IF;
  EXECUTE f;
END $$;

DO $$
DECLARE f record;
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA yinqi TO yinqi_books';
  FOR f IN SELECT p.oid::regprocedure AS signature, p.proname = 'ledger_post_set' AS posts FROM pg_proc p
            WHERE p.pronamespace = 'yinqi'::regnamespace
              AND p.proname IN ('ledger_post_set', 'ledger_hold_place_set', 'ledger_check_names')
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO yinqi_books', f.signature);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.signature);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO yinqi_worker', f.signature);
    IF NOT f.posts THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO yinqi_app', f.signature);
    END IF;
  END LOOP;
  EXECUTE 'REVOKE CREATE ON SCHEMA yinqi FROM yinqi_books';
END $$;

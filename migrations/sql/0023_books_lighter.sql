-- The books' posting, version 3: fewer statements, and words of a column that are read once.
-- PostgreSQL reads the text of a CHECK anew whenever a statement first writes to its table; a domain's it keeps.
CREATE DOMAIN account_kind AS text CHECK (VALUE IN ('customer', 'internal'));
CREATE DOMAIN account_status AS text CHECK (VALUE IN ('open', 'credit_only', 'frozen', 'closed'));
CREATE DOMAIN payment_status AS text CHECK (VALUE IN (
  'draft', 'pending_approval', 'sent_back', 'approved', 'scheduled', 'submitted', 'processing', 'succeeded',
  'failed', 'returned', 'rejected', 'withdrawn', 'expired', 'cancelled', 'unknown'));

ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_kind_ck, DROP CONSTRAINT ledger_account_status_ck;
ALTER TABLE ledger_account ALTER kind TYPE account_kind, ALTER status TYPE account_status;
-- Internal accounts keep no balance, so what is asked of customers' holds for them as well.
ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_floor_ck;
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_floor_ck CHECK (balance_minor - held_minor >= floor_minor);
ALTER TABLE payment DROP CONSTRAINT payment_status_ck;
ALTER TABLE payment ALTER status TYPE payment_status;

-- Post one transaction: legs (account number, signed minor units), and what the accounts' statements say:
-- a JSON array with one entry for all legs, or one for each.
-- A hold, when given, ends with it: what it held is released, and all debits of its account together may
-- take at most that much, also when the account was frozen meanwhile: the money has left the house already.
-- An account's days never go back: whoever comes with yesterday's date after today's was booked begins again.
CREATE OR REPLACE FUNCTION ledger_post(
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
  v_held bigint := 0;
  v_hold_left bigint := 0;
  v_hold_used boolean := false;
  v_id uuid;
  v_enterprise uuid;
  v_seq bigint;
  v_balance bigint;
  v_closed_on date;
  v_moved_on date;
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
    SELECT account_id, amount_minor INTO v_hold_account, v_held
      FROM ledger_hold WHERE tenant_id = p_tenant AND id = p_hold AND state = 'open';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the hold is not open' USING ERRCODE = 'YQ005';
    END IF;
    v_hold_left := v_held;
  END IF;

  -- One lock order for every posting: by number, which never changes.
  IF v_legs = 2 THEN
    v_order := CASE WHEN p_accounts[1] <= p_accounts[2] THEN ARRAY[1, 2] ELSE ARRAY[2, 1] END;
  ELSE
    v_order := ARRAY(SELECT n::int FROM unnest(p_accounts) WITH ORDINALITY AS u (number, n) ORDER BY number, n);
  END IF;

  FOREACH i IN ARRAY v_order LOOP
    UPDATE ledger_account
       SET balance_minor = balance_minor + p_amounts[i], entry_count = entry_count + 1,
           held_minor = held_minor - CASE WHEN p_amounts[i] < 0 AND id = v_hold_account AND NOT v_hold_used THEN v_held ELSE 0 END,
           moved_on = greatest(moved_on, p_booked_on)
     WHERE tenant_id = p_tenant AND number = p_accounts[i] AND kind = 'customer' AND currency = p_currency
       AND (status = 'open' OR (p_amounts[i] > 0 AND status = 'credit_only') OR (p_amounts[i] < 0 AND id = v_hold_account AND status <> 'closed'))
    RETURNING id, enterprise_id, entry_count, balance_minor, statement_on, moved_on
         INTO v_id, v_enterprise, v_seq, v_balance, v_closed_on, v_moved_on;
    IF FOUND THEN
      IF p_booked_on <= v_closed_on OR p_booked_on < v_moved_on THEN
        RAISE EXCEPTION 'the day % is over', p_booked_on USING ERRCODE = 'YQ006';
      END IF;
      IF p_amounts[i] < 0 AND v_id = v_hold_account THEN
        v_hold_used := true;
        v_hold_left := v_hold_left + p_amounts[i];
        IF v_hold_left < 0 THEN
          RAISE EXCEPTION 'more is debited than was held' USING ERRCODE = 'YQ008';
        END IF;
      END IF;
    ELSE
      SELECT id, kind, currency, enterprise_id INTO leg
        FROM ledger_account WHERE tenant_id = p_tenant AND number = p_accounts[i];
      IF NOT FOUND THEN
        RAISE EXCEPTION 'account % does not exist', p_accounts[i] USING ERRCODE = 'YQ003';
      ELSIF leg.currency <> p_currency THEN
        RAISE EXCEPTION 'account % keeps %', p_accounts[i], leg.currency USING ERRCODE = 'YQ007';
      ELSIF leg.kind = 'customer' THEN
        RAISE EXCEPTION 'account % does not take this posting', p_accounts[i] USING ERRCODE = 'YQ004';
      END IF;
      v_id := leg.id;
      v_enterprise := leg.enterprise_id;
      v_seq := NULL;
      v_balance := NULL;
    END IF;
    v_line := v_line + 1;
    INSERT INTO ledger_entry (tenant_id, transaction_id, line, enterprise_id, account_id, seq, amount_minor, currency,
                              balance_minor, booked_on, value_on, booked_at, kind, detail)
    VALUES (p_tenant, p_id, v_line, v_enterprise, v_id, v_seq, p_amounts[i], p_currency,
            v_balance, p_booked_on, p_value_on, p_booked_at, p_kind, p_details -> (CASE WHEN v_said = 1 THEN 0 ELSE i - 1 END));
  END LOOP;

  IF p_hold IS NOT NULL THEN
    IF NOT v_hold_used THEN
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

-- Closes a day for every customer account, as before; in the order in which postings lock them now.
CREATE OR REPLACE FUNCTION ledger_close_day(p_tenant uuid, p_on date)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = yinqi, pg_temp AS $$
DECLARE a record; v_first bigint; v_last bigint; v_opening bigint; v_closing bigint; v_done bigint := 0;
BEGIN
  PERFORM ledger_guard(p_tenant);
  FOR a IN
    SELECT id, enterprise_id, statement_count, statement_on FROM ledger_account
     WHERE tenant_id = p_tenant AND kind = 'customer' AND statement_on < p_on
     ORDER BY number FOR NO KEY UPDATE
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

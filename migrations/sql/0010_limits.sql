-- Limits (限额): what may be spent, by whom and in which time. A rule is data; a counter says what of it is
-- reserved (预占) and used (占用) in one window; a reservation is what one instruction took of its counters.
CREATE TABLE limit_rule (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    issuer TEXT NOT NULL,
    scope TEXT NOT NULL,
    holder TEXT NOT NULL,
    span TEXT NOT NULL,
    currency TEXT NOT NULL,
    effect TEXT NOT NULL,
    ceiling BIGINT NOT NULL,
    temporary_ceiling BIGINT,
    temporary_until DATE,
    live BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT limit_rule_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT limit_rule_one_uq UNIQUE (tenant_id, enterprise_id, issuer, effect, scope, holder, span, currency),
    CONSTRAINT limit_rule_issuer_ck CHECK (issuer IN ('bank', 'enterprise')),
    CONSTRAINT limit_rule_effect_ck CHECK (effect IN ('refuse', 'confirm')),
    CONSTRAINT limit_rule_scope_ck CHECK (scope IN ('enterprise', 'account', 'user', 'role', 'door', 'operation', 'method', 'payee_class', 'risk_level')),
    CONSTRAINT limit_rule_span_ck CHECK (span IN ('single', 'day_sum', 'day_count', 'month_sum', 'year_sum')),
    CONSTRAINT limit_rule_ceiling_ck CHECK (ceiling >= 0 AND temporary_ceiling >= 0),
    CONSTRAINT limit_rule_temporary_ck CHECK ((temporary_ceiling IS NULL) = (temporary_until IS NULL)),
    CONSTRAINT limit_rule_currency_ck CHECK (currency <> '*' OR span = 'day_count')
);

-- Every content a rule ever had.
CREATE TABLE limit_rule_version (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    limit_id UUID NOT NULL,
    version BIGINT NOT NULL,
    ceiling BIGINT NOT NULL,
    temporary_ceiling BIGINT,
    temporary_until DATE,
    live BOOLEAN NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT limit_rule_version_pk PRIMARY KEY (tenant_id, limit_id, version),
    CONSTRAINT limit_rule_version_limit_rule_fk FOREIGN KEY (tenant_id, limit_id) REFERENCES limit_rule (tenant_id, id)
);

CREATE TABLE limit_counter (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    limit_id UUID NOT NULL,
    holder TEXT NOT NULL,
    starts_on DATE NOT NULL,
    reserved_minor BIGINT NOT NULL DEFAULT 0,
    used_minor BIGINT NOT NULL DEFAULT 0,
    reserved_count BIGINT NOT NULL DEFAULT 0,
    used_count BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT limit_counter_pk PRIMARY KEY (tenant_id, limit_id, holder, starts_on),
    CONSTRAINT limit_counter_limit_rule_fk FOREIGN KEY (tenant_id, limit_id) REFERENCES limit_rule (tenant_id, id),
    CONSTRAINT limit_counter_positive_ck CHECK (reserved_minor >= 0 AND used_minor >= 0 AND reserved_count >= 0 AND used_count >= 0)
);

-- `counts` names the counters: [{"limit_id", "holder", "starts_on"}].
CREATE TABLE limit_reservation (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    subject_id UUID NOT NULL,
    subject_type TEXT NOT NULL,
    state TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    counted_on DATE NOT NULL,
    counts JSONB NOT NULL,
    turn BIGINT NOT NULL,
    reserved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT limit_reservation_pk PRIMARY KEY (tenant_id, subject_id),
    CONSTRAINT limit_reservation_state_ck CHECK (state IN ('reserved', 'consumed', 'released')),
    CONSTRAINT limit_reservation_amount_ck CHECK (amount_minor > 0)
);
CREATE INDEX limit_reservation_tenant_id_enterprise_id_counted_on_ix ON limit_reservation (tenant_id, enterprise_id, counted_on);

GRANT SELECT ON limit_rule, limit_rule_version, limit_counter, limit_reservation TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON limit_rule, limit_rule_version, limit_counter, limit_reservation TO yinqi_app;
GRANT UPDATE (ceiling, temporary_ceiling, temporary_until, live, version, changed_at) ON limit_rule TO yinqi_app;
GRANT UPDATE (reserved_minor, used_minor, reserved_count, used_count) ON limit_counter TO yinqi_app, yinqi_worker;
GRANT UPDATE (state, settled_at) ON limit_reservation TO yinqi_worker;
GRANT UPDATE (state, settled_at, amount_minor, currency, counted_on, counts, turn, reserved_at) ON limit_reservation TO yinqi_app;

-- Whether limits count this payment; known without asking when it ends.
ALTER TABLE payment ADD COLUMN limited BOOLEAN NOT NULL DEFAULT false;

-- The rules that speak of an instruction. `p_scopes` says what it is: {"account": ["1001…"], "role": ["maker"], …}.
-- A rule for `*` counts each holder apart.
CREATE FUNCTION limits_applying(p_tenant uuid, p_enterprise uuid, p_scopes jsonb, p_currency text, p_on date)
RETURNS TABLE (limit_id uuid, holder text, issuer text, scope text, span text, effect text, ceiling bigint, currency text, starts_on date, ends_on date)
LANGUAGE sql STABLE AS $$
  SELECT r.id, h.holder, r.issuer, r.scope, r.span, r.effect,
         CASE WHEN p_on <= r.temporary_until THEN r.temporary_ceiling ELSE r.ceiling END, r.currency,
         CASE r.span WHEN 'month_sum' THEN make_date(extract(year FROM p_on)::int, extract(month FROM p_on)::int, 1)
                     WHEN 'year_sum' THEN make_date(extract(year FROM p_on)::int, 1, 1) ELSE p_on END,
         CASE r.span WHEN 'month_sum' THEN (make_date(extract(year FROM p_on)::int, extract(month FROM p_on)::int, 1) + interval '1 month')::date
                     WHEN 'year_sum' THEN make_date(extract(year FROM p_on)::int + 1, 1, 1) ELSE p_on + 1 END
    FROM limit_rule r
    JOIN (SELECT s.key AS scope, k.value AS holder FROM jsonb_each(p_scopes) s, jsonb_array_elements_text(s.value) k) h
      ON h.scope = r.scope AND r.holder IN (h.holder, '*')
   WHERE r.tenant_id = p_tenant AND r.enterprise_id = p_enterprise AND r.live AND r.currency IN (p_currency, '*')
$$;

-- Reserve for instructions, each whole or not at all, in their order. `p_lines`: [{"place", "subject_id", "amount",
-- "currency", "counted_on", "confirmed", "scopes"}]. Answers one row for each that is counted (`reserved`) and each that
-- is not let through (`refuse`, `confirm`), with the rule that leaves least. All counters are locked first, in the order
-- of their keys; what they say is read after that, and they are raised only where they still have room.
CREATE FUNCTION limits_reserve(p_tenant uuid, p_enterprise uuid, p_subject_type text, p_lines jsonb, p_at timestamptz)
RETURNS TABLE (place bigint, verdict text, limit_id uuid, holder text, issuer text, scope text, span text, currency text,
               ceiling bigint, taken bigint, ends_on date)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_line record;
  v_rules jsonb;
  v_counts jsonb;
  v_worst record;
  v_raised bigint;
BEGIN
  INSERT INTO limit_counter (tenant_id, enterprise_id, limit_id, holder, starts_on)
  SELECT DISTINCT p_tenant, p_enterprise, a.limit_id, a.holder, a.starts_on
    FROM jsonb_to_recordset(p_lines) AS l (currency text, counted_on date, scopes jsonb),
         limits_applying(p_tenant, p_enterprise, l.scopes, l.currency, l.counted_on) a
   WHERE a.span <> 'single' ORDER BY a.limit_id, a.holder, a.starts_on
  ON CONFLICT DO NOTHING;
  PERFORM FROM limit_counter c
    WHERE c.tenant_id = p_tenant AND (c.limit_id, c.holder, c.starts_on) IN (
          SELECT a.limit_id, a.holder, a.starts_on
            FROM jsonb_to_recordset(p_lines) AS l (currency text, counted_on date, scopes jsonb),
                 limits_applying(p_tenant, p_enterprise, l.scopes, l.currency, l.counted_on) a)
    ORDER BY c.limit_id, c.holder, c.starts_on FOR NO KEY UPDATE;

  FOR v_line IN SELECT * FROM jsonb_to_recordset(p_lines) AS l (place bigint, subject_id uuid, amount bigint, currency text,
                                                                counted_on date, confirmed boolean, scopes jsonb) LOOP
    SELECT jsonb_agg(a), jsonb_agg(jsonb_build_object('limit_id', a.limit_id, 'holder', a.holder, 'starts_on', a.starts_on)
                                   ORDER BY a.limit_id, a.holder) FILTER (WHERE a.span <> 'single')
      INTO v_rules, v_counts
      FROM limits_applying(p_tenant, p_enterprise, v_line.scopes, v_line.currency, v_line.counted_on) a;
    SELECT a.*, t.taken INTO v_worst
      FROM jsonb_to_recordset(v_rules) AS a (limit_id uuid, holder text, issuer text, scope text, span text, effect text,
                                             ceiling bigint, currency text, starts_on date, ends_on date)
      LEFT JOIN limit_counter c ON c.tenant_id = p_tenant AND c.limit_id = a.limit_id AND c.holder = a.holder
       AND c.starts_on = a.starts_on AND a.span <> 'single'
     CROSS JOIN LATERAL (SELECT coalesce(CASE a.span WHEN 'day_count' THEN c.reserved_count + c.used_count
                                         ELSE c.reserved_minor + c.used_minor END, 0) AS taken) t
     WHERE t.taken + CASE a.span WHEN 'day_count' THEN 1 ELSE v_line.amount END > a.ceiling
     ORDER BY a.effect DESC, a.span = 'day_count', a.ceiling - t.taken, a.limit_id LIMIT 1;
    IF v_worst.effect = 'refuse' OR v_worst.effect = 'confirm' AND NOT v_line.confirmed THEN
      RETURN QUERY SELECT v_line.place, v_worst.effect, v_worst.limit_id, v_worst.holder, v_worst.issuer, v_worst.scope,
                          v_worst.span, v_worst.currency, v_worst.ceiling, v_worst.taken, v_worst.ends_on;
      CONTINUE;
    END IF;
    CONTINUE WHEN v_counts IS NULL;

    UPDATE limit_counter c SET reserved_minor = c.reserved_minor + v_line.amount, reserved_count = c.reserved_count + 1
      FROM jsonb_to_recordset(v_rules) AS a (limit_id uuid, holder text, span text, effect text, ceiling bigint, starts_on date)
     WHERE c.tenant_id = p_tenant AND c.limit_id = a.limit_id AND c.holder = a.holder AND c.starts_on = a.starts_on
       AND a.span <> 'single'
       AND (a.effect = 'confirm' OR CASE a.span WHEN 'day_count' THEN c.reserved_count + c.used_count + 1
                                    ELSE c.reserved_minor + c.used_minor + v_line.amount END <= a.ceiling);
    GET DIAGNOSTICS v_raised = ROW_COUNT;
    IF v_raised <> jsonb_array_length(v_counts) THEN
      RAISE EXCEPTION 'a counter changed under its lock' USING ERRCODE = 'YQ020';
    END IF;
    INSERT INTO limit_reservation AS known (tenant_id, enterprise_id, subject_id, subject_type, state, amount_minor,
                                            currency, counted_on, counts, turn, reserved_at)
    VALUES (p_tenant, p_enterprise, v_line.subject_id, p_subject_type, 'reserved', v_line.amount, v_line.currency,
            v_line.counted_on, v_counts, 1, p_at)
    ON CONFLICT (tenant_id, subject_id) DO UPDATE
      SET state = 'reserved', amount_minor = excluded.amount_minor, currency = excluded.currency,
          counted_on = excluded.counted_on, counts = excluded.counts, turn = known.turn + 1,
          reserved_at = excluded.reserved_at, settled_at = NULL
    WHERE known.state = 'released';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'reserved already' USING ERRCODE = 'YQ021';
    END IF;
    RETURN QUERY SELECT v_line.place, 'reserved', v_worst.limit_id, v_worst.holder, v_worst.issuer, v_worst.scope,
                        v_worst.span, v_worst.currency, v_worst.ceiling, v_worst.taken, v_worst.ends_on;
  END LOOP;
END $$;

-- End a reservation, once: what it took becomes used (`consumed`), or is given back (`released`). Giving back what
-- was given back is nothing; any other second end is a fault.
CREATE FUNCTION limits_settle(p_tenant uuid, p_subject uuid, p_state text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  v_taken limit_reservation%ROWTYPE;
BEGIN
  SELECT * INTO v_taken FROM limit_reservation
   WHERE tenant_id = p_tenant AND subject_id = p_subject FOR NO KEY UPDATE;
  IF v_taken.state = 'released' AND p_state = 'released' THEN
    RETURN false;
  ELSIF v_taken.state IS DISTINCT FROM 'reserved' THEN
    RAISE EXCEPTION 'the reservation is %, it cannot be %', v_taken.state, p_state USING ERRCODE = 'YQ022';
  END IF;
  UPDATE limit_reservation SET state = p_state, settled_at = p_at WHERE tenant_id = p_tenant AND subject_id = p_subject;
  PERFORM FROM limit_counter c
    JOIN jsonb_to_recordset(v_taken.counts) AS t (limit_id uuid, holder text, starts_on date)
      ON c.limit_id = t.limit_id AND c.holder = t.holder AND c.starts_on = t.starts_on
   WHERE c.tenant_id = p_tenant ORDER BY c.limit_id, c.holder, c.starts_on FOR NO KEY UPDATE OF c;
  UPDATE limit_counter c
     SET reserved_minor = c.reserved_minor - v_taken.amount_minor, reserved_count = c.reserved_count - 1,
         used_minor = c.used_minor + CASE p_state WHEN 'consumed' THEN v_taken.amount_minor ELSE 0 END,
         used_count = c.used_count + CASE p_state WHEN 'consumed' THEN 1 ELSE 0 END
    FROM jsonb_to_recordset(v_taken.counts) AS t (limit_id uuid, holder text, starts_on date)
   WHERE c.tenant_id = p_tenant AND c.limit_id = t.limit_id AND c.holder = t.holder AND c.starts_on = t.starts_on;
  RETURN true;
END $$;
GRANT EXECUTE ON FUNCTION limits_applying(uuid, uuid, jsonb, text, date), limits_settle(uuid, uuid, text, timestamptz)
   TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT EXECUTE ON FUNCTION limits_reserve(uuid, uuid, text, jsonb, timestamptz) TO yinqi_app;

-- What the bank sets for bills at its desk: lines and margin by drawer (承兑额度、保证金), `*` for everybody without one.
CREATE TABLE bill_line (
    tenant_id UUID NOT NULL,
    holder TEXT NOT NULL,
    line_minor BIGINT NOT NULL,
    margin_percent BIGINT NOT NULL,
    auto_minor BIGINT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_line_pk PRIMARY KEY (tenant_id, holder),
    CONSTRAINT bill_line_sums_ck CHECK (line_minor >= 0 AND auto_minor >= 0),
    CONSTRAINT bill_line_margin_ck CHECK (margin_percent BETWEEN 0 AND 100)
);

-- Prices of discount (贴现价格表) by kind: bands of days with a rate; no band at all: not bought.
CREATE TABLE bill_price (
    tenant_id UUID NOT NULL,
    kind TEXT NOT NULL,
    bands JSONB NOT NULL,
    auto_minor BIGINT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_price_pk PRIMARY KEY (tenant_id, kind),
    CONSTRAINT bill_price_kind_ck CHECK (kind IN ('AC01', 'AC02', 'AC03')),
    CONSTRAINT bill_price_auto_ck CHECK (auto_minor >= 0)
);

-- Who else bears the interest when this enterprise sells a bill (付息协议): the buyer of its goods, from that one's account.
CREATE TABLE bill_agreement (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    number TEXT NOT NULL,
    contract TEXT NOT NULL,
    buyer_name TEXT NOT NULL,
    buyer_account TEXT NOT NULL,
    percent BIGINT NOT NULL,
    ceiling_minor BIGINT NOT NULL,
    used_minor BIGINT NOT NULL,
    until_on DATE NOT NULL,
    live BOOLEAN NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_agreement_pk PRIMARY KEY (tenant_id, number),
    CONSTRAINT bill_agreement_percent_ck CHECK (percent BETWEEN 1 AND 100),
    CONSTRAINT bill_agreement_used_ck CHECK (used_minor BETWEEN 0 AND ceiling_minor),
    CONSTRAINT bill_agreement_enterprise_fk FOREIGN KEY (tenant_id, enterprise_id) REFERENCES enterprise (tenant_id, id)
);
CREATE INDEX bill_agreement_tenant_id_enterprise_id_ix ON bill_agreement (tenant_id, enterprise_id);

-- How much of its line a drawer uses: moved by conditional updates alone.
CREATE TABLE bill_line_use (
    tenant_id UUID NOT NULL,
    drawer_code TEXT NOT NULL,
    used_minor BIGINT NOT NULL,
    CONSTRAINT bill_line_use_pk PRIMARY KEY (tenant_id, drawer_code),
    CONSTRAINT bill_line_use_used_ck CHECK (used_minor >= 0)
);

-- A package the bank has accepted (承兑), with the margin it took on the books; what is left of both falls as intervals end.
CREATE TABLE bill_acceptance (
    tenant_id UUID NOT NULL,
    number TEXT NOT NULL,
    drawer_code TEXT NOT NULL,
    drawer_name TEXT NOT NULL,
    account_number TEXT NOT NULL,
    face_minor BIGINT NOT NULL,
    margin_minor BIGINT NOT NULL,
    face_left_minor BIGINT NOT NULL,
    margin_left_minor BIGINT NOT NULL,
    due_on DATE NOT NULL,
    accepted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_acceptance_pk PRIMARY KEY (tenant_id, number),
    CONSTRAINT bill_acceptance_left_ck CHECK (face_left_minor BETWEEN 0 AND face_minor AND margin_left_minor BETWEEN 0 AND margin_minor)
);
CREATE INDEX bill_acceptance_tenant_id_due_on_ix ON bill_acceptance (tenant_id, due_on);

-- An interval of an accepted package that has ended, once each, with its part of the margin: used to pay, or given back.
CREATE TABLE bill_acceptance_end (
    tenant_id UUID NOT NULL,
    number TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    margin_minor BIGINT NOT NULL,
    is_paid BOOLEAN NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_acceptance_end_pk PRIMARY KEY (tenant_id, number, starts_at),
    CONSTRAINT bill_acceptance_end_tenant_id_number_ends_at_uq UNIQUE (tenant_id, number, ends_at),
    CONSTRAINT bill_acceptance_end_bill_acceptance_fk FOREIGN KEY (tenant_id, number) REFERENCES bill_acceptance (tenant_id, number),
    CONSTRAINT bill_acceptance_end_margin_ck CHECK (margin_minor >= 0 AND starts_at <= ends_at)
);

-- What the bank has paid for a drawer whose account was short (承兑垫款), until it is collected.
CREATE TABLE bill_advance (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    bill_number TEXT NOT NULL,
    drawer_name TEXT NOT NULL,
    account_number TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    left_minor BIGINT NOT NULL,
    times BIGINT NOT NULL,
    advanced_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_advance_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT bill_advance_left_ck CHECK (left_minor BETWEEN 0 AND amount_minor)
);
CREATE INDEX bill_advance_tenant_id_advanced_at_ix ON bill_advance (tenant_id, advanced_at);

-- A request to the bank may wait for two people at the desk; it lapses when it is taken back meanwhile.
ALTER TABLE bill_desk_act DROP CONSTRAINT bill_desk_act_status_ck;
ALTER TABLE bill_desk_act ADD CONSTRAINT bill_desk_act_status_ck CHECK (status IN ('waiting', 'sent', 'settled', 'refused', 'lapsed'));
CREATE INDEX bill_desk_act_waiting_ix ON bill_desk_act (tenant_id, created_at) WHERE status = 'waiting';
CREATE INDEX bill_piece_tenant_id_holder_code_ix ON bill_piece (tenant_id, holder_code);

GRANT SELECT, INSERT ON bill_line, bill_price, bill_agreement TO yinqi_desk;
GRANT UPDATE (line_minor, margin_percent, auto_minor, changed_at) ON bill_line TO yinqi_desk;
GRANT UPDATE (bands, auto_minor, changed_at) ON bill_price TO yinqi_desk;
GRANT UPDATE (live, changed_at) ON bill_agreement TO yinqi_desk;
GRANT SELECT ON bill_price, bill_agreement TO yinqi_app;
GRANT SELECT ON bill_line, bill_price, bill_agreement TO yinqi_worker;
GRANT UPDATE (used_minor) ON bill_agreement TO yinqi_worker;
GRANT SELECT, INSERT ON bill_line_use, bill_acceptance, bill_acceptance_end, bill_advance TO yinqi_worker;
GRANT UPDATE (used_minor) ON bill_line_use TO yinqi_worker;
GRANT UPDATE (face_left_minor, margin_left_minor) ON bill_acceptance TO yinqi_worker;
GRANT UPDATE (left_minor, times) ON bill_advance TO yinqi_worker;
GRANT UPDATE (agrees, why, asked) ON bill_desk_act TO yinqi_worker;
GRANT SELECT ON bill, bill_piece, bill_desk_act, bill_reconciliation, bill_line_use, bill_acceptance, bill_acceptance_end, bill_advance
  TO yinqi_desk;
GRANT SELECT ON bill_line, bill_price, bill_agreement, bill_line_use, bill_acceptance, bill_acceptance_end, bill_advance TO yinqi_auditor;

-- Margin on the books (存入保证金), at banks that are there already; what was accepted before is kept with its hold as it is.
CREATE FUNCTION ledger_open_margin_accounts() RETURNS void LANGUAGE plpgsql AS $$
DECLARE b record;
BEGIN
  FOR b IN SELECT DISTINCT d.tenant_id FROM bank_directory d LOOP
    PERFORM set_config('yinqi.tenant', b.tenant_id::text, true);
    INSERT INTO ledger_account (tenant_id, id, number, name, name_key, currency, kind, gl_code, status, opened_on, statement_on)
    SELECT a.tenant_id, gen_random_uuid(), 'BILL_MARGIN-CNY', 'BILL_MARGIN-CNY', 'BILL_MARGIN-CNY', a.currency, 'internal', '2002',
           'open', a.opened_on, a.statement_on
      FROM ledger_account a WHERE a.tenant_id = b.tenant_id AND a.number = 'SUSPENSE-CNY'
    ON CONFLICT DO NOTHING;
    INSERT INTO bill_acceptance (tenant_id, number, drawer_code, drawer_name, account_number, face_minor, margin_minor,
                                 face_left_minor, margin_left_minor, due_on, accepted_at)
    SELECT d.tenant_id, d.bill_number, d.asked->'drawer'->>'code', d.asked->'drawer'->>'name', d.asked->'drawer'->>'account',
           d.ends_at, 0, p.face_left, 0, (d.asked->>'due_on')::date, d.created_at
      FROM bill_desk_act d
      JOIN LATERAL (SELECT coalesce(sum(amount_minor) FILTER (WHERE stage NOT IN ('void', 'paid')), 0)::bigint AS face_left
                      FROM bill_piece p WHERE p.tenant_id = d.tenant_id AND p.number = d.bill_number) p ON true
     WHERE d.tenant_id = b.tenant_id AND d.act = 'ask_acceptance' AND d.agrees AND d.status = 'settled';
    INSERT INTO bill_acceptance_end (tenant_id, number, starts_at, ends_at, margin_minor, is_paid, ended_at)
    SELECT p.tenant_id, p.number, p.starts_at, p.ends_at, 0, p.stage = 'paid', a.accepted_at
      FROM bill_acceptance a JOIN bill_piece p ON p.tenant_id = a.tenant_id AND p.number = a.number
     WHERE a.tenant_id = b.tenant_id AND p.stage IN ('void', 'paid');
    INSERT INTO bill_line_use (tenant_id, drawer_code, used_minor)
    SELECT b.tenant_id, u.code, sum(u.minor) FROM (
      SELECT drawer_code AS code, face_left_minor AS minor FROM bill_acceptance WHERE tenant_id = b.tenant_id
       UNION ALL
      SELECT asked->'drawer'->>'code', ends_at FROM bill_desk_act
       WHERE tenant_id = b.tenant_id AND act = 'ask_acceptance' AND agrees AND status = 'sent') u
     GROUP BY u.code;
  END LOOP;
  PERFORM set_config('yinqi.tenant', '', true);
END $$;
SELECT ledger_open_margin_accounts();
DROP FUNCTION ledger_open_margin_accounts();

-- What a bank needs that deals in bills, for banks that are there already: clearing with the exchange (票据清算),
-- bills bought (贴现资产), their interest (贴现利息收入), advances for drawers who were short (承兑垫款).
CREATE FUNCTION ledger_open_bill_accounts() RETURNS void LANGUAGE plpgsql AS $$
DECLARE b record;
BEGIN
  FOR b IN SELECT DISTINCT d.tenant_id FROM bank_directory d LOOP
    PERFORM set_config('yinqi.tenant', b.tenant_id::text, true);
    INSERT INTO ledger_account (tenant_id, id, number, name, name_key, currency, kind, gl_code, status, opened_on, statement_on)
    SELECT a.tenant_id, gen_random_uuid(), w.number, w.number, w.number, a.currency, 'internal', w.gl_code, 'open', a.opened_on,
           a.statement_on
      FROM ledger_account a
     CROSS JOIN (VALUES ('CLEARING-BILLS-CNY', '2241'), ('BILLS-CNY', '1301'), ('BILL_INTEREST-CNY', '6011'),
                        ('ADVANCES-CNY', '1307')) AS w (number, gl_code)
     WHERE a.tenant_id = b.tenant_id AND a.number = 'SUSPENSE-CNY'
    ON CONFLICT DO NOTHING;
  END LOOP;
  PERFORM set_config('yinqi.tenant', '', true);
END $$;
SELECT ledger_open_bill_accounts();
DROP FUNCTION ledger_open_bill_accounts();

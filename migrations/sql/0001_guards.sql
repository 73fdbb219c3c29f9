-- Two walls and least rights. Every table with a tenant column: row security forced, even on its owner.
-- `tenant` lets a row be seen or written only inside its bank; `enterprise` (restrictive, for the doors)
-- only inside its enterprise. An unset variable is '' after SET LOCAL, hence nullif.
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('yinqi.tenant', true), '')::uuid $$;
CREATE FUNCTION current_enterprise() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('yinqi.enterprise', true), '')::uuid $$;

DO $$
DECLARE
  t record;
  -- Read before the door knows the enterprise: visible bank-wide until the transaction narrows.
  before_narrowing CONSTANT text[] := ARRAY['enterprise_user', 'certificate', 'role_member'];
  tenant_is CONSTANT text := 'tenant_id = nullif(current_setting(''yinqi.tenant'', true), '''')::uuid';
  enterprise_is CONSTANT text := 'enterprise_id = nullif(current_setting(''yinqi.enterprise'', true), '''')::uuid';
BEGIN
  FOR t IN
    SELECT c.relname AS name,
           EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'enterprise_id') AS has_enterprise
      FROM pg_class c
      JOIN pg_attribute k ON k.attrelid = c.oid AND k.attname = 'tenant_id'
     WHERE c.relnamespace = 'yinqi'::regnamespace AND c.relkind = 'r' AND c.relname <> 'bank_directory'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t.name);
    EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', t.name, tenant_is, tenant_is);
    IF t.name = ANY (before_narrowing) THEN
      EXECUTE format('CREATE POLICY enterprise ON %I AS RESTRICTIVE TO yinqi_app USING (%s OR nullif(current_setting(''yinqi.enterprise'', true), '''') IS NULL)', t.name, enterprise_is);
    ELSIF t.name IN ('audit', 'web_session') THEN
      NULL;  -- written before the enterprise is known; see below
    ELSIF t.has_enterprise THEN
      EXECUTE format('CREATE POLICY enterprise ON %I AS RESTRICTIVE TO yinqi_app USING (%s) WITH CHECK (%s)', t.name, enterprise_is, enterprise_is);
    END IF;
  END LOOP;
END $$;

CREATE POLICY enterprise ON audit AS RESTRICTIVE FOR SELECT TO yinqi_app
  USING (enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid);
CREATE POLICY enterprise ON enterprise AS RESTRICTIVE TO yinqi_app
  USING (id = nullif(current_setting('yinqi.enterprise', true), '')::uuid
         OR nullif(current_setting('yinqi.enterprise', true), '') IS NULL);

-- Rights. The books: nobody but their functions writes. Facts that prove something: insert only.
GRANT USAGE ON SCHEMA yinqi TO yinqi_app, yinqi_worker, yinqi_auditor, yinqi_books;
GRANT SELECT ON ALL TABLES IN SCHEMA yinqi TO yinqi_worker, yinqi_auditor;
GRANT SELECT ON
  bank_directory, bank, bank_agent, bank_participant, bank_rail, bank_calendar, enterprise, signed_account,
  signed_service, person, credential, enterprise_user, role_member, user_right, certificate, web_session, throttle,
  ledger_account, ledger_entry, ledger_hold, ledger_day, client_serial, audit, approval_policy, approval,
  approval_task, approval_decision, approval_transition, submission, submission_transition, payment_message,
  payment_group, payment, payment_transition, payee, payment_attachment, incoming_credit,
  incoming_credit_transition, notice, receipt, direct_link_nonce
  TO yinqi_app;
GRANT INSERT ON
  outbox, audit, client_serial, approval, approval_task, approval_decision, approval_transition, submission,
  submission_transition, payment_message, payment_group, payment, payment_transition, payee, payment_attachment,
  notice, receipt, direct_link_nonce, web_session, throttle
  TO yinqi_app, yinqi_worker;
GRANT UPDATE ON
  approval, approval_task, submission, payment_group, payment, payee, payment_attachment, notice, receipt,
  web_session, throttle, credential, person
  TO yinqi_app, yinqi_worker;
GRANT DELETE ON throttle, direct_link_nonce TO yinqi_worker;
GRANT INSERT ON clearing_answer, incoming_credit, incoming_credit_transition, schedule TO yinqi_worker;
GRANT UPDATE ON outbox, incoming_credit, schedule, clearing_answer TO yinqi_worker;
GRANT UPDATE (seq, prev_hash, hash) ON audit TO yinqi_worker;
CREATE POLICY unsealed ON audit AS RESTRICTIVE FOR UPDATE TO yinqi_worker USING (seq IS NULL) WITH CHECK (seq IS NOT NULL);

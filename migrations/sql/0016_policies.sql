-- An enterprise's administrators write their own approval rules. A version is written once and retired, never edited, and
-- only while an agreed change of exactly that scope is being put in force: this wall asks for it, not the code alone.
GRANT INSERT ON approval_policy TO yinqi_app;
GRANT UPDATE (live) ON approval_policy TO yinqi_app;

CREATE POLICY agreed_insert ON approval_policy AS RESTRICTIVE FOR INSERT TO yinqi_app WITH CHECK (EXISTS (
  SELECT FROM mandate m
   WHERE m.tenant_id = approval_policy.tenant_id AND m.enterprise_id = approval_policy.enterprise_id
     AND m.kind = 'policies' AND m.status = 'approved'
     AND m.target = concat_ws('/', approval_policy.operation, approval_policy.account_number, approval_policy.payee_class, approval_policy.door)));
CREATE POLICY agreed_retire ON approval_policy AS RESTRICTIVE FOR UPDATE TO yinqi_app USING (EXISTS (
  SELECT FROM mandate m
   WHERE m.tenant_id = approval_policy.tenant_id AND m.enterprise_id = approval_policy.enterprise_id
     AND m.kind = 'policies' AND m.status = 'approved'
     AND m.target = concat_ws('/', approval_policy.operation, approval_policy.account_number, approval_policy.payee_class, approval_policy.door))) WITH CHECK (NOT live);

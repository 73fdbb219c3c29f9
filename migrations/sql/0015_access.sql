-- Access: users' life, named roles, rights with amounts.
-- Nobody but the owner deletes: a right is taken by its flags, a role by its mark.
ALTER TABLE user_right
    ADD COLUMN upto_minor BIGINT,
    ADD COLUMN currency TEXT,
    ADD CONSTRAINT user_right_ceiling_ck CHECK ((upto_minor IS NULL) = (currency IS NULL) AND upto_minor > 0);
ALTER TABLE role_member ADD COLUMN live BOOLEAN NOT NULL DEFAULT true;

-- What the enterprise calls a role that its rules name by code.
CREATE TABLE enterprise_role (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    code TEXT NOT NULL,
    name JSONB NOT NULL,
    live BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT enterprise_role_pk PRIMARY KEY (tenant_id, enterprise_id, code),
    CONSTRAINT enterprise_role_enterprise_fk FOREIGN KEY (tenant_id, enterprise_id) REFERENCES enterprise (tenant_id, id)
);

-- An activation code (激活码), by its hash: used once, for a while, with few guesses.
CREATE TABLE invitation (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    code_hash BYTEA NOT NULL,
    guesses BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT invitation_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT invitation_enterprise_user_fk FOREIGN KEY (tenant_id, user_id) REFERENCES enterprise_user (tenant_id, id)
);
CREATE INDEX invitation_tenant_id_user_id_created_at_ix ON invitation (tenant_id, user_id, created_at);

-- Reading is bank-wide until the door knows the enterprise; writing never is.
CREATE POLICY enterprise_adds ON enterprise_user AS RESTRICTIVE FOR INSERT TO yinqi_app
    WITH CHECK (enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid);
CREATE POLICY enterprise_changes ON enterprise_user AS RESTRICTIVE FOR UPDATE TO yinqi_app
    USING (enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid);
CREATE POLICY enterprise_adds ON role_member AS RESTRICTIVE FOR INSERT TO yinqi_app
    WITH CHECK (enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid);
CREATE POLICY enterprise_changes ON role_member AS RESTRICTIVE FOR UPDATE TO yinqi_app
    USING (enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid);

GRANT SELECT ON enterprise_role, invitation TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON enterprise_role, invitation, person, credential, enterprise_user, role_member, user_right TO yinqi_app;
GRANT UPDATE (name, live) ON enterprise_role TO yinqi_app;
GRANT UPDATE (guesses, ended_at) ON invitation TO yinqi_app;
GRANT UPDATE (title, status) ON enterprise_user TO yinqi_app;
GRANT UPDATE (live) ON role_member TO yinqi_app;
GRANT UPDATE (may_see, may_make, may_approve, upto_minor, currency) ON user_right TO yinqi_app;

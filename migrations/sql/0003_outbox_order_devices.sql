-- Two things the first release needs and the first tables lack.
-- The order in which facts are told is the database's own: a clock may step back, a key changes hands
-- between machines. An identity column needs no right of its own to insert.
ALTER TABLE outbox ADD COLUMN position BIGINT GENERATED ALWAYS AS IDENTITY;
DROP INDEX outbox_tenant_id_created_at_id_ix;
CREATE INDEX outbox_tenant_id_position_ix ON outbox (tenant_id, position) WHERE relayed_at IS NULL;

-- A browser a person has logged in from before: guessing from elsewhere does not lock it out.
CREATE TABLE known_device (
    tenant_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    person_id UUID NOT NULL,
    label TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT known_device_pk PRIMARY KEY (tenant_id, token_hash),
    CONSTRAINT known_device_person_fk FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX known_device_tenant_id_person_id_ix ON known_device (tenant_id, person_id);
ALTER TABLE known_device ENABLE ROW LEVEL SECURITY;
ALTER TABLE known_device FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON known_device
  USING (tenant_id = nullif(current_setting('yinqi.tenant', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('yinqi.tenant', true), '')::uuid);
GRANT SELECT ON known_device TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT, UPDATE ON known_device TO yinqi_app, yinqi_worker;

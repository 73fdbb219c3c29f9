-- Signing: what one person signed is found by that person.
CREATE INDEX approval_decision_tenant_id_person_id_decided_at_ix
    ON approval_decision (tenant_id, person_id, decided_at);

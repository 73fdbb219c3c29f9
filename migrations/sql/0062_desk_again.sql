-- Keys of the direct link that came after the first ones: their public half, for the people who agreed to them.
CREATE TABLE link_key (
    tenant_id UUID NOT NULL,
    key_id TEXT NOT NULL,
    used_for TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    from_at TIMESTAMP WITH TIME ZONE NOT NULL,
    change_number TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT link_key_pk PRIMARY KEY (tenant_id, key_id),
    CONSTRAINT link_key_tenant_id_change_number_uq UNIQUE (tenant_id, change_number),
    CONSTRAINT link_key_desk_change_fk FOREIGN KEY (tenant_id, change_number) REFERENCES desk_change (tenant_id, number),
    CONSTRAINT link_key_used_for_ck CHECK (used_for IN ('answers', 'seals')),
    CONSTRAINT link_key_algorithm_ck CHECK (algorithm IN ('sm2', 'rsa', 'ecdsa'))
);

GRANT SELECT, INSERT ON link_key TO yinqi_worker;
GRANT SELECT ON link_key TO yinqi_desk, yinqi_auditor;

-- What an account would be closed with is shown before anybody asks for it.
GRANT EXECUTE ON FUNCTION ledger_business_on(uuid, date) TO yinqi_desk;

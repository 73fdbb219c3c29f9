-- What a discount came to (贴现), as it was booked: the seller's voucher (贴现凭证) says it.
CREATE TABLE bill_discount (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    open_id TEXT NOT NULL,
    bill_number TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    rate TEXT NOT NULL,
    days BIGINT NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE NOT NULL,
    interest_minor BIGINT NOT NULL,
    buyer_minor BIGINT NOT NULL,
    buyer_name TEXT NOT NULL,
    proceeds_minor BIGINT NOT NULL,
    booked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_discount_pk PRIMARY KEY (tenant_id, open_id),
    CONSTRAINT bill_discount_sums_ck CHECK (buyer_minor BETWEEN 0 AND interest_minor AND proceeds_minor = ends_at - starts_at + 1 - interest_minor + buyer_minor)
);
CREATE INDEX bill_discount_tenant_id_enterprise_id_bill_number_ix ON bill_discount (tenant_id, enterprise_id, bill_number);

-- Contracts and invoices behind a bill (贸易背景材料): what an enterprise has put with it. The bytes lie under their SM3; never changed, never deleted.
CREATE TABLE bill_file (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    bill_number TEXT NOT NULL,
    digest BYTEA NOT NULL,
    sort TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    person_name TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT bill_file_pk PRIMARY KEY (tenant_id, enterprise_id, bill_number, digest),
    CONSTRAINT bill_file_sort_ck CHECK (sort IN ('contract', 'invoice', 'other')),
    CONSTRAINT bill_file_size_ck CHECK (size > 0)
);

-- What enterprises see of a bill is renewed by its number: without an index of that, every snapshot reads the bank's whole portfolio.
CREATE INDEX bill_seat_tenant_id_number_ix ON bill_seat (tenant_id, number);

GRANT SELECT, INSERT ON bill_discount TO yinqi_worker;
GRANT SELECT ON bill_discount TO yinqi_app, yinqi_auditor;
GRANT SELECT, INSERT ON bill_file TO yinqi_app;
GRANT SELECT ON bill_file TO yinqi_desk, yinqi_worker, yinqi_auditor;

-- A slip of a bill's act is a signed document too, whatever other kinds there are by now.
DO $$
DECLARE said TEXT;
BEGIN
  SELECT pg_get_constraintdef(oid) INTO said FROM pg_constraint WHERE conname = 'document_seal_kind_ck' AND connamespace = 'yinqi'::regnamespace;
  ALTER TABLE document_seal DROP CONSTRAINT document_seal_kind_ck;
  EXECUTE 'ALTER TABLE document_seal ADD CONSTRAINT document_seal_kind_ck ' || replace(said, 'ARRAY[', 'ARRAY[''bill''::text, ');
END $$;

-- What a bank asks for a payment (资费): a fixed sum and a share of what is above an amount, by rail and currency.
CREATE TABLE fee_band (
    tenant_id UUID NOT NULL,
    rail TEXT NOT NULL,
    currency TEXT NOT NULL,
    above_minor BIGINT NOT NULL,
    fixed_minor BIGINT NOT NULL,
    per_million BIGINT NOT NULL,
    least_minor BIGINT NOT NULL,
    most_minor BIGINT,
    CONSTRAINT fee_band_pk PRIMARY KEY (tenant_id, rail, currency, above_minor)
);
-- What a bank spares one enterprise, in percent of the tariff; rail `*` is every rail without a line of its own.
CREATE TABLE fee_discount (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    rail TEXT NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE,
    percent BIGINT NOT NULL,
    CONSTRAINT fee_discount_pk PRIMARY KEY (tenant_id, enterprise_id, rail, from_on),
    CONSTRAINT fee_discount_percent_ck CHECK (percent BETWEEN 0 AND 100)
);

-- To whom and how an enterprise wants invoices of fees (开票信息). `next_on`: when the month before is summed up.
CREATE TABLE invoice_buyer (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    name TEXT NOT NULL,
    tax_number TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    bank_name TEXT NOT NULL,
    bank_account TEXT NOT NULL,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    next_on DATE NOT NULL,
    CONSTRAINT invoice_buyer_pk PRIMARY KEY (tenant_id, enterprise_id),
    CONSTRAINT invoice_buyer_kind_ck CHECK (kind IN ('special', 'ordinary')),
    CONSTRAINT invoice_buyer_mode_ck CHECK (mode IN ('by_hand', 'monthly', 'each'))
);
CREATE INDEX invoice_buyer_tenant_id_next_on_ix ON invoice_buyer (tenant_id, next_on) WHERE mode = 'monthly';

-- An invoice of fees (数电票), blue or red; its id is the serial the tax platform knows it by, for ever. `due_at` is
-- also the lease of whoever asks the platform now.
CREATE TABLE invoice (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    colour TEXT NOT NULL,
    kind TEXT NOT NULL,
    reversed_id UUID,
    month TEXT NOT NULL,
    gross_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    facts JSONB NOT NULL,
    status TEXT NOT NULL,
    status_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    tax_number TEXT,
    stamp JSONB NOT NULL,
    reason JSONB NOT NULL,
    attempts BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT invoice_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT invoice_tenant_id_number_uq UNIQUE (tenant_id, number),
    CONSTRAINT invoice_tenant_id_tax_number_uq UNIQUE (tenant_id, tax_number),
    CONSTRAINT invoice_invoice_fk FOREIGN KEY (tenant_id, reversed_id) REFERENCES invoice (tenant_id, id),
    CONSTRAINT invoice_colour_ck CHECK (colour IN ('blue', 'red')),
    CONSTRAINT invoice_kind_ck CHECK (kind IN ('special', 'ordinary')),
    CONSTRAINT invoice_status_ck CHECK (status IN ('waiting', 'sent', 'unknown', 'issued', 'refused', 'reversed'))
);
CREATE UNIQUE INDEX invoice_reversed_uq ON invoice (tenant_id, reversed_id) WHERE status <> 'refused';
CREATE INDEX invoice_tenant_id_due_at_ix ON invoice (tenant_id, due_at) WHERE status IN ('waiting', 'sent', 'unknown');
CREATE INDEX invoice_tenant_id_enterprise_id_month_created_at_ix ON invoice (tenant_id, enterprise_id, month, created_at);

-- Which fee stands on which invoice. A fee stands on one live invoice at most: the wall against two.
CREATE TABLE invoice_fee (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    transaction_id UUID NOT NULL,
    account_number TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    booked_on DATE NOT NULL,
    business_number TEXT NOT NULL,
    rail TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    CONSTRAINT invoice_fee_pk PRIMARY KEY (tenant_id, invoice_id, transaction_id, account_number),
    CONSTRAINT invoice_fee_invoice_fk FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoice (tenant_id, id)
);
CREATE UNIQUE INDEX invoice_fee_live_uq ON invoice_fee (tenant_id, transaction_id, account_number) WHERE live;

CREATE TABLE invoice_transition (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    trigger TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT invoice_transition_pk PRIMARY KEY (tenant_id, invoice_id, seq),
    CONSTRAINT invoice_transition_invoice_fk FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoice (tenant_id, id)
);

-- An invoice on its way to somebody's mailbox.
CREATE TABLE invoice_mail (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    address TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    error TEXT,
    CONSTRAINT invoice_mail_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT invoice_mail_invoice_fk FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoice (tenant_id, id),
    CONSTRAINT invoice_mail_status_ck CHECK (status IN ('waiting', 'sent', 'given_up'))
);
CREATE INDEX invoice_mail_tenant_id_due_at_ix ON invoice_mail (tenant_id, due_at) WHERE status = 'waiting';

GRANT SELECT ON fee_band, fee_discount, invoice_buyer, invoice, invoice_fee, invoice_transition, invoice_mail
    TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT, UPDATE ON invoice_buyer TO yinqi_app;
GRANT UPDATE (next_on) ON invoice_buyer TO yinqi_worker;
GRANT INSERT ON invoice, invoice_fee, invoice_transition, invoice_mail TO yinqi_app, yinqi_worker;
GRANT UPDATE (status, status_at, version, tax_number, stamp, reason, attempts, due_at) ON invoice TO yinqi_worker;
GRANT UPDATE (live) ON invoice_fee TO yinqi_worker;
GRANT UPDATE (status, attempts, due_at, error) ON invoice_mail TO yinqi_worker;

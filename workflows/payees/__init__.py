"""The payee book (收款人名册): whom an enterprise may pay, confirmed by a second person."""

"""Electronic commercial drafts (电子商业汇票): what is asked of the exchange, what it tells, what is paid."""

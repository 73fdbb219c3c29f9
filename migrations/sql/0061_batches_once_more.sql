-- Names of a set are looked up by number, however many there are: planned for the set at hand, the function reads every
-- account of the bank for each ten thousand rows.
ALTER FUNCTION ledger_check_names(uuid, text[], text[], text) SET plan_cache_mode = 'force_generic_plan';

-- Limits: what may be spent, by whom, in which time; reservations.
SELECT 1;

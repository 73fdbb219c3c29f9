-- On what grounds a measure ended (解除依据): its receipt states them. Empty while it lasts, and for those that ended before.
ALTER TABLE account_measure ADD COLUMN lifted_by TEXT NOT NULL DEFAULT '';
GRANT UPDATE (lifted_by) ON account_measure TO yinqi_desk, yinqi_worker;

-- Rights on procrastinate's own tables: the worker works them off, the doors may only add a wake-up.
GRANT USAGE ON SCHEMA procrastinate TO yinqi_app, yinqi_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA procrastinate TO yinqi_worker;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA procrastinate TO yinqi_app, yinqi_worker;
GRANT INSERT ON procrastinate.procrastinate_jobs, procrastinate.procrastinate_events TO yinqi_app;
-- A unique violation names its key only to who may read it; there is nothing in it but a bank's id.
GRANT SELECT ON procrastinate.procrastinate_jobs TO yinqi_app;

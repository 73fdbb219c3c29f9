-- Roles of the house; run once per server by a superuser, before the first migration.
-- yinqi_books is nobody's log-in: it owns the functions that write the books, and no table.
DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['yinqi_owner', 'yinqi_app', 'yinqi_worker', 'yinqi_desk', 'yinqi_auditor'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', role_name);
    END IF;
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yinqi_books') THEN
    CREATE ROLE yinqi_books NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
END $$;
GRANT yinqi_books TO yinqi_owner;

-- What a batch did not pay in the end is given back to its limits: `p_minor` is what it did pay. Said twice, it is the
-- same; a day that is over is corrected, too.
CREATE FUNCTION limits_correct(p_tenant uuid, p_subject uuid, p_minor bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  v_taken limit_reservation%ROWTYPE;
BEGIN
  SELECT * INTO v_taken FROM limit_reservation
   WHERE tenant_id = p_tenant AND subject_id = p_subject FOR NO KEY UPDATE;
  IF v_taken.state IS DISTINCT FROM 'consumed' OR p_minor = v_taken.amount_minor THEN
    RETURN false;
  ELSIF p_minor NOT BETWEEN 0 AND v_taken.amount_minor THEN
    RAISE EXCEPTION '% is not part of the reserved %', p_minor, v_taken.amount_minor USING ERRCODE = 'YQ022';
  END IF;
  IF p_minor = 0 THEN
    UPDATE limit_reservation SET state = 'released' WHERE tenant_id = p_tenant AND subject_id = p_subject;
  ELSE
    UPDATE limit_reservation SET amount_minor = p_minor WHERE tenant_id = p_tenant AND subject_id = p_subject;
  END IF;
  PERFORM FROM limit_counter c
    JOIN jsonb_to_recordset(v_taken.counts) AS t (limit_id uuid, holder text, starts_on date)
      ON c.limit_id = t.limit_id AND c.holder = t.holder AND c.starts_on = t.starts_on
   WHERE c.tenant_id = p_tenant ORDER BY c.limit_id, c.holder, c.starts_on FOR NO KEY UPDATE OF c;
  UPDATE limit_counter c
     SET used_minor = c.used_minor - v_taken.amount_minor + p_minor,
         used_count = c.used_count - CASE p_minor WHEN 0 THEN 1 ELSE 0 END
    FROM jsonb_to_recordset(v_taken.counts) AS t (limit_id uuid, holder text, starts_on date)
   WHERE c.tenant_id = p_tenant AND c.limit_id = t.limit_id AND c.holder = t.holder AND c.starts_on = t.starts_on;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION limits_correct(uuid, uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION limits_correct(uuid, uuid, bigint) TO yinqi_worker;
GRANT UPDATE (amount_minor) ON limit_reservation TO yinqi_worker;

-- The bank's desk sets up how an account is debited for batches.
GRANT SELECT, INSERT, UPDATE (debit) ON batch_account TO yinqi_desk;

import db from '@adonisjs/lucid/services/db'

/** What goes wrong inside the COMMIT, after every statement of the transaction has succeeded. PostgreSQL alone. */
export type CommitFault = 'connection_ends' | 'disk_full' | 'cancelled'

const FAULTS: Record<CommitFault, string> = {
  /** It sleeps until the signal has arrived: the transaction must not end before. */
  connection_ends: 'PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60);',
  disk_full: `RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';`,
  cancelled: `RAISE EXCEPTION 'canceling statement due to statement timeout' USING ERRCODE = '57014';`,
}

/** Transactions that write to this table in this way fail at their COMMIT until the fault is lifted. */
export async function breakCommits(
  table: string,
  fault: CommitFault,
  on: 'INSERT' | 'UPDATE' | 'INSERT OR UPDATE' = 'INSERT OR UPDATE'
): Promise<() => Promise<void>> {
  await db.rawQuery(`
    CREATE OR REPLACE FUNCTION break_commit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN ${FAULTS[fault]} RETURN NULL; END $$`)
  await db.rawQuery(`
    CREATE CONSTRAINT TRIGGER break_commit AFTER ${on} ON ${table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION break_commit()`)
  return async () => {
    await db.rawQuery(`DROP TRIGGER break_commit ON ${table}`)
  }
}

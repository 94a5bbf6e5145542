const DEADLOCK_DETECTED = '40P01'
const TRIES = 5

/**
 * Runs a transaction, and again if PostgreSQL ended it because of a deadlock (between a page of the
 * reconciliation and a sweep that write to the same messages, for example): it changed nothing.
 */
export async function retryDeadlocks<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction()
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK_DETECTED || attempt === TRIES) throw error
    }
  }
}

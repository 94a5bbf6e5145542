import type { Rows } from '#database/rows'
import { StateNotWritable } from '#delivery/restore/errors'
import type { HealthCheck } from '#monitoring/health/health_check'
import { query } from '#storage/sql'

const REVIEW = 'Nothing is sent. "node ace sms:restore-review" shows which messages are doubtful'

/**
 * Whether the database has everything that was sent from here, and whether sent messages can be
 * recorded.
 */
export const restoreCheck: HealthCheck = {
  key: 'database:age',
  name: 'restore',
  async run({ client, age }) {
    const finding = (status: 'pass' | 'fail', observedValue: string, output: string) => ({
      status,
      observedValue,
      observedUnit: 'state',
      output,
    })
    const [review] = await query<Pick<Rows['sending_pauses'], 'since'>>(
      client,
      `SELECT since FROM sending_pauses WHERE scope = 'restore_review'`
    )
    if (review) {
      const output = `The database was restored or exchanged, and waits for review since ${review.since} UTC. ${REVIEW}`
      return finding('fail', 'waits for review', output)
    }
    const { missing, tail } = await age.look()
    if (missing.length > 0 || tail.unreadable) {
      const output = `The database does not have all that was sent from this machine. ${REVIEW}`
      return finding('fail', 'older', output)
    }
    try {
      await age.journal.ensureWritable()
    } catch (error) {
      if (error instanceof StateNotWritable) return finding('fail', 'not writable', error.message)
      throw error
    }
    return finding('pass', 'current', 'The database has everything that was sent from this machine')
  },
}

import { DateTime } from 'luxon'
import type { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'

/** Rows of one INSERT: SQLite takes no more. */
const ROWS_AT_ONCE = 500

/** The environment of a process that sends to the emulator. */
export function orangeEnvironment(
  url: string,
  { ratePerSecond }: { ratePerSecond: number }
): Record<string, string> {
  return {
    SMS_GATEWAY: 'orange',
    ORANGE_BASE_URL: url,
    ORANGE_CLIENT_ID: 'demo',
    ORANGE_CLIENT_SECRET: 'demo',
    ORANGE_RATE_LIMIT_PER_SECOND: String(ratePerSecond),
    ORANGE_TIMEOUT_MS: '5000',
  }
}

/** Custom messages that are due now, each to a number of its own (and none that the emulator treats specially). */
export async function insertDueMessages(
  count: number,
  database: Pick<Database, 'table'> = db
): Promise<void> {
  const now = DateTime.utc().minus({ minutes: 5 }).toFormat('yyyy-MM-dd HH:mm:ss')
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    const size = Math.min(ROWS_AT_ONCE, count - start)
    await database.table('sms_messages').multiInsert(
      Array.from({ length: size }, (_, offset) => {
        const number = start + offset
        return {
          message_type: 'custom',
          status: 'pending',
          phone_number: phoneOf(number),
          language: 'fr',
          body: 'Rappel de vaccination',
          priority: 2,
          scheduled_at: now,
          source: 'test',
          attempt_count: 0,
          retry_count: 0,
          dedupe_key: `run:${number}`,
          created_at: now,
          updated_at: now,
        }
      })
    )
  }
}

/** The last four digits are 5555: the emulator's special numbers are told by theirs. */
function phoneOf(number: number): string {
  return `+2376${String(number).padStart(7, '0')}5555`
}

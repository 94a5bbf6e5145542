import db from '@adonisjs/lucid/services/db'
import { AcceptRestore } from '#delivery/restore/accept_restore'
import { DatabaseAge } from '#delivery/restore/database_age'
import { ReviewRestore } from '#delivery/restore/review_restore'
import { SendingJournal } from '#delivery/restore/sending_journal'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { aFolder } from '#tests/helpers/test_folder'

/** Children first, as they are emptied; filled the other way round. */
const TABLES = [
  'restored_sends',
  'restore_findings',
  'sending_pauses',
  'sms_message_events',
  'sms_attempts',
  'sms_messages',
  'sending_marks',
]

/** A backup of what sending changes: `restore` puts it back as it was. */
export async function takeBackup() {
  const rows = new Map<string, Record<string, unknown>[]>()
  for (const table of TABLES) rows.set(table, await db.from(table).select('*'))
  return {
    async restore() {
      for (const table of TABLES) await db.from(table).delete()
      for (const table of TABLES.toReversed()) {
        const kept = rows.get(table)!
        if (kept.length > 0) await db.table(table).multiInsert(kept)
      }
    },
  }
}

/** A state folder of the test's own; each engine on it is like a process that has just started on this machine. */
export async function aMachine(cleanup: (callback: () => Promise<void>) => void) {
  const folder = await aFolder()
  const journals: SendingJournal[] = []
  cleanup(async () => {
    for (const journal of journals) await journal.close()
  })

  async function start(parts: EngineOptions = {}, journal = new SendingJournal(folder)) {
    journals.push(journal)
    const engine = await anEngine({ ...parts, journal })
    const accept = await engine.resolver.make(AcceptRestore)
    return {
      ...engine,
      age: await engine.resolver.make(DatabaseAge),
      review: await engine.resolver.make(ReviewRestore),
      accept: () => accept.run({ actor: 'cli:tester' }),
    }
  }
  return { folder, start }
}

/** How many messages are in which state, with which reason. */
export async function states(): Promise<Record<string, number>> {
  const rows = await db.from('sms_messages').select('status', 'reason')
  const counts: Record<string, number> = {}
  for (const { status, reason } of rows) {
    const state = reason === null ? status : `${status}: ${reason}`
    counts[state] = (counts[state] ?? 0) + 1
  }
  return counts
}

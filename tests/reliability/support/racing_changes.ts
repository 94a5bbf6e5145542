import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import type { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import { RecordConsent } from '#consents/record_consent'
import { CANCELLATION } from '#desk/desk_moves'
import { MoveByHand } from '#desk/move_by_hand'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { takeTurns } from '#reminders/reconcile_transaction'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import type SmsMessage from '#models/sms_message'
import type { anEngine } from '#tests/helpers/engine'
import { configWith } from '#tests/helpers/reminders'

type Engine = Awaited<ReturnType<typeof anEngine>>

/** Makes a change as the application makes it. Answers whether the message had been committed to sending before it. */
export type RacingChange = (message: SmsMessage) => Promise<boolean>

/** What people do while a sweep is under way, on connections of their own. */
export async function racingChanges(
  { resolver }: Pick<Engine, 'resolver'>,
  clock: Clock,
  db: Database
): Promise<Record<'opt-out' | 'cancel' | 'visit' | 'due date moved', RacingChange>> {
  const moves = await resolver.make(MoveByHand)
  const recordConsent = await resolver.make(RecordConsent)
  return {
    'opt-out': (message) =>
      changed(db, message, async (trx) => {
        const phoneNumber = message.phoneNumber!
        const request = {
          phoneNumber,
          status: 'opted_out',
          source: 'reply',
          actor: 'reply',
        } as const
        await recordConsent.run(request, trx)
      }),

    'cancel': async ({ id }) => {
      const { moved } = await moves.run({ actor: 'cli:test', ids: [id] }, CANCELLATION)
      return moved === 0
    },

    'visit': (message) => changedImmunization(db, clock, message, `administered_on = '2026-03-10'`),

    'due date moved': (message) => changedImmunization(db, clock, message, `due_on = '2026-04-20'`),
  }
}

/** As an import does it: the row, then the reminders that follow from it, in one transaction. */
function changedImmunization(
  db: Database,
  clock: Clock,
  message: SmsMessage,
  set: string
): Promise<boolean> {
  return changed(db, message, async (trx) => {
    const id = message.immunizationId!
    await takeTurns(trx)
    await query(trx, `UPDATE immunizations SET ${set} WHERE id = :id`, { id })
    const reconcile = new ReconcileReminders(db, clock, configWith(), logger)
    await reconcile.forImmunizations(trx, [id])
  })
}

/**
 * Read before the commit, while the change holds the row of the message (or the
 * whole database): nobody can commit it to sending in between.
 */
async function changed(
  db: Database,
  { id }: SmsMessage,
  change: (trx: TransactionClientContract) => Promise<void>
): Promise<boolean> {
  return transaction(
    db.connection(),
    async (trx) => {
      await change(trx)
      const attempts = await query(trx, 'SELECT id FROM sms_attempts WHERE message_id = :id', {
        id,
      })
      return attempts.length > 0
    },
    { readsFirst: true }
  )
}

/** The day of the reminders of these trials. */
export const DUE_ON = DateTime.fromISO('2026-03-11', { zone: 'utc' })

import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { closeUnwantedReminders } from '#reminders/close_unwanted_reminders'
import { planMissingReminders } from '#reminders/plan_missing_reminders'
import { JOINED, remindersOf, type DueInZone } from '#reminders/reconcile_scope'
import type { ReconcileContext, ReconcileCounts } from '#reminders/reconcile_step'
import { reconcileTransaction, takeTurns } from '#reminders/reconcile_transaction'
import { reopenReminders } from '#reminders/reopen_reminders'
import { updateOpenReminders } from '#reminders/update_open_reminders'
import { countFilledTables } from '#storage/renew_statistics'
import { ShortTurns } from '#storage/short_turns'
import { askToPlanAgain } from '#storage/zone_data_versions'

type ContextOf = (due: DueInZone[]) => Promise<ReconcileContext>

/** Reconciles a page of immunizations in the caller's transaction, or in its own turn. */
export async function reconcileImmunizations(
  caller: QueryClientContract | ShortTurns,
  ids: number[],
  contextOf: ContextOf
): Promise<ReconcileCounts[]> {
  if (caller instanceof ShortTurns) {
    return caller.take((trx) => allSteps(trx, ids, contextOf), {
      rows: ids.length,
      transact: reconcileTransaction,
    })
  }
  const trx = caller as TransactionClientContract
  await takeTurns(trx)
  return allSteps(trx, ids, contextOf)
}

async function allSteps(
  trx: TransactionClientContract,
  ids: number[],
  contextOf: ContextOf
): Promise<ReconcileCounts[]> {
  await countFilledTables(trx, JOINED)
  const { open, reopenable, due } = await remindersOf(trx, ids)
  const context = await contextOf(due)
  const counts: ReconcileCounts[] = [{ immunizations: ids.length }]
  if (open.length > 0) {
    counts.push(await closeUnwantedReminders(trx, open, context))
    counts.push(await updateOpenReminders(trx, open, context))
  }
  if (reopenable.length > 0) counts.push(await reopenReminders(trx, reopenable, context))
  counts.push(await planMissingReminders(trx, ids, context))
  if (context.keepsTimes) await askToPlanAgain(trx)
  return counts
}

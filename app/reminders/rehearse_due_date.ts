import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { countPlannedCosts } from '#reminders/count_planned_costs'
import { closeUnwantedReminders } from '#reminders/close_unwanted_reminders'
import { planMissingReminders } from '#reminders/plan_missing_reminders'
import { pagesOf, type DueDateWork } from '#reminders/reconcile_due_date'
import {
  countOpenImmunizations,
  differingReminders,
  immunizationsOf,
  lackingImmunizations,
  remindersOf,
  reopenableReminders,
} from '#reminders/reconcile_scope'
import type { ReconcileContext, ReconcileCounts } from '#reminders/reconcile_step'
import { rehearse } from '#reminders/reconcile_transaction'
import { reopenReminders } from '#reminders/reopen_reminders'
import { updateOpenReminders } from '#reminders/update_open_reminders'

/**
 * What `reconcileDueDate` would do. Its stages build on each other, so a page here is some
 * immunizations with all their reminders. Each page is rehearsed and rolled back by itself: a
 * single transaction for the whole due date would block all other writers.
 */
export async function rehearseDueDate(work: DueDateWork): Promise<void> {
  const { client, dueOn, context, turns, onStep, signal, costs } = work
  if (context.slots.some(({ plan }) => plan !== null)) {
    onStep({ immunizations: await countOpenImmunizations(client, dueOn) })
  }
  const ids = await concerned(work)
  for (let start = 0; start < ids.length && !signal?.aborted;) {
    const page = ids.slice(start, start + turns.size)
    const stages = async (trx: TransactionClientContract) => {
      const counts = await allStages(trx, page, dueOn, context)
      if (costs) await countPlannedCosts(trx, page, dueOn, costs)
      return counts
    }
    const counts = await turns.take(stages, { rows: page.length, transact: rehearse })
    counts.forEach(onStep)
    start += page.length
  }
}

/** Immunizations that lack a reminder, or have one that may need a change. */
async function concerned(work: DueDateWork): Promise<number[]> {
  const { client } = work
  const ids = new Set<number>()
  for (const page of [differingReminders, reopenableReminders]) {
    for await (const messages of pagesOf(page, work))
      for (const id of await immunizationsOf(client, messages)) ids.add(id)
  }
  for await (const page of pagesOf(lackingImmunizations, work)) page.forEach((id) => ids.add(id))
  return [...ids].sort((one, other) => one - other)
}

async function allStages(
  trx: TransactionClientContract,
  ids: number[],
  dueOn: string,
  context: ReconcileContext
): Promise<ReconcileCounts[]> {
  const { open } = await remindersOf(trx, ids, dueOn)
  const closed = await closeUnwantedReminders(trx, open, context)
  const updated = await updateOpenReminders(trx, open, context)
  const { reopenable } = await remindersOf(trx, ids, dueOn)
  const reopened = await reopenReminders(trx, reopenable, context)
  return [closed, updated, reopened, await planMissingReminders(trx, ids, context)]
}

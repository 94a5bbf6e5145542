import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { closeUnwantedReminders } from '#reminders/close_unwanted_reminders'
import { planMissingReminders } from '#reminders/plan_missing_reminders'
import {
  countOpenImmunizations,
  differingReminders,
  fromFirstLacking,
  reopenableReminders,
  type PageQuery,
} from '#reminders/reconcile_scope'
import type { ReconcileContext, ReconcileCounts, ReconcileStep } from '#reminders/reconcile_step'
import { reconcileTransaction } from '#reminders/reconcile_transaction'
import { reopenReminders } from '#reminders/reopen_reminders'
import { updateOpenReminders } from '#reminders/update_open_reminders'
import type { ShortTurns } from '#storage/short_turns'
import type { TextCosts } from '#texts/text_costs'
import { askToPlanAgain } from '#storage/zone_data_versions'

/** Closing comes first, so that closed reminders do not block planned ones. */
const STAGES: { page: PageQuery; steps: ReconcileStep[] }[] = [
  { page: differingReminders, steps: [closeUnwantedReminders, updateOpenReminders] },
  { page: reopenableReminders, steps: [reopenReminders] },
  { page: fromFirstLacking, steps: [planMissingReminders] },
]

export interface DueDateWork {
  client: QueryClientContract
  dueOn: string
  context: ReconcileContext
  turns: ShortTurns
  onStep: (counts: ReconcileCounts) => void
  signal?: AbortSignal
  /** Adds up what the texts will cost; of a rehearsal only. */
  costs?: TextCosts
}

/**
 * Reconciles everything about one due date, one page per transaction. It may be interrupted after
 * any page.
 */
export async function reconcileDueDate(work: DueDateWork): Promise<void> {
  const { client, dueOn, context, turns, onStep } = work
  if (context.slots.some(({ plan }) => plan !== null)) {
    onStep({ immunizations: await countOpenImmunizations(client, dueOn) })
  }
  for (const { page, steps } of STAGES) {
    for await (const ids of pagesOf(page, work)) {
      const counts = await turns.take(
        async (trx) => {
          const done: ReconcileCounts[] = []
          for (const step of steps) done.push(await step(trx, ids, context))
          if (context.keepsTimes) await askToPlanAgain(trx)
          return done
        },
        { rows: ids.length, transact: reconcileTransaction }
      )
      counts.forEach(onStep)
    }
  }
}

/** From the lowest id; each page as large as the next turn allows. */
export async function* pagesOf(
  page: PageQuery,
  { client, dueOn, context, turns, signal }: DueDateWork
): AsyncGenerator<number[]> {
  for (let after = 0; !signal?.aborted;) {
    const limit = turns.size
    const ids = await page(client, { dueOn, after, limit, context })
    if (ids.length > 0) yield ids
    if (ids.length < limit) return
    after = ids.at(-1)!
  }
}

import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { closeUnwantedReminders } from '#reminders/close_unwanted_reminders'
import { planMissingReminders } from '#reminders/plan_missing_reminders'
import {
  countOpenImmunizations,
  differingReminders,
  lackingImmunizations,
  reopenableReminders,
  type PageQuery,
} from '#reminders/reconcile_scope'
import type { ReconcileContext, ReconcileCounts, ReconcileStep } from '#reminders/reconcile_step'
import { reopenReminders } from '#reminders/reopen_reminders'
import { updateOpenReminders } from '#reminders/update_open_reminders'

/** What is closed first cannot stand in the way of what is planned. */
const STAGES: { page: PageQuery; steps: ReconcileStep[] }[] = [
  { page: differingReminders, steps: [closeUnwantedReminders, updateOpenReminders] },
  { page: reopenableReminders, steps: [reopenReminders] },
  { page: lackingImmunizations, steps: [planMissingReminders] },
]

export interface DueDateWork {
  client: QueryClientContract
  dueOn: string
  context: ReconcileContext
  pageSize: number
  /** How a page is written. */
  transact: <Result>(work: (trx: TransactionClientContract) => Promise<Result>) => Promise<Result>
  onStep: (counts: ReconcileCounts) => void
  signal?: AbortSignal
}

/** Reconciles all that has to do with one due date, a page a transaction. It may end after any of them. */
export async function reconcileDueDate(work: DueDateWork): Promise<void> {
  const { client, dueOn, context, pageSize: limit, signal } = work
  if (context.slots.some(({ plan }) => plan !== null)) {
    work.onStep({ immunizations: await countOpenImmunizations(client, dueOn) })
  }
  for (const { page, steps } of STAGES) {
    for (let after = 0, ids: number[] = []; !signal?.aborted; after = ids.at(-1)!) {
      ids = await page(client, { dueOn, after, limit, context })
      if (ids.length > 0) await reconcilePage(work, steps, ids)
      if (ids.length < limit) break
    }
  }
}

async function reconcilePage(
  { context, transact, onStep }: DueDateWork,
  steps: ReconcileStep[],
  ids: number[]
): Promise<void> {
  const counts = await transact(async (trx) => {
    const done: ReconcileCounts[] = []
    for (const step of steps) done.push(await step(trx, ids, context))
    return done
  })
  counts.forEach(onStep)
}

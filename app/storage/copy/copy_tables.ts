import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { readProgress, recordProgress, type StepProgress } from '#storage/copy/copy_progress'
import type { CopyStep } from '#storage/copy/copy_steps'
import { endIfTold } from '#storage/copy/errors'
import { readPages } from '#storage/copy/read_pages'
import { writePage } from '#storage/copy/write_page'
import { transaction } from '#storage/transaction'

/** Rows of a transaction. A payload has at most 64 kB, so a page has at most 32 MB. */
const PAGE = 500

export interface CopyProgress {
  table: string
  /** Rows of this table so far. */
  rows: number
}

interface CopyTables {
  source: QueryClientContract
  target: QueryClientContract
  identity: string
  steps: CopyStep[]
  signal: AbortSignal
  onProgress?: (progress: CopyProgress) => void
}

/** Writes what the target lacks. Each page is one transaction, with its mark of progress. */
export async function copyTables({ steps, ...copy }: CopyTables): Promise<void> {
  const progress = await readProgress(copy.target, copy.identity)
  for (const step of steps) {
    const from = progress.get(step.name)!
    if (!from.done) await copyStep(step, from, copy)
  }
}

async function copyStep(
  step: CopyStep,
  from: StepProgress,
  { source, target, signal, onProgress }: Omit<CopyTables, 'steps'>
): Promise<void> {
  let { after, copied } = from
  const { table, columns, where } = step
  for await (const page of readPages(source, { table, columns, where, after, pageSize: PAGE })) {
    endIfTold(signal)
    const before = copied
    copied += page.rows.length
    after = page.last
    await transaction(
      target,
      async (trx) => {
        await recordProgress(trx, step, { before, after, copied, done: false })
        await writePage(trx, step, page.rows)
      },
      { readsFirst: true }
    )
    onProgress?.({ table: table.name, rows: copied })
  }
  await recordProgress(target, step, { before: copied, after, copied, done: true })
}

import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { CopyStep } from '#storage/copy/copy_steps'
import { CopyRefused } from '#storage/copy/errors'
import type { CopiedValue } from '#storage/copy/read_pages'
import { query } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'

/** In the target, from the first transaction of a copy to its last. */
export const PROGRESS_TABLE = 'database_copy_progress'

export interface StepProgress {
  /** The key of the last row that was written; null before the first. */
  after: CopiedValue[] | null
  copied: number
  done: boolean
}

type ProgressRow = { step: string; source: string; last_key: string | null } & Record<
  'copied' | 'done',
  number
>

/** `source`: the identity of the database that is copied. */
export async function startProgress(
  trx: QueryClientContract,
  source: string,
  steps: CopyStep[]
): Promise<void> {
  await query(
    trx,
    `CREATE TABLE ${PROGRESS_TABLE} (step varchar(200) PRIMARY KEY, source varchar(64) NOT NULL,
       last_key text, copied bigint NOT NULL, done integer NOT NULL)`
  )
  for (const { name } of steps)
    await insertRows(
      trx,
      {
        into: PROGRESS_TABLE,
        columns: 'step, source, copied, done',
        rows: 'VALUES (:step, :source, 0, 0)',
      },
      { step: name, source }
    )
}

export async function readProgress(
  client: QueryClientContract,
  source: string
): Promise<Map<string, StepProgress>> {
  const rows = await query<ProgressRow>(client, `SELECT * FROM ${PROGRESS_TABLE}`)
  if (rows.some((row) => row.source !== source))
    throw new CopyRefused(
      'The target is an unfinished copy of another database: create it anew and run the migrations'
    )
  return new Map(
    rows.map(({ step, last_key: key, copied, done }) => [
      step,
      { after: key === null ? null : JSON.parse(key), copied, done: done === 1 },
    ])
  )
}

/** In the transaction that writes the rows. */
export async function recordProgress(
  trx: QueryClientContract,
  step: CopyStep,
  { before, after, copied, done }: StepProgress & { before: number }
): Promise<void> {
  const moved = await updateRows(
    trx,
    {
      table: PROGRESS_TABLE,
      set: 'last_key = :after, copied = :copied, done = :done',
      where: 'step = :step AND copied = :before AND done = 0',
      returning: 'step',
    },
    {
      step: step.name,
      before,
      copied,
      done: done ? 1 : 0,
      after: after && JSON.stringify(after),
    }
  )
  if (moved.length === 0) throw new CopyRefused('Another db:copy is writing to the target')
}

export async function endProgress(trx: QueryClientContract): Promise<void> {
  await query(trx, `DROP TABLE ${PROGRESS_TABLE}`)
}

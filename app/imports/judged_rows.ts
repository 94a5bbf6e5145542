import type { Conflict } from '#imports/identity_conflicts'
import type { RejectedRow } from '#imports/rejected_row'
import type { RowVerdict } from '#imports/row_judge'
import type { Batch, WrittenBatch } from '#imports/write_batch'

/** The rows of the next batch, accepted and rejected, in the order of the file. */
export class JudgedRows {
  readonly #verdicts: Exclude<RowVerdict, { kind: 'blank' }>[] = []

  get count(): number {
    return this.#verdicts.length
  }

  add(verdict: Exclude<RowVerdict, { kind: 'blank' }>): void {
    this.#verdicts.push(verdict)
  }

  /** What there is to write; null where no row says anything that would be. */
  batch(): Batch | null {
    const batch: Batch = { rows: [], protections: [] }
    for (const verdict of this.#verdicts) {
      if (verdict.kind === 'accepted') batch.rows.push(verdict.row)
      else if (verdict.row.protection) batch.protections.push(verdict.row.protection)
    }
    return batch.rows.length + batch.protections.length > 0 ? batch : null
  }

  /** Those that were rejected from the start or are now, with what of them is in force. */
  rejections(written: Pick<WrittenBatch, 'conflicts' | 'taken'> | undefined): RejectedRow[] {
    const conflicts = new Map(written?.conflicts.map((conflict) => [conflict.row.line, conflict]))
    return this.#verdicts.flatMap((verdict) => {
      const rejected = rejectedRow(verdict, conflicts)
      if (!rejected) return []
      const taken = written?.taken.get(rejected.line)
      return [taken ? { ...rejected, taken } : rejected]
    })
  }
}

function rejectedRow(
  verdict: Exclude<RowVerdict, { kind: 'blank' }>,
  conflicts: Map<number, Conflict>
): RejectedRow | undefined {
  if (verdict.kind === 'rejected') return verdict.row
  const { line } = verdict.row
  const conflict = conflicts.get(line)
  return conflict && { line, faults: conflict.faults, values: JSON.parse(verdict.source) }
}

import type { AttemptOutcome } from '#delivery/send/attempt_outcome'
import type { Lease } from '#delivery/message_in_hand'
import type { Recorded, WriteOutcomes } from '#delivery/send/write_outcomes'
import { isFaultOfRows } from '#storage/is_fault_of_rows'

export interface WrittenApart extends Recorded {
  /** Rejected because of their content: another attempt would fail as well. */
  refused: AttemptOutcome[]
  /** Not written because the database was unavailable. */
  left: AttemptOutcome[]
  /** Why the last of them was not written. */
  error?: unknown
}

/** Writes outcomes in halves, recursively, until only those are left that the database rejects. */
export async function writeApart(
  write: WriteOutcomes,
  outcomes: AttemptOutcome[],
  lease: Lease
): Promise<WrittenApart> {
  const nothing = { moved: new Set<number>(), escalations: [], refused: [], left: [] }
  try {
    const [recorded] = await write.run([{ outcomes, lease }])
    return { ...nothing, ...recorded }
  } catch (error) {
    if (!isFaultOfRows(error)) return { ...nothing, left: outcomes, error }
    if (outcomes.length === 1) return { ...nothing, refused: outcomes, error }
    const middle = Math.ceil(outcomes.length / 2)
    const first = await writeApart(write, outcomes.slice(0, middle), lease)
    return together(first, await writeApart(write, outcomes.slice(middle), lease))
  }
}

export function together(first: WrittenApart, second: WrittenApart): WrittenApart {
  return {
    moved: new Set([...first.moved, ...second.moved]),
    escalations: [...first.escalations, ...second.escalations],
    refused: [...first.refused, ...second.refused],
    left: [...first.left, ...second.left],
    error: second.error ?? first.error,
  }
}

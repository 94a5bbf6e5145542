import type { Callback } from '#emulator/callbacks'
import type { Arrivals } from '#emulator/arrivals'
import { isAccepted } from '#emulator/journal'
import type { JournalEntry } from '#emulator/journal_file'

export interface EmulatorReport {
  /** Send requests that arrived. */
  requests: number
  accepted: number
  refused: number
  /** The client disconnected before its request was complete: not in the journal. */
  aborted: number
  /** The most send requests in any one second, including refused ones. */
  maxInAnySlidingSecond: number
  ratePerSecond: number | null
  outcomes: Record<string, number>
  /** Numbers with more than one accepted message. */
  byNumber: { address: string; accepted: number }[]
  /** The same text to the same number, accepted more than once: must not happen. */
  duplicates: { address: string; textHash: string; accepted: number }[]
  tokensIssued: number
  unitsLeft: number
  /** Receipts and replies by their result, including duplicates. */
  callbacks: Record<Callback['outcome'] | 'duplicates', number>
}

export function writeReport(
  entries: JournalEntry[],
  arrivals: Arrivals,
  {
    callbacks,
    ...rest
  }: Pick<EmulatorReport, 'ratePerSecond' | 'tokensIssued' | 'unitsLeft'> & {
    callbacks: Callback[]
  }
): EmulatorReport {
  const taken = entries.filter(isAccepted)
  return {
    requests: arrivals.requests,
    accepted: taken.length,
    refused: entries.length - taken.length,
    aborted: arrivals.aborted,
    maxInAnySlidingSecond: arrivals.maxInAnySlidingSecond,
    outcomes: Object.fromEntries(count(entries.map(({ outcome }) => outcome))),
    byNumber: repeated(taken.map(({ address }) => address)).map(([address, accepted]) => {
      return { address, accepted }
    }),
    duplicates: repeated(taken.map(({ address, textHash }) => `${address} ${textHash}`)).map(
      ([key, accepted]) => {
        const [address, textHash] = key.split(' ')
        return { address, textHash, accepted }
      }
    ),
    ...rest,
    callbacks: {
      waiting: 0,
      answered: 0,
      failed: 0,
      lost: 0,
      ...Object.fromEntries(count(callbacks.map(({ outcome }) => outcome))),
      duplicates: callbacks.filter(({ duplicate }) => duplicate).length,
    },
  }
}

function count(values: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function repeated(values: string[]): [string, number][] {
  return [...count(values)].filter(([, times]) => times > 1)
}

import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { CheckedSelection } from '#delivery/desk/message_selection'
import {
  extentOf,
  pageOf,
  unmatchedOf,
  type SelectedMessage,
  type UnmatchedMessage,
} from '#delivery/desk/selected_messages'

/** Messages a page: what is changed in one transaction. */
export const PAGE = 500

export interface WalkOptions {
  /** Ends the walk between two pages. */
  signal?: AbortSignal
  onProgress?: (progress: WalkProgress) => void
  /** Messages a page; for tests. */
  pageSize?: number
}

export interface WalkProgress {
  /** Messages of the pages behind us. */
  done: number
  matched: number
}

export interface Walk {
  /** How many messages there were at the start. */
  matched: number
  /** How many of them had left the selection before their page was read. */
  left: number
  /** By id, what was asked for and is not of the selection. */
  unmatched: UnmatchedMessage[]
  /** Told to end before all was done; the rest is untouched. */
  stopped: boolean
}

/**
 * Takes the messages of a selection page by page, each id at most once: what
 * comes back into the selection while we walk is not met a second time.
 */
export async function walkSelection(
  client: QueryClientContract,
  selection: CheckedSelection,
  { signal, onProgress, pageSize = PAGE }: WalkOptions,
  work: (page: SelectedMessage[]) => Promise<void>
): Promise<Walk> {
  const unmatched = await unmatchedOf(client, selection)
  const extent = await extentOf(client, selection)
  let done = 0
  const ending = (stopped: boolean): Walk => ({
    matched: Math.max(extent.matched, done),
    left: stopped ? 0 : Math.max(extent.matched - done, 0),
    unmatched,
    stopped,
  })

  for (let after = 0; after < extent.upTo;) {
    if (signal?.aborted) return ending(true)
    const page = await pageOf(client, selection, { after, upTo: extent.upTo, limit: pageSize })
    if (page.length === 0) break
    await work(page)
    after = page.at(-1)!.id
    done += page.length
    onProgress?.({ done, matched: extent.matched })
  }
  return ending(false)
}

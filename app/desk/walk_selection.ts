import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { CheckedSelection } from './message_selection.js'
import {
  extentOf,
  pageOf,
  unmatchedOf,
  type SelectedMessage,
  type UnmatchedMessage,
} from './selected_messages.js'
import { ShortTurns } from '#storage/short_turns'

/** The most messages on a page, which is changed in one transaction. */
export const PAGE = 500

export interface WalkOptions {
  /** Ends the walk between two pages. */
  signal?: AbortSignal
  onProgress?: (progress: WalkProgress) => void
  /** Messages per page; for tests. */
  pageSize?: number
}

export interface WalkProgress {
  /** Messages of the finished pages. */
  done: number
  matched: number
}

export interface Walk {
  /** How many messages matched at the start. */
  matched: number
  /** How many had left the selection before their page was read. */
  left: number
  /** Requested by id, but not in the selection. */
  unmatched: UnmatchedMessage[]
  /** Told to stop before the end; the rest is unchanged. */
  stopped: boolean
}

/**
 * Walks the messages of a selection page by page, each id at most once: a message that returns to
 * the selection during the walk is not visited again.
 */
export async function walkSelection(
  client: QueryClientContract,
  selection: CheckedSelection,
  { signal, onProgress, pageSize = PAGE }: WalkOptions,
  work: (page: SelectedMessage[], turns: ShortTurns) => Promise<void>
): Promise<Walk> {
  const turns = new ShortTurns(client, pageSize)
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
    const page = await pageOf(client, selection, { after, upTo: extent.upTo, limit: turns.size })
    if (page.length === 0) break
    await work(page, turns)
    after = page.at(-1)!.id
    done += page.length
    onProgress?.({ done, matched: extent.matched })
  }
  return ending(false)
}

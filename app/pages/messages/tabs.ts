import type { StateCount, StateCounts } from '#desk/count_states'
import type { MessageStatus } from '#messages/message_status'
import type { Reader } from '#app/pages/reader'

/** The tabs above the list, in the order of a message's life. */
export const TABS = {
  scheduled: ['pending'],
  due: ['pending'],
  sending: ['sending'],
  sent: ['sent', 'undelivered'],
  delivered: ['delivered'],
  failed: ['failed', 'dead_letter'],
  attention: ['dead_letter', 'unknown', 'failed'],
  closed: ['cancelled', 'suppressed', 'expired'],
} as const satisfies Record<string, readonly MessageStatus[]>

export type TabName = keyof typeof TABS

export function isTab(name: string): name is TabName {
  return Object.hasOwn(TABS, name)
}

export interface Tab {
  name: TabName
  word: string
  count: string
  isHere: boolean
  href: string
}

export function tabsOf(reader: Reader, counts: StateCounts, here: TabName | null): Tab[] {
  return (Object.keys(TABS) as TabName[]).map((name) => {
    const { count, isMore } = countOfTab(counts, name)
    return {
      name,
      word: reader.t(`messages.tabs.${name}`),
      count: reader.atLeast(count, isMore),
      isHere: name === here,
      href: `/messages?tab=${name}`,
    }
  })
}

export function countOfTab(counts: StateCounts, name: TabName): StateCount {
  const parts = name === 'due' ? [counts.due] : TABS[name].map((status) => counts[status])
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    isMore: parts.some(({ isMore }) => isMore),
  }
}

import { groupOutcomes, type OutcomeGroup } from '#monitoring/outcomes/group_outcomes'
import type { OutcomeRow } from '#monitoring/outcomes/read_outcomes'
import { MessageStatuses } from '#messages/message_status'

/** Messages of everything that count beside those of a group: few of its own say little. */
const OF_EVERYTHING = 20

/** Sent messages of an account below which nothing is known of its receipts. */
const FEWEST_SENT = 20

/** The past, to judge the present by. */
export interface UsualOutcomes {
  receiptsAreUsual: (account: string | null) => boolean
  /** The share of a group that usually misses, from 0 to 1. */
  shareOf: (group: Pick<OutcomeGroup, 'dimension' | 'value'>) => number
}

/** `receiptShare`: of an account's sent messages, from which on receipts are usual. */
export function usualOutcomes(rows: OutcomeRow[], receiptShare: number): UsualOutcomes {
  const accounts = new Set(rows.map(({ account }) => account))
  const usual = new Set([...accounts].filter((each) => hasReceipts(rows, each, receiptShare)))
  const receiptsAreUsual = (account: string | null) => usual.has(account)
  const groups = groupOutcomes(rows, receiptsAreUsual)
  const everything = groups.get('everything:')
  const overall = everything ? everything.missed / everything.total : 0
  return {
    receiptsAreUsual,
    shareOf({ dimension, value }) {
      const { total, missed } = groups.get(`${dimension}:${value}`) ?? { total: 0, missed: 0 }
      return (missed + overall * OF_EVERYTHING) / (total + OF_EVERYTHING)
    },
  }
}

/** The latest days without any receipt do not count: receipts that stopped were usual until then. */
function hasReceipts(rows: OutcomeRow[], account: string | null, atLeast: number): boolean {
  const ofAccount = rows.filter((row) => row.account === account)
  const lastDay = Math.min(...ofAccount.filter(hasReceipt).map(({ day }) => day))
  const counted = ofAccount.filter(({ day }) => day >= lastDay)
  const receipts = sumOf(counted.filter(hasReceipt))
  const sent = receipts + sumOf(counted.filter(({ status }) => status === MessageStatuses.sent))
  return sent >= FEWEST_SENT && receipts / sent >= atLeast
}

function hasReceipt({ status }: OutcomeRow): boolean {
  return status === MessageStatuses.delivered || status === MessageStatuses.undelivered
}

function sumOf(rows: OutcomeRow[]): number {
  return rows.reduce((sum, { messages }) => sum + messages, 0)
}

import type { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import type { MessageStatus } from '#messages/message_status'
import { explains } from '#messages/reasons'

/** One line of the emulator's journal, as far as the checker reads it. */
export interface JournalLine {
  address: string
  outcome: string
  /** Only `journalWithAnswers()` knows it: a 201 went out whole to a client that was still there. */
  answered?: boolean
}

export interface DeliveryReport {
  messages: number
  /** Requests to send that reached the emulator, whatever it said to them. */
  posts: number
  /** POSTs that the emulator took, whether or not anybody heard its answer. */
  accepted: number
  /** Rows of `sms_attempts`. */
  attempts: number
  /** Message ids that should have left and neither did nor say why. */
  lost: number[]
  /** Numbers in the journal that no message explains. */
  unexpected: string[]
  /** Numbers that were sent to more than once. */
  duplicated: string[]
  /** Message ids whose outcome is honestly unknown. */
  unknown: number[]
  /** Of these, those whose sender had its answer; null where the journal does not say. For runs in which no process is killed. */
  unknownThoughAnswered: number[] | null
  /** Numbers with more POSTs than attempts: a POST that was not committed before, or an attempt that made two. */
  unwitnessed: string[]
  /** State and reason of messages whose reason does not belong to their state, or is missing. */
  unexplained: string[]
}

interface MessageRow {
  id: number
  status: MessageStatus
  reason: string | null
  phone_number: string
  attempts: number
}

/** Answers 401: nothing was done with the SMS, and the same attempt asks once more with another token. */
const OF_THE_TOKEN = ['refused:expired_token', 'refused:invalid_token', 'refused:bad_credentials']

/**
 * Compares every message of the database with the emulator's own journal. For
 * runs in which each SMS has a number of its own, whether or not it carries several reminders.
 */
export async function checkDelivery(
  journal: JournalLine[],
  database: Pick<Database, 'from'> = db
): Promise<DeliveryReport> {
  const messages: MessageRow[] = await database
    .from('sms_messages as m')
    .select('id', 'status', 'reason', 'phone_number')
    .select(db.raw('(SELECT COUNT(*) FROM sms_attempts a WHERE a.message_id = m.id) AS attempts'))
  const accepted = byNumber(journal.filter(({ outcome }) => outcome.startsWith('accepted')))
  const answered = byNumber(journal.filter((line) => line.answered))
  const unknown = messages.filter(({ status }) => status === 'unknown')
  const posts = byNumber(journal.filter(({ outcome }) => !OF_THE_TOKEN.includes(outcome)))
  const sentTo = new Set(messages.filter(explainsASend).map((message) => message.phone_number))
  const attempts = new Map<string, number>()
  for (const { phone_number: number, attempts: ofOne } of messages)
    attempts.set(number, (attempts.get(number) ?? 0) + Number(ofOne))

  return {
    messages: messages.length,
    posts: journal.length,
    accepted: [...accepted.values()].reduce((sum, count) => sum + count, 0),
    attempts: [...attempts.values()].reduce((sum, count) => sum + count, 0),
    lost: messages.filter((message) => isLost(message, accepted)).map(({ id }) => id),
    unexpected: [...accepted.keys()].filter((number) => !sentTo.has(number)),
    duplicated: [...accepted].filter(([, count]) => count > 1).map(([number]) => number),
    unknown: unknown.map(({ id }) => id),
    unknownThoughAnswered: journal.some((line) => line.answered !== undefined)
      ? unknown.filter((row) => answered.has(row.phone_number)).map(({ id }) => id)
      : null,
    unwitnessed: [...posts]
      .filter(([number, count]) => count > (attempts.get(number) ?? 0))
      .map(([number]) => number),
    unexplained: messages
      .filter((message) => !isExplained(message))
      .map(({ id, status, reason }) => `${id}: ${status}, ${reason}`),
  }
}

/** States that need no reason. */
const ON_THE_WAY: MessageStatus[] = ['pending', 'sending', 'sent', 'delivered']

function isExplained({ status, reason }: MessageRow): boolean {
  return reason === null ? ON_THE_WAY.includes(status) : explains(reason, status)
}

function byNumber(lines: JournalLine[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { address } of lines) {
    const number = address.replace(/^tel:/, '')
    counts.set(number, (counts.get(number) ?? 0) + 1)
  }
  return counts
}

function explainsASend({ status }: MessageRow): boolean {
  return ['sent', 'unknown', 'delivered', 'undelivered'].includes(status)
}

/** `sent` without the emulator knowing of it, or still open when everything should be over. */
function isLost(message: MessageRow, accepted: Map<string, number>): boolean {
  if (message.status === 'sent') return !accepted.has(message.phone_number)
  return message.status === 'pending' || message.status === 'sending'
}

/** What must hold in every scenario, once the queue is empty. */
export function assertNothingWrong(
  assert: { deepEqual(actual: unknown, expected: unknown, message?: string): void },
  { lost, unexpected, duplicated, unwitnessed, unexplained, unknownThoughAnswered }: DeliveryReport
): void {
  assert.deepEqual(
    {
      lost,
      unexpected,
      duplicated,
      unwitnessed,
      unexplained,
      unknownThoughAnswered: unknownThoughAnswered ?? [],
    },
    {
      lost: [],
      unexpected: [],
      duplicated: [],
      unwitnessed: [],
      unexplained: [],
      unknownThoughAnswered: [],
    }
  )
}

/** The sets with what they are counted of. A zero of n says: with 95 % certainty at most 3 / n. */
export function printReport(title: string, report: DeliveryReport, extra = ''): void {
  const { messages, posts, attempts, lost, unexpected, duplicated, unknown, unwitnessed } = report
  const { unknownThoughAnswered } = report
  const counts = [
    `lost ${share(lost.length, messages)} messages`,
    `unexpected ${share(unexpected.length, posts)} POSTs`,
    `duplicated ${share(duplicated.length, messages)} messages`,
    `without an attempt ${share(unwitnessed.length, posts)} POSTs`,
    `unknown ${share(unknown.length, messages)} messages`,
    ...(unknownThoughAnswered
      ? [`unknown although answered ${share(unknownThoughAnswered.length, messages)} messages`]
      : []),
    `attempts ${attempts}`,
  ]
  console.log(`    ${title}: ${[...counts, extra].filter(Boolean).join(' · ')}`)
}

export function share(count: number, all: number): string {
  return count > 0 || all === 0
    ? `${count} of ${all}`
    : `0 of ${all} (95 %: ≤ ${Number((300 / all).toPrecision(2))} %)`
}

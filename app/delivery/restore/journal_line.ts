/** One commit to `sending`, as the database numbered it. */
export interface SendingMark {
  id: number
  /** Random. */
  token: string
  /** By `databaseFingerprint`. */
  database: string
  /** Epoch milliseconds. */
  at: number
}

/**
 * Messages of one account that are about to be POSTed. Written and flushed to disk before the first
 * of them leaves.
 */
export interface BegunSends {
  mark: SendingMark
  account: string
  gateway: string
  sends: { messageId: number; number: number; identity: string }[]
}

/** The result of one of them, written once known, without waiting for the disk. */
export interface AnsweredSend {
  /** Token of its mark. */
  token: string
  messageId: number
  /** The class of the answer (app/gateways/types.ts), or `not_posted`. */
  outcome: string
  providerMessageId: string | null
}

/**
 * The first line of a journal: the newest mark of the database when the journal began, 0 if there
 * was none.
 */
export type JournalBeginning = Pick<SendingMark, 'id' | 'database'>

export type JournalLine =
  | { kind: 'began'; began: JournalBeginning }
  | { kind: 'begun'; begun: BegunSends }
  | { kind: 'answered'; answers: AnsweredSend[] }

/** The mark comes first, so that it can be read without the rest of a long line. */
const MARK = /^\{"mark":\[(\d+),"([\w-]+)","([\w-]+)",(\d+)\]/

/**
 * A line starts with its own line break, so that a line which another process could not finish does
 * not swallow it.
 */
export function begunLine({ mark, account, gateway, sends }: BegunSends): string {
  const { id, token, database, at } = mark
  const begun = {
    mark: [id, token, database, at],
    account,
    gateway,
    sends: sends.map(({ messageId, number, identity }) => [messageId, number, identity]),
  }
  return `\n${JSON.stringify(begun)}\n`
}

export function answeredLine(answers: AnsweredSend[]): string {
  const rows = answers.map(({ token, messageId, outcome, providerMessageId }) => [
    token,
    messageId,
    outcome,
    providerMessageId,
  ])
  return `\n${JSON.stringify({ answers: rows })}\n`
}

export function beganLine({ id, database }: JournalBeginning): string {
  return `\n${JSON.stringify({ began: [id, database] })}\n`
}

export function markOf(line: string): SendingMark | undefined {
  const [, id, token, database, at] = MARK.exec(line) ?? []
  return token === undefined ? undefined : { id: Number(id), token, database, at: Number(at) }
}

/**
 * Whether the line is ours, even if only its start exists: a process was killed, or the disk was
 * full.
 */
export function isOurs(line: string): boolean {
  return BEGINNINGS.some((beginning) => beginning.startsWith(line.slice(0, beginning.length)))
}

const BEGINNINGS = ['{"mark":[', '{"answers":[', '{"began":[']

/** Undefined for a line that was not finished or is not ours. */
export function parseLine(line: string): JournalLine | undefined {
  const mark = markOf(line)
  try {
    const parsed = JSON.parse(line)
    if (mark) {
      const sends = (parsed.sends as [number, number, string][]).map(
        ([messageId, number, identity]) => ({ messageId, number, identity })
      )
      return {
        kind: 'begun',
        begun: { mark, account: parsed.account, gateway: parsed.gateway, sends },
      }
    }
    if (parsed.began) {
      const [id, database] = parsed.began as [number, string]
      return { kind: 'began', began: { id, database } }
    }
    const answers = (parsed.answers as [string, number, string, string | null][]).map(
      ([token, messageId, outcome, providerMessageId]) => ({
        token,
        messageId,
        outcome,
        providerMessageId,
      })
    )
    return { kind: 'answered', answers }
  } catch {
    return undefined
  }
}

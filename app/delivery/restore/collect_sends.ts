import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { journalFiles, readLines } from '#delivery/restore/journal_files'
import type { AnsweredSend, BegunSends, JournalBeginning } from '#delivery/restore/journal_line'
import { findMissing, type DatabaseAgeRow } from '#delivery/restore/read_age'
import { chunksOf } from '#delivery/restore/chunks_of'

/** What is known about the attempts of one message that are missing in the database. */
export interface RestoredSend {
  identity: string
  messageId: number
  /** The highest attempt number. */
  number: number
  outcome: 'accepted' | 'ambiguous'
  gateway: string
  account: string
  providerMessageId: string | null
  /** Epoch milliseconds. */
  sentAt: number
}

export interface CollectedSends {
  /** Messages that were sent, or may have been. */
  sends: RestoredSend[]
  /** Marks that the database does not know. */
  marks: { token: string; at: number }[]
  /** Epoch milliseconds of the newest mark. */
  lastSeenAt: number | null
  /** The journal is of this database; that of another database says nothing about its messages. */
  ofThisDatabase: boolean
  /** The journal reaches back to something that the database knows: there is no gap. */
  complete: boolean
}

/** Marks looked up in one query. */
const PAGE = 1_000

/** Reads the journal from its newest file back to a file that the database knows completely. */
export async function collectSends(
  client: QueryClientContract,
  folder: string,
  age: DatabaseAgeRow
): Promise<CollectedSends> {
  const sends = new Map<string, RestoredSend>()
  const marks = new Map<string, number>()
  const answers = new Map<string, AnsweredSend>()
  let complete = false
  let ofThisDatabase = false

  for (const number of await journalFiles(folder)) {
    const begun: BegunSends[] = []
    for await (const line of readLines(folder, number)) {
      if (line.kind === 'begun') begun.push(line.begun)
      else if (line.kind === 'began') complete ||= isFromThere(line.began, age)
      else for (const answer of line.answers) answers.set(keyOf(answer.token, answer), answer)
    }
    let anyKnown = false
    let anyMissing = false
    for (const page of chunksOf(begun, PAGE)) {
      const { missing } = await findMissing(
        client,
        age,
        page.map((each) => ({ ...each.mark, begun: each }))
      )
      anyMissing ||= missing.length > 0
      anyKnown ||= missing.length < page.length
      for (const { token, at, database, begun: each } of missing) {
        marks.set(token, at)
        if (database !== age.fingerprint) continue
        ofThisDatabase = true
        add(sends, each, answers)
      }
    }
    complete ||= anyKnown
    if (anyKnown && !anyMissing) break
  }
  const lastSeenAt = marks.size === 0 ? null : [...marks.values()].reduce((a, b) => Math.max(a, b))
  return {
    sends: [...sends.values()],
    marks: [...marks].map(([token, at]) => ({ token, at })),
    lastSeenAt,
    ofThisDatabase,
    complete,
  }
}

/** The database still has what it had when the journal began. */
function isFromThere({ id, database }: JournalBeginning, age: DatabaseAgeRow): boolean {
  return database === age.fingerprint && id <= (age.newestMark ?? 0)
}

/** Leaves out attempts that certainly sent nothing. A missing answer may have been a yes. */
function add(
  sends: Map<string, RestoredSend>,
  { mark, account, gateway, sends: begun }: BegunSends,
  answers: Map<string, AnsweredSend>
): void {
  for (const { messageId, number, identity } of begun) {
    const answer = answers.get(keyOf(mark.token, { messageId }))
    const outcome = answer?.outcome ?? 'ambiguous'
    if (outcome !== 'accepted' && outcome !== 'ambiguous') continue
    const before = sends.get(identity)
    const stronger = !before || (outcome === 'accepted' && before.outcome !== 'accepted')
    const told = stronger
      ? {
          outcome: outcome as RestoredSend['outcome'],
          gateway,
          account,
          providerMessageId: answer?.providerMessageId ?? null,
          sentAt: mark.at,
        }
      : before
    const highest = Math.max(number, before?.number ?? 0)
    sends.set(identity, { ...told, identity, messageId, number: highest })
  }
}

function keyOf(token: string, { messageId }: { messageId: number }): string {
  return `${token}:${messageId}`
}

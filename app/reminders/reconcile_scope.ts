import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { REOPENABLE } from '#reminders/reminder_sql'
import { idList, query } from '#storage/sql'

/** Ids of one page, in order. */
interface Page {
  dueOn: string
  /** The last id of the page before, 0 at first. */
  after: number
  limit: number
}

export type PageQuery = (client: QueryClientContract, page: Page) => Promise<number[]>

const OPEN_REMINDER = `status = 'pending' AND immunization_id IS NOT NULL`

/** Uses the index sms_messages_open_reminders. */
export const openReminders: PageQuery = (client, page) =>
  idsOf(client, `SELECT id FROM sms_messages WHERE ${OPEN_REMINDER} AND ${IN_PAGE}`, page)

/** Uses the index sms_messages_reopenable. */
export const reopenableReminders: PageQuery = (client, page) =>
  idsOf(client, `SELECT id FROM sms_messages WHERE ${REOPENABLE} AND ${IN_PAGE}`, page)

/** Uses the index immunizations_open_by_due_date. */
export const openImmunizations: PageQuery = (client, page) =>
  idsOf(client, `SELECT id FROM immunizations WHERE administered_on IS NULL AND ${IN_PAGE}`, page)

const IN_PAGE = 'due_on = :due_on AND id > :after ORDER BY id LIMIT :limit'

async function idsOf(client: QueryClientContract, sql: string, { dueOn, after, limit }: Page) {
  const rows = await query<{ id: number }>(client, sql, { due_on: dueOn, after, limit })
  return rows.map((row) => row.id)
}

/** The due dates that open reminders speak of, wherever they lie: few, read from an index alone. */
export async function dueDatesOfOpenReminders(client: QueryClientContract): Promise<string[]> {
  const rows = await query<{ due_on: string }>(
    client,
    `SELECT DISTINCT due_on FROM sms_messages WHERE ${OPEN_REMINDER} AND due_on IS NOT NULL`
  )
  return rows.map((row) => row.due_on)
}

export async function zonesOfFacilities(client: QueryClientContract): Promise<string[]> {
  const rows = await query<{ timezone: string }>(client, 'SELECT DISTINCT timezone FROM facilities')
  return rows.map((row) => row.timezone)
}

/** The same two sets of messages for given immunizations, and the due dates that matter to them. */
export async function remindersOf(
  client: QueryClientContract,
  immunizationIds: number[]
): Promise<{ open: number[]; reopenable: number[]; dueDates: string[] }> {
  const ids = JSON.stringify(immunizationIds)
  const messages = await query<{ id: number; status: string }>(
    client,
    `SELECT id, status FROM sms_messages
     WHERE immunization_id IN (${idList(client)}) AND due_on IS NOT NULL
       AND (status = 'pending' OR (${REOPENABLE}))
     ORDER BY id`,
    { ids }
  )
  const due = await query<{ due_on: string }>(
    client,
    `SELECT DISTINCT due_on FROM immunizations WHERE id IN (${idList(client)}) AND administered_on IS NULL`,
    { ids }
  )
  const isOpen = ({ status }: { status: string }) => status === 'pending'
  return {
    open: messages.filter(isOpen).map(({ id }) => id),
    reopenable: messages.filter((message) => !isOpen(message)).map(({ id }) => id),
    dueDates: due.map((row) => row.due_on),
  }
}

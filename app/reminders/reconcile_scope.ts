import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { ReconcileContext } from '#reminders/reconcile_step'
import {
  appliesTo,
  numberFor,
  REOPENABLE,
  scopesTable,
  wasCalledOff,
  whyUnreachable,
  slotsTable,
} from '#reminders/reminder_sql'
import { along } from '#storage/partial_indexes'
import { idList, query } from '#storage/sql'

/** The tables that reminders are joined from. */
export const JOINED = ['facilities', 'patients', 'immunizations', 'sms_messages', 'sms_consents']

/** One page of rows that a step may have to change. */
export interface Page {
  dueOn: string
  /** The last id of the previous page, 0 at first. */
  after: number
  limit: number
  context: ReconcileContext
}

export type PageQuery = (client: QueryClientContract, page: Page) => Promise<number[]>

/**
 * These queries only read and return candidates; the step checks them again when it writes. A run
 * with nothing to do therefore takes no write lock.
 */

/** Open reminders that differ from what is wanted. Walks the index sms_messages_open_reminders. */
export const differingReminders: PageQuery = (client, page) =>
  idsOf(
    client,
    `WITH ${slotsTable(client)}, ${scopesTable(client)}
     SELECT o.id FROM sms_messages o
     JOIN immunizations i ON i.id = o.immunization_id
     JOIN patients p ON p.id = i.patient_id
     JOIN facilities f ON f.id = p.facility_id
     ${page.context.onlyTheseRules ? '' : 'LEFT'} JOIN slots s ON s.zone = f.timezone AND s.message_type = o.message_type
     LEFT JOIN sms_consents c ON c.phone_number = ${numberFor('o')}
     WHERE o.status = 'pending' AND o.immunization_id IS NOT NULL AND o.due_on = :due_on AND o.id > :after
       AND (i.administered_on IS NOT NULL OR i.cancelled_at IS NOT NULL OR i.due_on <> o.due_on
         OR s.version IS DISTINCT FROM o.rule_version OR NOT ${appliesTo('s')} OR (${whyUnreachable(numberFor('o'), page.context.consentPolicy)}) IS NOT NULL
         OR o.phone_number IS DISTINCT FROM ${numberFor('o')} OR o.language IS DISTINCT FROM COALESCE(p.language, f.language, :default_language)
         OR o.priority <> s.priority
         ${page.context.keepsTimes ? '' : 'OR o.planned_at IS DISTINCT FROM s.planned_at OR o.expires_at IS DISTINCT FROM s.expires_at'})
     ORDER BY o.id LIMIT :limit`,
    page
  )

/** Reminders that were called off before they left. Walks the index sms_messages_reopenable. */
export const reopenableReminders: PageQuery = (client, page) =>
  idsOf(
    client,
    `SELECT id FROM sms_messages WHERE ${REOPENABLE} AND due_on = :due_on AND id > :after ORDER BY id LIMIT :limit`,
    page
  )

/**
 * Immunizations that lack one of their reminders. Walks the index immunizations_open_by_due_date.
 */
export const lackingImmunizations: PageQuery = (client, page) =>
  idsOf(client, lacking(client, ':limit'), page)

/**
 * Open immunizations, beginning with the first that lacks a reminder. Cheaper than asking each:
 * usually all of a due date lack one, and the step asks again when it writes.
 */
export const fromFirstLacking: PageQuery = (client, page) =>
  idsOf(
    client,
    `SELECT id FROM immunizations
     WHERE ${along('immunizations_open_by_due_date')} AND due_on = :due_on AND id >= (${lacking(client, '1')})
     ORDER BY id LIMIT :limit`,
    page
  )

const lacking = (client: QueryClientContract, limit: string) => `
  WITH ${slotsTable(client)}, ${scopesTable(client)}
  SELECT i.id FROM immunizations i
  JOIN patients p ON p.id = i.patient_id
  JOIN facilities f ON f.id = p.facility_id
  WHERE ${along('immunizations_open_by_due_date', 'i')} AND i.cancelled_at IS NULL AND i.due_on = :due_on AND i.id > :after
    AND EXISTS (
      SELECT 1 FROM slots s
      WHERE s.zone = f.timezone AND s.plan IS NOT NULL AND ${appliesTo('s')} AND NOT EXISTS (
        SELECT 1 FROM sms_messages m
        WHERE m.immunization_id = i.id AND m.message_type = s.message_type AND m.due_on = i.due_on
          AND (m.rule_version = s.version OR NOT ${wasCalledOff('m')})))
  ORDER BY i.id LIMIT ${limit}`

async function idsOf(client: QueryClientContract, sql: string, page: Page): Promise<number[]> {
  const rows = await query<Pick<Rows['immunizations'], 'id'>>(client, sql, {
    due_on: page.dueOn,
    after: page.after,
    limit: page.limit,
    slots: JSON.stringify(page.context.slots),
    scopes: JSON.stringify(page.context.scopes),
    default_language: page.context.defaultLanguage,
  })
  return rows.map((row) => row.id)
}

/** Read from an index only. */
export async function countOpenImmunizations(
  client: QueryClientContract,
  dueOn: string
): Promise<number> {
  const [row] = await query<{ open: number }>(
    client,
    'SELECT COUNT(*) AS open FROM immunizations WHERE administered_on IS NULL AND due_on = :due_on',
    { due_on: dueOn }
  )
  return row.open
}

/** The due dates of open reminders, inside the band or not: few, read from an index only. */
export async function dueDatesOfOpenReminders(client: QueryClientContract): Promise<string[]> {
  const rows = await query<{ due_on: string }>(
    client,
    `SELECT DISTINCT due_on FROM sms_messages WHERE status = 'pending' AND immunization_id IS NOT NULL AND due_on IS NOT NULL`
  )
  return rows.map((row) => row.due_on)
}

export async function zonesOfFacilities(client: QueryClientContract): Promise<string[]> {
  const rows = await query<Pick<Rows['facilities'], 'timezone'>>(
    client,
    'SELECT DISTINCT timezone FROM facilities'
  )
  return rows.map((row) => row.timezone)
}

export async function immunizationsOf(
  client: QueryClientContract,
  messageIds: number[]
): Promise<number[]> {
  const rows = await query<{ immunization_id: number }>(
    client,
    `SELECT DISTINCT immunization_id FROM sms_messages WHERE id IN (${idList(client)})`,
    { ids: JSON.stringify(messageIds) }
  )
  return rows.map((row) => row.immunization_id)
}

/** A day on which immunizations are due at facilities of a zone. */
export type DueInZone = Pick<Rows['immunizations'], 'due_on'> & { zone: string }

/**
 * The same two sets of messages for given immunizations, of one due date or all, and when and in
 * which zones these are due.
 */
export async function remindersOf(
  client: QueryClientContract,
  immunizationIds: number[],
  dueOn?: string
): Promise<{ open: number[]; reopenable: number[]; due: DueInZone[] }> {
  const ids = JSON.stringify(immunizationIds)
  const messages = await query<Pick<Rows['sms_messages'], 'id' | 'status'>>(
    client,
    `SELECT id, status FROM sms_messages
     WHERE immunization_id IN (${idList(client)}) AND ${dueOn ? 'due_on = :due_on' : 'due_on IS NOT NULL'}
       AND (status = 'pending' OR (${REOPENABLE}))
     ORDER BY id`,
    { ids, ...(dueOn && { due_on: dueOn }) }
  )
  const due = await query<DueInZone>(
    client,
    `SELECT DISTINCT i.due_on, f.timezone AS zone FROM immunizations i
     JOIN patients p ON p.id = i.patient_id
     JOIN facilities f ON f.id = p.facility_id
     WHERE i.id IN (${idList(client)}) AND i.administered_on IS NULL AND i.cancelled_at IS NULL`,
    { ids }
  )
  const isOpen = ({ status }: { status: string }) => status === 'pending'
  return {
    open: messages.filter(isOpen).map(({ id }) => id),
    reopenable: messages.filter((message) => !isOpen(message)).map(({ id }) => id),
    due,
  }
}

import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { aFacility, aPatient } from '#tests/helpers/arrange'
import { installDefaultTemplates } from '#tests/helpers/default_templates'

/** More than the longest page has. */
const ROWS = 210

/** Rows of one statement. */
const AT_ONCE = 70

const THEN = '2026-03-10 09:00:00'
const STAMPS = { created_at: THEN, updated_at: THEN }

/** Ids that are used in addresses. */
export interface StoredRows {
  ref: string
  facility: string
  message: number
  schedule: number
  occurrence: number
  consent: number
  reply: number
  batch: number
}

/** As many rows of each kind as the longest page can show, and one child with a long history. */
export async function longestRows(): Promise<StoredRows> {
  await installDefaultTemplates()
  const facility = await aFacility({ code: 'C'.repeat(100) })
  const child = await aPatient({ externalRef: 'R'.repeat(100), facilityId: facility.id })
  const text = 'é'.repeat(600)
  await insert('facilities', (n) => ({ code: `F${n}`, name: text.slice(0, 200), ...ZONE }))
  await insert('patients', (n) => ({
    external_ref: `${n}`.padEnd(100, 'r'),
    first_name: text.slice(0, 100),
    last_name: text.slice(0, 100),
    caregiver_phone: `+23769010${String(n).padStart(4, '0')}`,
    facility_id: facility.id,
    status: 'active',
    ...STAMPS,
  }))
  await insert('immunizations', (n) => ({
    patient_id: child.id,
    vaccine: `V${n}`.padEnd(60, 'v'),
    dose: '1',
    due_on: '2026-12-01',
    ...STAMPS,
  }))
  const doses = await db.from('immunizations').select('id').orderBy('id')
  await insert('sms_messages', (n) => ({
    message_type: '7_day_reminder',
    status: n % 2 ? 'failed' : 'dead_letter',
    reason: 'no_route',
    patient_id: child.id,
    immunization_id: doses[n].id,
    due_on: '2026-12-01',
    phone_number: '+237690000001',
    language: 'fr',
    body: text,
    priority: 2,
    scheduled_at: THEN,
    source: 'reminder',
    dedupe_key: `longest:${n}`,
    ...STAMPS,
  }))
  const { id: message } = await db.from('sms_messages').select('id').firstOrFail()
  await insert('sms_message_events', () => ({
    message_id: message,
    at: THEN,
    actor: 'a'.repeat(100),
    to_status: 'failed',
  }))
  await insert('sms_consents', (n) => ({
    phone_number: `+23769020${String(n).padStart(4, '0')}`,
    status: 'opted_in',
    source: 'staff',
    evidence: text.slice(0, 500),
    ...STAMPS,
  }))
  await insert('inbound_messages', (n) => ({
    received_at: THEN,
    phone_number: `+23769030${String(n).padStart(4, '0')}`,
    body: text,
    effect: 'unchanged',
    for_people: true,
  }))
  await insert('schedules', (n) => ({
    name: text.slice(0, 200),
    app_name: 'sms',
    kind: 'once',
    run_at: THEN,
    timezone: 'UTC',
    payload: JSON.stringify({ phoneNumber: '+237690000001', message: text, note: n }),
    source: 'api',
    created_by: 'token:0',
    ...STAMPS,
  }))
  const { id: schedule } = await db.from('schedules').select('id').firstOrFail()
  await insert('schedule_occurrences', (n) => ({
    schedule_id: schedule,
    occurrence_at: DateTime.fromSQL(THEN, { zone: 'utc' }).plus({ minutes: n }).toFormat(AS_SQL),
    status: 'dead_letter',
    app_name: 'sms',
    payload: '{}',
    priority: 2,
    error: text,
    fired_at: THEN,
  }))
  await insert('message_batches', () => ({
    action: 'cancel',
    status: 'done',
    selection: '{}',
    options: '{}',
    actor: 'token:0',
    matched: 1,
    up_to: 1,
    refused: '{}',
    ...STAMPS,
  }))
  await insert('audit_events', (n) => ({
    at: THEN,
    actor: 'token:0',
    action: 'personal_data_read',
    detail: JSON.stringify({ rows: Array.from({ length: 200 }, (_, row) => row + n) }),
  }))
  const idOf = async (table: string) => (await db.from(table).select('id').firstOrFail()).id
  return {
    ref: child.externalRef,
    facility: facility.code,
    message,
    schedule,
    occurrence: await idOf('schedule_occurrences'),
    consent: await idOf('sms_consents'),
    reply: await idOf('inbound_messages'),
    batch: await idOf('message_batches'),
  }
}

const ZONE = { timezone: 'Africa/Douala', language: 'fr', ...STAMPS }
const AS_SQL = 'yyyy-MM-dd HH:mm:ss'

async function insert(table: string, row: (n: number) => Record<string, unknown>): Promise<void> {
  for (let start = 0; start < ROWS; start += AT_ONCE)
    await db
      .table(table)
      .multiInsert(Array.from({ length: AT_ONCE }, (_, place) => row(start + place)))
}

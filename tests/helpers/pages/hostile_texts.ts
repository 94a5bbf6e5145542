import db from '@adonisjs/lucid/services/db'
import { PERSONAL_COLUMNS } from '#erasure/personal_columns'
import type { WholeProgramme } from '#tests/helpers/pages/whole_programme'

/** The answer to the sum that a template would work out. */
export const WORKED_OUT = '1337'

/** Texts that must be shown as they are written, and do nothing. */
export const HOSTILE_TEXTS = [
  `<script>alert('script')</script>`,
  `"><img src=x onerror=alert('attribute')>`,
  `' autofocus onfocus='alert(1)' x='`,
  `<svg onload=alert('svg')>`,
  `</textarea></title><iframe src="javascript:alert('frame')">`,
  `{{ 7 * 191 }} {{{ 7 * 191 }}} @if(true)`,
  `javascript:alert('link')`,
  `&lt;b&gt;bold&lt;/b&gt; &amp; {first_name} {0}`,
  'null',
  '\u202Edrawkcab\u202C \u2066isolated\u2069',
  'Ze\u0301\u0338\u0351\u0303'.repeat(40),
  'W'.repeat(10_000),
] as const

/** Texts about our own people, which no list of personal data has. */
const OF_STAFF: Record<string, readonly string[]> = {
  users: ['name'],
  user_sessions: ['browser'],
  sms_message_events: ['actor'],
  sms_consents: ['recorded_by'],
  sms_consent_events: ['actor'],
  sending_pauses: ['paused_by'],
  schedules: ['disabled_by', 'created_by'],
  message_batches: ['actor'],
  workers: ['host'],
}

/** The log is never changed. */
const APPEND_ONLY = ['audit_events', 'audit_links']

/** Numbers, dates and keys have a form, and are only stored if they keep to it. */
const HAS_FORM = /^(?:\+?\d+|\d{4}-\d\d-\d\d.*|test:.*|[\da-f]{32,})$/

/** Puts a hostile text in the place of each text that somebody wrote, in every row. */
export async function makeHostile(programme: WholeProgramme): Promise<WholeProgramme> {
  const { id } = await db.from('patients').where('external_ref', programme.patient).firstOrFail()
  for (const [table, lists] of Object.entries(PERSONAL_COLUMNS)) {
    if (APPEND_ONLY.includes(table)) continue
    const {
      own = [],
      searched = [],
      reported = [],
    } = lists as Record<string, readonly string[] | undefined>
    await fill(table, [...own, ...searched, ...reported, ...(OF_STAFF[table] ?? [])])
  }
  const { external_ref: patient } = await db.from('patients').where('id', id).firstOrFail()
  return { ...programme, patient }
}

async function fill(table: string, columns: readonly string[]): Promise<void> {
  if (columns.length === 0) return
  const info = await db.connection().columnsInfo(table)
  for (const [index, row] of (await db.from(table)).entries()) {
    const changed = columns.flatMap((column, place) => {
      const text = HOSTILE_TEXTS[(index + place) % HOSTILE_TEXTS.length]
      const hostile = inPlaceOf(row[column], text, column === 'external_ref' ? row.id : '')
      const longest = Number(info[column].maxLength) || Infinity
      return hostile === row[column] ? [] : [[column, String(hostile).slice(0, longest)]]
    })
    if (changed.length === 0) continue
    await db.from(table).where(keyOf(row)).update(Object.fromEntries(changed))
  }
}

function inPlaceOf(value: unknown, text: string, suffix: string | number): unknown {
  if (typeof value !== 'string' || HAS_FORM.test(value)) return value
  if (!value.startsWith('{')) return `${suffix}${text}`
  const parts = JSON.parse(value, (_, part) =>
    typeof part === 'string' && part.includes(' ') ? text : part
  )
  return JSON.stringify(parts)
}

/** Tables without an id are told apart by what stays. */
function keyOf(row: Record<string, unknown>): Record<string, unknown> {
  return 'id' in row ? { id: row.id } : row
}

import { DateTime } from 'luxon'
import type { StoredRows } from '#tests/helpers/longest/rows'

/** What is known of a route, from which its longest requests are made. */
export interface Longest {
  /** Parameters of the path. */
  path?: Record<string, string | number>
  /** Its fields, in the query or in the body, with values that are valid. */
  fields?: Record<string, unknown>
  /** Bodies that are as long as they may be, in ways that only this route has; new each time. */
  bodies?: Record<string, (time: number) => unknown>
}

const TEXT = '€'.repeat(10_000)
const PAGE = { limit: 200, cursor: Buffer.from('v1:1000000').toString('base64url') }
const NUMBER = { phone_number: '+237690000001' }
const RANGE = { from: '2026-01-01', to: '2026-12-31' }
const REASON = { reason: 'r'.repeat(500) }
const DAY = DateTime.utc().plus({ days: 8 }).toISODate()

/** Letters that a sign joins which cannot be seen, as some scripts need it. */
const JOINED = '\u0915\u200d'.repeat(75)

const ZONES = Intl.supportedValuesOf('timeZone')

const FILTER = {
  status: ['failed'],
  type: '7_day_reminder',
  reason: 'no_route',
  facility: 'F1',
  patient: 'P-1',
  language: 'fr',
  source: 'reminder',
  schedule: 1,
  provider_message_id: 'p'.repeat(120),
  search: 's'.repeat(120),
  ...NUMBER,
  ...RANGE,
}

const many = <Item>(item: (n: number) => Item) => Array.from({ length: 1_000 }, (_, n) => item(n))

/** A dose that is due soon, so that a reminder is planned with it. */
const record = (n: number, time = 0) => ({
  patient_ref: `longest ${time} ${n}`.padEnd(100, 'r'),
  first_name: 'é'.repeat(100),
  last_name: 'é'.repeat(100),
  birth_date: '2026-01-01',
  caregiver_phone: `(+237) 6 9${time % 10} ${String(n).padStart(6, '0')}`,
  language: 'fr',
  facility: `F${n % 200}`,
  timezone: 'Africa/Douala',
  vaccine: 'Penta',
  dose: '1',
  due_on: DAY,
  consent: 'yes',
})

/** Everything that can be wrong with one record. */
const wrongRecord = (n: number) => ({
  ...Object.fromEntries(Object.keys(record(n)).map((field) => [field, 'x 1/'.repeat(12)])),
  caregiver_phone: Array.from({ length: 20 }, (_, m) => `+23769${n}${m}`).join('/'),
  ...Object.fromEntries(Array.from({ length: 14 }, (_, m) => [`frst_name_${letters(m)}`, 1])),
})

const job = (n: number, time = 0) => ({
  requestId: `longest ${time} ${n}`.padEnd(100, 'r'),
  appName: 'sms',
  scheduledTime: '2099-03-10 15:30:00',
  priority: 'high',
  idempotencyKey: `longest ${time} ${n}`.padEnd(200, 'k'),
  jobData: { phoneNumber: '+237690000001', message: '€'.repeat(150), correlationId: 'c' },
})

const wrongJob = (n: number) => ({
  ...Object.fromEntries(Array.from({ length: 50 }, (_, m) => [`aplName${letters(m)}`, 1])),
  scheduledTime: `${n}`.repeat(20),
  appName: 'sms',
  jobData: { phoneNumber: '1 2 3', message: 7 },
})

const OPTIONAL = '<optional>{first_name}, {vaccines} à {facility} '
const SCHEDULE = {
  name: 'n'.repeat(200),
  app_name: 'sms',
  payload: { phoneNumber: '+237690000001', message: 'Bonjour' },
  kind: 'cron',
  run_at: '2099-03-10 15:30:00',
  cron: '*/7 1-23/2 1,15 * 1-5',
  interval_ms: 86_400_000,
  timezone: 'Africa/Casablanca',
  starts_at: '2099-03-10',
  ends_at: '2100-03-10',
  max_runs: 10,
  priority: 'low',
  missed_runs: 'skip',
  overlap: 'skip',
  idempotency_key: 'k'.repeat(200),
}

/** Each route of the API by its method and pattern: a new one needs an entry here. */
export function longestRequests(rows: StoredRows): Record<string, Longest> {
  const { ref, facility } = rows
  const patient = { ref }
  const dose = { ref, vaccine: 'V0'.padEnd(60, 'v'), dose: '1' }
  const message = { id: rows.message }
  const schedule = { id: rows.schedule }
  const template = { type: '7_day_reminder', language: 'fr' }
  const ids = many((n) => rows.message + n)
  const batch = { action: 'retry', filter: FILTER, force: true, as: 'sent', message: TEXT }
  return {
    'GET /scheduler/status': {},
    'POST /scheduler/pause': { fields: { ...REASON, facility, type: 'custom', until: '18:00' } },
    'POST /scheduler/resume': { fields: { ...REASON, facility, type: 'custom' } },
    'POST /scheduler/tick': { fields: { limit: 1 } },
    'GET /consents': { fields: { ...PAGE, ...NUMBER, status: 'opted_in' } },
    'GET /consents/:id': { path: { id: rows.consent } },
    'POST /consents': { fields: { ...NUMBER, status: 'opted_out', evidence: 'e'.repeat(500) } },
    'GET /inbound-messages': { fields: { ...PAGE, ...NUMBER, unread: true } },
    'POST /inbound-messages/:id/read': { path: { id: rows.reply } },
    'GET /patients': { fields: { ...PAGE, ...NUMBER, facility, status: 'active' } },
    'GET /immunizations': { fields: { ...PAGE, facility, due_on: '2026-12-01' } },
    'PUT /batches': {
      fields: { records: [record(0)], replace: true },
      bodies: {
        'new records': (time) => many((n) => record(n, time)),
        'the same records': () => many((n) => record(n)),
        'records that change': (time) => ({
          records: many((n) => ({ ...record(n), due_on: `${2090 + time}-01-01` })),
        }),
        'other children': () =>
          many((n) => ({ ...record(n), first_name: 'X', birth_date: '2025-01-01' })),
        'wrong records': () => many(wrongRecord),
        'records with joined letters': () =>
          many((n) => ({ ...record(n), first_name: JOINED, last_name: JOINED, facility: JOINED })),
        'one long name': () => [{ ...record(0), first_name: JOINED.repeat(1_000) }],
        'records that only protect': (time) =>
          many((n) => ({ ...record(n, time), due_on: 'soon', consent: 'no' })),
        'many days, places and zones': (time) =>
          many((n) => ({
            ...record(n, time),
            facility: `Z${time}-${n % 200}`,
            timezone: ZONES[n % 200],
            due_on: DateTime.utc().plus({ days: n }).toISODate(),
          })),
        'one child': (time) => many((n) => ({ ...record(0), vaccine: `V${time}-${n}` })),
        'numbers': () => many((n) => n),
      },
    },
    'GET /patients/:ref': { path: patient },
    'PUT /patients/:ref': { path: patient, fields: { ...record(1), replace: true } },
    'PUT /patients/:ref/status': { path: patient, fields: { ...REASON, status: 'active' } },
    'POST /patients/:ref/visits': {
      path: patient,
      fields: { vaccine: 'Penta', dose: '1', administered_on: '2026-01-01', due_on: DAY },
    },
    'GET /patients/:ref/immunizations/:vaccine/:dose': { path: dose },
    'PUT /patients/:ref/immunizations/:vaccine/:dose': {
      path: dose,
      fields: { due_on: DAY, administered_on: '2026-01-01', cancelled: false },
    },
    'POST /patients/:ref/immunizations/:vaccine/:dose/visits': {
      path: dose,
      fields: { administered_on: '2026-01-01', due_on: DAY },
    },
    'GET /messages': { fields: { ...PAGE, ...FILTER, status: 'failed,dead_letter' } },
    'POST /messages': {
      fields: {
        ...NUMBER,
        message: TEXT,
        patient: ref,
        type: 'custom',
        language: 'fr',
        priority: 'low',
        urgent: true,
        scheduled_at: '2026-12-01',
        expires_at: '2099-12-01',
        idempotency_key: 'k'.repeat(150),
      },
    },
    'GET /messages/:id': { path: message },
    'PATCH /messages/:id': { path: message, fields: { ...NUMBER, message: TEXT } },
    'POST /messages/:id/retry': { path: message, fields: { force: true, may_arrive_twice: true } },
    'POST /messages/:id/reject': { path: message, fields: REASON },
    'POST /messages/:id/cancel': { path: message, fields: REASON },
    'POST /messages/:id/resolve': { path: message, fields: { ...REASON, as: 'sent' } },
    'GET /batches': { fields: PAGE },
    'POST /batches': {
      fields: { ...batch, ...REASON },
      bodies: {
        'many ids': () => ({ action: 'retry', filter: { ids } }),
        'a text for all': () => ({ action: 'edit', filter: { ids }, message: '€'.repeat(600) }),
      },
    },
    'POST /batches/previews': {
      fields: { ...batch, ...REASON },
      bodies: { 'many ids': () => ({ action: 'retry', filter: { ids } }) },
    },
    'GET /batches/:id': { path: { id: rows.batch } },
    'POST /batches/:id/stop': { path: { id: rows.batch } },
    'GET /schedules': { fields: { ...PAGE, enabled: true, app_name: 'sms', kind: 'once' } },
    'POST /schedules': {
      fields: SCHEDULE,
      bodies: {
        'a long payload': () => ({
          app_name: 'command',
          cron: '0 9 * * *',
          payload: { command: 'sms:generate', args: Array.from({ length: 20_000 }, () => 'a') },
        }),
      },
    },
    'GET /schedules/:id': { path: schedule },
    'PATCH /schedules/:id': { path: schedule, fields: { ...SCHEDULE, version: 1 } },
    'POST /schedules/:id/pauses': { path: schedule, fields: REASON },
    'DELETE /schedules/:id/pauses': { path: schedule },
    'POST /schedules/:id/runs': { path: schedule },
    'GET /schedules/:id/occurrences': { path: schedule, fields: PAGE },
    'POST /occurrences/:id/retries': { path: { id: rows.occurrence } },
    'GET /facilities': { fields: PAGE },
    'GET /facilities/:code': { path: { code: facility } },
    'GET /templates': { fields: { type: '7_day_reminder', language: 'fr' } },
    'GET /templates/:type/:language': { path: template },
    'PUT /templates/:type/:language': {
      path: template,
      fields: { body: `Rappel: ${OPTIONAL.repeat(8)}${'</optional>'.repeat(8)}`, dry_run: true },
      bodies: {
        'eight parts': () => ({
          body: `Rappel ${`${OPTIONAL}</optional>`.repeat(8)}{day}`,
          dry_run: true,
        }),
        'a long text': () => ({ body: `{first_name} ${'a'.repeat(3_900)} {day}`, dry_run: true }),
        'many placeholders': () => ({ body: '{first_name}'.repeat(330), dry_run: true }),
        'many brackets': () => ({ body: '<visit>'.repeat(500), dry_run: true }),
      },
    },
    'GET /accounts': {},
    'GET /balances': {},
    'GET /stats': { fields: { timeframe: 'week' } },
    'GET /audit': { fields: { ...PAGE, actor: 'token:0', action: 'a'.repeat(60), subject: 's' } },
    'POST /jobs': {
      fields: { ...job(0), jobs: [job(0)] },
      bodies: {
        'new jobs': (time) => many((n) => job(n, time)),
        'the same jobs': () => many((n) => job(n)),
        'jobs with taken keys': () => ({ jobs: many((n) => ({ ...job(n), priority: 'low' })) }),
        'wrong jobs': () => many(wrongJob),
        'jobs with odd numbers': () =>
          many((n) => ({
            ...job(n),
            jobData: { phoneNumber: '+237 6'.repeat(16), message: JOINED },
          })),
        'one long text': () => [{ ...job(0), jobData: { message: JOINED.repeat(1_000) } }],
        'jobs that only lack a time': () => many((n) => ({ ...job(n), scheduledTime: null })),
        'numbers': () => many((n) => n),
      },
    },
    'GET /jobs/:key': { path: { key: 'k'.repeat(200) } },
    'DELETE /schedules/:id': { path: schedule },
    'DELETE /patients/:ref': { path: patient },
  }
}

function letters(n: number): string {
  return n < 26 ? String.fromCharCode(97 + n) : `z${letters(n - 26)}`
}

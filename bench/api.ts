/**
 * What HTTP adds: records PUT one by one and in batches, and pages of a large list, over the API of
 * a web server and beside that by the same work in this process: `npm run bench:api [-- --pg
 * --rows=1000000 --records=300 --batches=5 --rounds=3]`. Both take turns in one run. 1,000,000
 * messages take a minute and 1 GB.
 */
import { parseArgs } from 'node:util'
import { bootForBench, median } from './helpers.js'
import { fillMessages } from './api/rows.js'
import { ApiCaller } from './api/caller.js'

const { values } = parseArgs({
  options: {
    pg: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    records: { type: 'string', default: '300' },
    batches: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
  },
})
const ROWS = Number(values.rows)
const ROUNDS = Number(values.rounds)
const BATCH = 1_000
const PAGE = 200
const PAGES = 21

const { app, stop } = await bootForBench(values.pg ? 'pg' : 'sqlite', { SMS_GATEWAY: 'log' })
const { ServerProcess } = await import('#tests/helpers/server_process')
const { PATIENT } = await import('#records/record_fields')
const { AuditService } = await import('#services/audit_service')
const { DeskService } = await import('#services/desk_service')
const { RecordService } = await import('#services/record_service')
const records = await app.container.make(RecordService)
const desk = await app.container.make(DeskService)
const audit = await app.container.make(AuditService)
const db = await app.container.make('lucid.db')

const startedAt = performance.now()
await fillMessages(db.connection(), ROWS)
console.log(
  `${values.pg ? 'PostgreSQL' : 'SQLite'}, ${ROWS.toLocaleString('en')} messages (made in ${Math.round((performance.now() - startedAt) / 1_000)} s)`
)
const server = await ServerProcess.start()
const api = await ApiCaller.of(app, server.url)
try {
  await measureRecords()
  await measureBatches()
  await measurePages()
} finally {
  await server.stop()
  await stop()
}
process.exit(0)

/** New patients, one by one. */
async function measureRecords(): Promise<void> {
  const count = Number(values.records)
  const over: Both = { api: [], here: [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (let n = 0; n < count; n++) {
      const path = `/patients/one-${round}-${n}`
      over.api.push(await timed(() => api.call('PUT', path, patient())))
      const record = { ...patient(), patient_ref: `here-${round}-${n}` }
      const request = { records: [record], shape: PATIENT, actor: 'bench' }
      over.here.push(await timed(() => records.register(request)))
    }
  }
  print('a record by itself', over)
}

/** New patients with a dose that is due in a year, 1,000 at a time. */
async function measureBatches(): Promise<void> {
  const count = Number(values.batches)
  const made: Both = { api: [], here: [] }
  const repeated: Both = { api: [], here: [] }
  for (let round = 0; round < ROUNDS * count; round++) {
    const [there, here] = ['api', 'here'].map((name) =>
      Array.from({ length: BATCH }, (_, n) => ({
        ...patient(),
        ...{ patient_ref: `${name}-${round}-${n}`, vaccine: 'Penta', dose: '1' },
        due_on: '2099-01-01',
      }))
    )
    for (const over of [made, repeated]) {
      over.api.push(await timed(() => api.call('PUT', '/batches', there)))
      over.here.push(await timed(() => records.register({ records: here, actor: 'bench' })))
    }
  }
  print(`${BATCH} records at once`, made)
  print(`the same ${BATCH} again`, repeated)
}

/** The longest pages, of all messages and of filters that few or many match. */
async function measurePages(): Promise<void> {
  const filters: [what: string, query: string, filter: object][] = [
    ['first page', '', {}],
    ['a page in the middle', cursorQuery(ROWS / 2), { before: ROWS / 2 }],
    ['failed ones', '&status=failed', { statuses: ['failed'] }],
    ['of one child', '&patient=bench-7', { patient: 'bench-7' }],
    ['to one number', '&phone_number=%2B237690000007', { phoneNumber: '+237690000007' }],
    ['of a week', '&from=2025-01-01&to=2025-01-07', { from: '2025-01-01', to: '2025-01-07' }],
  ]
  for (const [what, query, filter] of filters) {
    const over: Both = { api: [], here: [] }
    for (let page = 0; page < PAGES; page++) {
      const path = `/messages?limit=${PAGE}${query}`
      over.api.push(await timed(() => api.call('GET', path)))
      over.here.push(await timed(() => listHere(filter)))
    }
    print(`list, ${what}`, over)
  }
}

/** What the controller does: a page, and that it was read. */
async function listHere(filter: object): Promise<void> {
  const { messages } = await desk.list({ limit: PAGE, counted: false, ...filter })
  const rows = messages.map(({ id }) => id)
  await audit.recordRead({ actor: 'bench', what: 'messages', rows, filter: Object.keys(filter) })
}

function cursorQuery(id: number): string {
  return `&cursor=${Buffer.from(`v1:${id}`).toString('base64url')}`
}

function patient() {
  return {
    first_name: 'Amina',
    last_name: 'Ngo',
    caregiver_phone: '+237690000001',
    facility: 'CSI Briqueterie',
  }
}

interface Both {
  api: number[]
  here: number[]
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function print(what: string, { api: there, here }: Both): void {
  const ratio = (median(there) / median(here)).toFixed(2)
  console.log(`  ${what.padEnd(28)} API ${ms(there)} · here ${ms(here)} · ratio ${ratio}`)
}

/** The middle, and between which values nine of ten lie. */
function ms(times: number[]): string {
  const sorted = times.toSorted((one, other) => one - other)
  const share = (part: number) => sorted[Math.floor((sorted.length - 1) * part)].toFixed(1)
  return `${median(times).toFixed(1)} ms (${share(0.05)}–${share(0.95)}, ${times.length})`
}

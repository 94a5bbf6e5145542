import db from '@adonisjs/lucid/services/db'
import { ABILITY_NAMES } from '#access/api_abilities'
import type { Scenario } from '#tests/functional/api/openapi/scenarios'
import { aCappedApiToken, anApiToken } from '#tests/helpers/api_tokens'
import { aMessage, aPatient, anImmunization, PHONE } from '#tests/helpers/arrange'
import { aWebhookLog } from '#tests/helpers/inbound_rows'

const AT = '2026-03-10 09:00:00'

const NOTHING = { params: { id: 4711 }, code: 'E_NO_SUCH_ROW' }
const CONFLICT = 'E_MESSAGE_CONFLICT'

const aPoorToken = () =>
  aCappedApiToken({ messages_per_day: 0, segments_per_day: 0 }, ...ABILITY_NAMES)

/** A message to which all has happened that an answer can show. */
async function aLongStory() {
  const patient = await aPatient()
  const { id: immunizationId } = await anImmunization({ patientId: patient.id })
  const about = { patientId: patient.id, immunizationId, dueOn: '2026-03-10' as any }
  const message = await aMessage({ ...about, status: 'failed', reason: 'no_route' })
  await db.table('sms_message_events').insert({
    message_id: message.id,
    at: AT,
    actor: 'sweep',
    from_status: 'sending',
    to_status: 'failed',
    reason: 'no_route',
  })
  await db.table('sms_attempts').insert({
    message_id: message.id,
    number: 1,
    gateway: 'orange',
    account: 'orange',
    lease_token: 'x',
    started_at: AT,
  })
  await aWebhookLog({
    kind: 'delivery_receipt',
    message_id: message.id,
    provider_status: 'DeliveredToTerminal',
  })
  await aMessage({ ...about, carriedBy: message.id, messageType: 'other' })
  return { id: message.id }
}

export const messageScenarios: Record<string, Scenario> = {
  'GET /api/v1/messages': async (call) => {
    await aLongStory()
    const { meta } = await call(200, { query: { limit: 1 } })
    await call(200, { query: { cursor: meta.next_cursor } })
    await call(200, { query: { status: 'failed,sent', reason: 'no_route', search: PHONE } })
    await call(200, { query: { from: '2026-03-09', to: '2026-03-10T09:00:00Z', schedule: 3 } })
    await call(200, { token: await anApiToken('messages:read') })
  },

  'GET /api/v1/messages/{id}': async (call) => {
    const params = await aLongStory()
    const { timeline, sends, receipts, carries } = await call(200, { params })
    for (const list of [timeline, sends, receipts, carries])
      if (list.length === 0) throw new Error('the message has no story')
    await call(200, { params: { id: (await aMessage({ body: null })).id } })
    await call(404, NOTHING)
    return params
  },

  'POST /api/v1/messages': async (call) => {
    const patient = await aPatient()
    await call(201)
    await call(200)
    const headers = { 'Idempotency-Key': 'visit-1' }
    await call(201, { headers, body: { ...OTHER, patient: patient.externalRef, urgent: true } })
    const taken = { headers, body: { ...OTHER, message: 'Autre chose' } }
    await call(409, { ...taken, code: 'E_IDEMPOTENCY_KEY_TAKEN' })
    const another = { ...OTHER, idempotency_key: 'visit-2' }
    await call(429, { body: another, token: await aPoorToken(), code: 'E_TOKEN_CAP' })
    await call(422, { body: OTHER })
  },

  'PATCH /api/v1/messages/{id}': async (call) => {
    const { id } = await aMessage()
    await call(200, { params: { id } })
    await call(200, { params: { id }, body: { message: 'Fermé lundi' } })
    const { id: sent } = await aMessage({ status: 'sent' })
    await call(409, { params: { id: sent }, code: CONFLICT })
    const body = { message: 'Fermé mardi' }
    await call(429, { params: { id }, body, token: await aPoorToken(), code: 'E_TOKEN_CAP' })
    await call(404, NOTHING)
    return { id }
  },

  'POST /api/v1/messages/{id}/retry': async (call) => {
    const { id } = await aMessage({ status: 'failed' })
    await call(202, { params: { id }, body: null })
    await call(409, { params: { id }, code: CONFLICT })
    const { id: dead } = await aMessage({ status: 'dead_letter', attemptCount: 9 })
    await call(202, { params: { id: dead } })
    await call(404, NOTHING)
    return { id }
  },

  'POST /api/v1/messages/{id}/reject': async (call) => {
    const { id } = await aMessage({ status: 'failed' })
    await call(200, { params: { id } })
    await call(409, { params: { id }, code: CONFLICT })
    await call(404, NOTHING)
    return { id }
  },

  'POST /api/v1/messages/{id}/cancel': async (call) => {
    const { id } = await aMessage()
    await call(200, { params: { id }, body: null })
    await call(409, { params: { id }, code: CONFLICT })
    await call(200, { params: { id: (await aMessage()).id } })
    await call(404, NOTHING)
    return { id }
  },

  'POST /api/v1/messages/{id}/resolve': async (call) => {
    const { id } = await aMessage({ status: 'unknown', attemptCount: 1 })
    await call(200, { params: { id } })
    await call(409, { params: { id }, code: CONFLICT })
    await call(404, NOTHING)
    return { id }
  },

  'GET /api/v1/batches': async (call) => {
    await aBatch()
    await aBatch({ status: 'stopped', stopped_by: 'token:1' })
    const { meta } = await call(200, { query: { limit: 1 } })
    await call(200, { query: { cursor: meta.next_cursor } })
  },

  'GET /api/v1/batches/{id}': async (call) => {
    const id = await aBatch({ refused: '{"past_deadline":1}' })
    await call(200, { params: { id } })
    await call(404, NOTHING)
    return { id }
  },

  'POST /api/v1/batches': async (call) => {
    const { id } = await aMessage({ status: 'failed', reason: 'no_route' })
    await call(202)
    const edit = { action: 'edit', filter: { ids: [id] }, message: 'Fermé lundi' }
    await call(429, { body: edit, token: await aPoorToken(), code: 'E_TOKEN_CAP' })
    await whenBatchesAreDone()
  },

  'POST /api/v1/batches/previews': async (call) => {
    const { id } = await aMessage({ status: 'failed', reason: 'no_route' })
    await call(200)
    for (const body of [
      { action: 'reject', reason: 'late' },
      { action: 'cancel' },
      { action: 'resolve', as: 'sent' },
      { action: 'edit', message: 'Fermé lundi' },
    ])
      await call(200, { body: { ...body, filter: { ids: [id] } } })
  },

  'POST /api/v1/batches/{id}/stop': async (call) => {
    const id = await aBatch({ status: 'waiting' })
    await call(200, { params: { id } })
    await call(409, { params: { id }, code: 'E_BATCH_HAS_ENDED' })
    await call(404, NOTHING)
    return { id }
  },
}

const OTHER = { phone_number: '690000001', message: 'Bonjour' }

async function aBatch(values: object = {}): Promise<number> {
  const [row] = await db
    .table('message_batches')
    .insert({
      action: 'retry',
      status: 'done',
      selection: '{}',
      options: '{}',
      actor: 'token:1',
      matched: 1,
      up_to: 0,
      worked_to: 0,
      done: 1,
      changed: 1,
      refused: '{}',
      failures: 0,
      created_at: AT,
      updated_at: AT,
      ...values,
    })
    .returning('id')
  return Number(row.id ?? row)
}

/** They are worked off in the background. */
async function whenBatchesAreDone(): Promise<void> {
  while (await db.from('message_batches').whereIn('status', ['waiting', 'running']).first())
    await new Promise((resolve) => setTimeout(resolve, 20))
}

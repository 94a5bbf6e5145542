import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { ABILITY_NAMES } from '#access/api_abilities'
import { Schedules } from '#schedules/schedules'
import { toSqlInstant } from '#storage/instants'
import { FiringService } from '#services/firing_service'
import type { Call } from '#tests/functional/api/openapi/caller'
import type { Scenario } from '#tests/functional/api/openapi/scenarios'
import { aCappedApiToken, anApiToken, anApiTokenWithoutAbility } from '#tests/helpers/api_tokens'

const NOTHING = { params: { id: 4711 }, code: 'E_NO_SUCH_SCHEDULE' }
const CONFLICT = 'E_SCHEDULE_CONFLICT'

const SMS = { phoneNumber: '+237690000001', message: 'Merci' }

const aPoorToken = () =>
  aCappedApiToken(
    { messages_per_day: 0, segments_per_day: 0, schedules_in_force: 0 },
    ...ABILITY_NAMES
  )

/** Of somebody else; the token of the calls may change it. */
async function aSchedule(options: object = { kind: 'cron', cron: '0 9 * * 1' }) {
  const schedules = await app.container.make(Schedules)
  const { schedule } = await schedules.schedule('sms', SMS, options as any)
  return { id: schedule.id }
}

/** One that a token with no room has made, so that every change is beyond its caps. */
async function beyondTheCaps(id: number): Promise<Call> {
  const token = await aPoorToken()
  return { params: { id }, token, code: 'E_TOKEN_CAP' }
}

async function ofSomebodyElse(id: number): Promise<Call> {
  const token = await anApiTokenWithoutAbility('schedules:admin')
  return { params: { id }, token, code: 'E_NOT_YOUR_SCHEDULE' }
}

const occurrenceOf = (scheduleId: number, at: string) => ({
  schedule_id: scheduleId,
  occurrence_at: at,
  status: 'dead_letter',
  app_name: 'sms',
  payload: JSON.stringify(SMS),
  priority: 2,
  attempts: 3,
  fired_at: at,
})

async function anOccurrence(scheduleId: number, at: string, values: object = {}) {
  const row = { ...occurrenceOf(scheduleId, at), ...values }
  const [made] = await db.table('schedule_occurrences').insert(row).returning('id')
  return Number(made.id ?? made)
}

/** No second from minutes ago to minutes from now is free. */
async function runsEverySecond(scheduleId: number) {
  const now = DateTime.utc()
  const rows = Array.from({ length: 400 }, (_, place) =>
    occurrenceOf(scheduleId, toSqlInstant(now.plus({ seconds: place - 200 })))
  )
  await db.table('schedule_occurrences').multiInsert(rows)
}

const aMinuteAgo = () => toSqlInstant(DateTime.utc().minus({ minutes: 1 }))

export const scheduleScenarios: Record<string, Scenario> = {
  'GET /api/v1/schedules': async (call) => {
    await aSchedule()
    await aSchedule({ kind: 'interval', intervalMs: 60_000 })
    const { meta } = await call(200, { query: { limit: 1 } })
    await call(200, { query: { cursor: meta.next_cursor } })
    await call(200, { query: { app_name: 'sms', enabled: true, kind: 'cron' } })
  },

  'POST /api/v1/schedules': async (call) => {
    await call(201)
    await call(200)
    const body = { app_name: 'sms', payload: SMS, run_at: '2099-01-01 09:00:00' }
    await call(201, { body, headers: { 'Idempotency-Key': 'once' } })
    const taken = { ...body, run_at: '2099-01-02 09:00:00', idempotency_key: 'once' }
    await call(409, { body: taken, code: 'E_IDEMPOTENCY_KEY_TAKEN' })
    await call(429, { body, token: await aPoorToken(), code: 'E_TOKEN_CAP' })
  },

  'GET /api/v1/schedules/{id}': async (call) => {
    const params = await aSchedule()
    await call(200, { params })
    await call(200, { params, token: await anApiToken('schedules:read') })
    await call(404, NOTHING)
    return params
  },

  'PATCH /api/v1/schedules/{id}': async (call) => {
    const params = await aSchedule()
    await call(200, { params })
    await call(409, { params, code: CONFLICT })
    await call(200, { params, body: { version: 2, max_runs: null, priority: 'high' } })
    await call(403, await ofSomebodyElse(params.id))
    await call(429, await beyondTheCaps((await aSchedule()).id))
    await call(404, NOTHING)
    return aSchedule()
  },

  'DELETE /api/v1/schedules/{id}': async (call) => {
    const params = await aSchedule()
    await call(403, await ofSomebodyElse(params.id))
    await call(204, { params })
    await call(404, NOTHING)
  },

  'POST /api/v1/schedules/{id}/pauses': async (call) => {
    const params = await aSchedule()
    await call(200, { params })
    await call(200, { params: await aSchedule(), body: null })
    await call(403, await ofSomebodyElse(params.id))
    const over = await aSchedule({ kind: 'once', runAt: aMinuteAgo() })
    await (await app.container.make(FiringService)).processDue({})
    await call(409, { params: over, code: CONFLICT })
    await call(404, NOTHING)
    return params
  },

  'DELETE /api/v1/schedules/{id}/pauses': async (call) => {
    const params = await aSchedule()
    const schedules = await app.container.make(Schedules)
    await db.from('schedules').update(PAUSED)
    await call(200, { params })
    await call(403, await ofSomebodyElse(params.id))
    await db.from('schedules').update(PAUSED)
    await call(429, await beyondTheCaps(params.id))
    const over = await aSchedule({ kind: 'once', runAt: aMinuteAgo() })
    await schedules.processDue(10)
    await call(409, { params: over, code: CONFLICT })
    await call(404, NOTHING)
  },

  'POST /api/v1/schedules/{id}/runs': async (call) => {
    const params = await aSchedule()
    await call(201, { params })
    await call(403, await ofSomebodyElse(params.id))
    await call(429, await beyondTheCaps(params.id))
    const often = await aSchedule({ kind: 'interval', intervalMs: 1_000 })
    await runsEverySecond(often.id)
    await call(409, { params: often, code: CONFLICT })
    await call(404, NOTHING)
  },

  'GET /api/v1/schedules/{id}/occurrences': async (call) => {
    const params = await aSchedule()
    await anOccurrence(params.id, '2026-03-01 08:00:00')
    await anOccurrence(params.id, '2026-03-02 08:00:00', { status: 'done', result: '{"a":1}' })
    const { meta } = await call(200, { params, query: { limit: 1 } })
    await call(200, { params, query: { cursor: meta.next_cursor } })
    await call(404, NOTHING)
    return params
  },

  'POST /api/v1/occurrences/{id}/retries': async (call) => {
    const schedule = await aSchedule()
    const id = await anOccurrence(schedule.id, '2026-03-01 08:00:00')
    await call(403, await ofSomebodyElse(id))
    await call(202, { params: { id } })
    await call(404, { params: { id }, code: 'E_NO_SUCH_DEAD_LETTER' })
  },

  'POST /api/v1/jobs': async (call) => {
    await call(201)
    await call(200)
    const { meta } = await call(200, {
      body: [JOB, { ...JOB, scheduledTime: 'soon' }, 7, { ...JOB, priority: 'high' }],
    })
    if (meta.outcomes.conflict !== 1) throw new Error('no job had the key of another')
    await call(200, { body: { jobs: [{ ...JOB, requestId: 'a', idempotencyKey: 'a' }] } })
    const headers = { 'Idempotency-Key': JOB.idempotencyKey }
    await call(409, { body: { ...JOB, priority: 'low' }, headers, code: 'E_IDEMPOTENCY_KEY_TAKEN' })
    const body = { ...JOB, idempotencyKey: 'b' }
    await call(429, { body, token: await aPoorToken(), code: 'E_TOKEN_CAP' })
  },

  'GET /api/v1/jobs/{key}': async (call) => {
    const schedules = await app.container.make(Schedules)
    const key = 'order 47/11'
    const runAt = aMinuteAgo()
    await schedules.schedule('sms', SMS, { kind: 'once', runAt, idempotencyKey: key })
    const scheduled = await call(200, { params: { key } })
    if (scheduled.status !== 'scheduled') throw new Error('the job has run')
    await schedules.processDue(10)
    const done = await call(200, { params: { key } })
    if (!done.message || !done.occurrence) throw new Error('the job has not run')
    await call(404, { params: { key: 'nothing' }, code: 'E_NO_SUCH_ROW' })
    return { key }
  },
}

const PAUSED = { enabled: false, disabled_reason: 'paused', next_run_at: null }

const JOB = {
  appName: 'sms',
  scheduledTime: '2099-03-10 15:30:00',
  jobData: SMS,
  idempotencyKey: 'order 12',
}

import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { toSqlInstant } from '#storage/instants'
import { JOBS } from '#timetable/timetable'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aFacility } from '#tests/helpers/arrange'
import { aRun, aWorker } from '#tests/helpers/operation_rows'
import { aProgramme } from '#tests/helpers/programme'
import { anOccurrenceRow, aScheduleRow } from '#tests/helpers/schedule_rows'
import { aUser } from '#tests/helpers/users'
import { aDayOfResults } from '#tests/helpers/visit_results'

/** What pages are about, by the ids in their addresses. */
export interface WholeProgramme {
  /** A message in this state. */
  message(status: string): number
  patient: string
  schedule: number
  pausedSchedule: number
  batch: number
  user: number
}

/** The address of an account that asks for a code after the password. */
export const WITH_SECOND_FACTOR = 'blaise.atangana@example.org'

const REPLIED = '+237677123456'

/** A programme with rows in every table that a page shows, around now. */
export async function wholeProgramme(): Promise<WholeProgramme> {
  const now = DateTime.utc().startOf('second')
  const { messages, patientRefs } = await aProgramme()
  const message = (status: string) => messages.find((one) => one.status === status)!.id
  await operations(now)
  await consentOf(messages.find(({ status }) => status === 'suppressed')!.phoneNumber ?? REPLIED)
  await anApiToken('messages:read', 'stats:read')
  await aDayOfResults({ reminders: 2_000, visits: 1_440 })
  await aDayOfResults({ arm: 'held_out', reminders: 500, visits: 330 })
  const colleague = await aUser({
    email: 'marie-therese.nguemo@example.org',
    name: 'Marie-Thérèse Nguemo Essomba',
    role: 'operator',
  })
  await aUser({ email: WITH_SECOND_FACTOR, name: 'Blaise Atangana', totpSecret: 'a secret' })
  return {
    message,
    patient: patientRefs.at(-3)!,
    ...(await schedules(now)),
    batch: await aBatch(now, colleague.actor),
    user: colleague.id,
  }
}

/** Everything is paused, and one facility on its own account. */
export async function pauseEverything(): Promise<void> {
  const since = toSqlInstant(DateTime.utc().minus({ hours: 3 }))
  await aFacility({ code: 'CMA-1', name: 'CMA Nkolndongo' })
  const reason = 'Route coupée, le vaccinateur est absent.'
  const pause = { reason, paused_by: 'cli:rosine', since }
  await db.table('sending_pauses').multiInsert([
    { ...pause, scope: 'everything', subject: '' },
    { ...pause, scope: 'facility', subject: 'CMA-1' },
  ])
}

/** Processes, runs of the timetable, and three weeks of units. */
async function operations(now: DateTime): Promise<void> {
  const hour = toSqlInstant(now.startOf('hour'))
  await aWorker('host-a:1', { heartbeat_at: toSqlInstant(now.minus({ seconds: 20 })) })
  await aWorker('host-b:2', { role: 'worker', heartbeat_at: toSqlInstant(now) })
  for (const job of JOBS) await aRun(hour, { job })
  await aRun(toSqlInstant(now.startOf('hour').minus({ hours: 1 })), {
    job: 'balance',
    outcome: 'failed',
    error: 'connect ECONNREFUSED',
  })
  await db.table('gateway_accounts').insert({
    name: 'orange',
    gateway: 'orange',
    consecutive_failures: 0,
    next_slot_at: 0,
    units: 440,
    units_expire_at: toSqlInstant(now.plus({ days: 24 })),
    balance_polled_at: toSqlInstant(now.minus({ minutes: 40 })),
    created_at: hour,
    updated_at: hour,
  })
  const polls = Array.from({ length: 20 }, (_, day) => ({
    account: 'orange',
    contract_id: 'contract-1',
    country: 'CMR',
    polled_at: toSqlInstant(now.minus({ days: 19 - day })),
    expires_at: toSqlInstant(now.plus({ days: 24 })),
    units: 1_295 - 45 * day,
    usable: true,
  }))
  await db.table('gateway_balances').multiInsert(polls)
}

async function consentOf(phoneNumber: string): Promise<void> {
  const at = toSqlInstant(DateTime.utc().minus({ days: 6 }))
  const consent = { phone_number: phoneNumber, source: 'staff', evidence: 'Appel de la mère' }
  await db.table('sms_consents').insert({
    ...consent,
    status: 'opted_out',
    recorded_by: 'cli:rosine',
    created_at: at,
    updated_at: at,
  })
  await db
    .table('sms_consent_events')
    .insert({ ...consent, to_status: 'opted_out', actor: 'cli:rosine', at })
}

/** One that runs and has failed, one that is paused, and one that is over. */
async function schedules(now: DateTime) {
  const monday = now.startOf('week').set({ hour: 8 })
  const schedule = await aScheduleRow({
    name: 'Réunion des vaccinateurs de Mfou',
    kind: 'cron',
    run_at: null,
    cron: '0 9 * * 1',
    timezone: 'Africa/Douala',
    payload: JSON.stringify({
      phoneNumber: REPLIED,
      message: 'Réunion des vaccinateurs lundi à 8 h à l’hôpital de district de Mfou.',
      messageType: 'custom',
      language: 'fr',
    }),
    next_run_at: toSqlInstant(monday.plus({ weeks: 1 })),
    next_run_local: monday.plus({ weeks: 1, hours: 1 }).toFormat('yyyy-MM-dd HH:mm:ss'),
    run_count: 3,
    max_runs: 10,
  })
  const runs = [
    { attempts: 1 },
    { status: 'skipped', reason: 'missed', missed: 2 },
    {
      status: 'dead_letter',
      reason: 'unexpected_error',
      error: 'connect ECONNREFUSED 10.0.0.7:5432',
      attempts: 4,
    },
  ]
  for (const [index, run] of runs.entries())
    await anOccurrenceRow({
      schedule_id: schedule,
      fired_at: toSqlInstant(monday.minus({ weeks: 2 - index })),
      ...run,
    })
  const pausedSchedule = await aScheduleRow({
    name: 'Nettoyage',
    app_name: 'command',
    kind: 'interval',
    run_at: null,
    interval_ms: 86_400_000,
    starts_at: toSqlInstant(now.minus({ months: 2 })),
    enabled: false,
    disabled_reason: 'paused',
    disabled_detail: 'mauvais texte',
    disabled_at: toSqlInstant(now.minus({ days: 9 })),
    disabled_by: 'cli:rosine',
  })
  await aScheduleRow({
    name: 'Message du 8 mars',
    enabled: false,
    disabled_reason: 'finished',
    run_count: 1,
  })
  return { schedule, pausedSchedule }
}

async function aBatch(now: DateTime, actor: string): Promise<number> {
  const [row] = await db
    .table('message_batches')
    .insert({
      action: 'retry',
      status: 'done',
      actor,
      selection: '{"statuses":["dead_letter"]}',
      options: '{}',
      refused: '{"pastDeadline":2}',
      matched: 38,
      up_to: 0,
      worked_to: 0,
      done: 38,
      changed: 36,
      created_at: toSqlInstant(now.minus({ hours: 2 })),
      updated_at: toSqlInstant(now.minus({ hours: 2 })),
    })
    .returning('id')
  return Number(row.id ?? row)
}

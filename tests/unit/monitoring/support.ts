import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import type { Constructor } from '@adonisjs/core/types/common'
import { Clock, FrozenClock } from '#app/clock'
import { SmsSchedulerConfig, type SmsSchedulerSettings } from '#app/sms_scheduler_config'
import type SmsMessage from '#models/sms_message'
import { toSqlInstant } from '#storage/instants'
import { aMessage } from '#tests/helpers/arrange'

/** Tuesday 10 March 2026, 10:00 in Douala. */
export const NOW = '2026-03-10T09:00:00Z'

interface Settings {
  timezone?: string
  cleanup?: Partial<SmsSchedulerSettings['cleanup']>
  monitoring?: Partial<SmsSchedulerSettings['monitoring']>
}

/** The class as the container makes it, but with a clock that stands still and settings of the test's own. */
export async function make<Instance>(
  type: Constructor<Instance>,
  clock: FrozenClock = new FrozenClock(NOW),
  settings: Settings = {}
): Promise<Instance> {
  const defaults = app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const config = new SmsSchedulerConfig({
    ...defaults,
    timezone: settings.timezone ?? 'UTC',
    reminders: defaults.reminders,
    cleanup: { ...defaults.cleanup, ...settings.cleanup },
    monitoring: { ...defaults.monitoring, ...settings.monitoring },
  })
  const resolver = app.container.createResolver()
  resolver.bindValue(Clock, clock)
  resolver.bindValue(SmsSchedulerConfig, config)
  return resolver.make(type) as Promise<Instance>
}

/** `2026-03-10 08:00:00` for `{ hours: 1 }`: that long before the present of these tests. */
export function ago(duration: {
  days?: number
  hours?: number
  minutes?: number
  seconds?: number
}) {
  return toSqlInstant(new FrozenClock(NOW).now().minus(duration))
}

/** A message whose last move was at that instant of the database. */
export async function aMessageMovedAt(
  updatedAt: string,
  values: Parameters<typeof aMessage>[0] = {}
): Promise<SmsMessage> {
  const message = await aMessage(values)
  await db.from('sms_messages').where('id', message.id).update({ updated_at: updatedAt })
  return message
}

export async function attempts(
  count: number,
  outcome: string | null,
  values: { startedAt?: string; number?: number } = {}
): Promise<void> {
  for (let done = 0; done < count; done++) {
    const { id } = await aMessage({ status: 'sent' })
    await db.table('sms_attempts').insert({
      message_id: id,
      number: values.number ?? 1,
      gateway: 'log',
      account: 'log',
      lease_token: 'token',
      started_at: values.startedAt ?? ago({ minutes: 10 }),
      outcome,
    })
  }
}

export async function aWorker(id: string, values: Record<string, unknown> = {}): Promise<void> {
  await db.table('workers').insert({
    id,
    role: 'scheduler',
    host: 'host',
    pid: 1,
    started_at: ago({ hours: 1 }),
    heartbeat_at: ago({ seconds: 20 }),
    ...values,
  })
}

export async function aRun(slot: string, values: Record<string, unknown> = {}): Promise<void> {
  await db.table('scheduler_runs').insert({
    job: 'generation',
    slot,
    claimed_by: 'host',
    lease_until: 0,
    started_at: slot,
    finished_at: slot,
    outcome: 'ok',
    ...values,
  })
}

export async function anAccount(values: Record<string, unknown>): Promise<void> {
  await db.table('gateway_accounts').insert({
    name: 'log',
    gateway: 'log',
    consecutive_failures: 0,
    next_slot_at: 0,
    created_at: ago({ days: 9 }),
    updated_at: ago({ days: 9 }),
    ...values,
  })
}

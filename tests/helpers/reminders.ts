import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import type { Clock } from '#app/clock'
import type { ReminderRule } from '#settings/sms_scheduler_config'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { query } from '#storage/sql'
import { settingsWith } from '#tests/helpers/settings'

type RuleName = 'sevenDay' | 'oneDay' | 'overdue'

/** A fourth rule: three days before the second dose of measles and rubella. */
export const BEFORE_RR_2: ReminderRule = {
  type: 'rr2_reminder',
  offsetDays: -3,
  timeOfDay: '09:00',
  timezone: 'facility',
  usefulUntilDays: 0,
  priority: 'normal',
  version: 1,
  appliesTo: [{ vaccine: 'RR', dose: '2' }],
}

/** Other rules than the shipped ones, and pages small enough that tests turn them. */
export function configWith(
  rules: Partial<Record<RuleName, Partial<ReminderRule>>> = {},
  more: Record<string, ReminderRule> = {}
) {
  const { sevenDay, oneDay, overdue } = settingsWith().reminders
  return settingsWith({
    reminders: {
      pageSize: 100,
      sevenDay: { ...sevenDay, ...rules.sevenDay },
      oneDay: { ...oneDay, ...rules.oneDay },
      overdue: { ...overdue, ...rules.overdue },
      more,
    },
  })
}

export function reconcilerAt(clock: Clock, config = configWith()): ReconcileReminders {
  return new ReconcileReminders(db, clock, config, logger)
}

export interface ReminderRow {
  id: number
  message_type: string
  status: string
  reason: string | null
  phone_number: string | null
  language: string | null
  priority: number
  due_on: string
  rule_version: number
  planned_at: string
  scheduled_at: string
  expires_at: string
  dedupe_key: string
  attempt_count: number
  lease_token: string | null
  updated_at: string
}

export async function reminders(): Promise<ReminderRow[]> {
  return query(
    db.connection(),
    `SELECT id, message_type, status, reason, phone_number, language, priority, due_on, rule_version, planned_at, scheduled_at,
            expires_at, dedupe_key, attempt_count, lease_token, updated_at
     FROM sms_messages ORDER BY immunization_id, due_on, planned_at, id`
  )
}

/** A reminder in one line, for tests about which there are: `7_day_reminder 2026-03-10 pending`. */
export async function remindersInShort(): Promise<string[]> {
  return (await reminders()).map((row) =>
    [row.message_type, row.due_on, row.status, row.reason].filter(Boolean).join(' ')
  )
}

export interface EventRow {
  message_id: number
  actor: string
  from_status: string
  to_status: string
  reason: string | null
}

export async function events(): Promise<EventRow[]> {
  return query(
    db.connection(),
    'SELECT message_id, actor, from_status, to_status, reason FROM sms_message_events ORDER BY id'
  )
}

import app from '@adonisjs/core/services/app'
import { Schedules } from '#schedules/schedules'

const schedules = await app.container.make(Schedules)

/** A message, once. The key makes a repeated call harmless. */
export const thanks = await schedules.schedule(
  'sms',
  { phoneNumber: '+237690000001', message: 'Merci de votre visite' },
  { kind: 'once', runAt: '2099-03-10 15:30', idempotencyKey: 'thanks 4711' }
)
// thanks.outcome: 'created' (the second time 'existing'), thanks.schedule.id, .nextRunAt …

/** A command, by the clocks of Paris, at most eight times. */
export const weekly = await schedules.schedule(
  'command',
  { command: 'sms:health' },
  { kind: 'cron', cron: '0 9 * * 1', timezone: 'Europe/Paris', maxRuns: 8, overlap: 'skip' }
)

/** Every quarter of an hour, counted from its start. */
export const often = await schedules.schedule(
  'command',
  { command: 'orange:balance' },
  { kind: 'interval', intervalMs: 15 * 60_000, startsAt: '2099-01-01', missedRuns: 'skip' }
)

export const verdict = schedules.validateCron('30 6 * * 1-5', 'Africa/Douala')
// { valid: true, cron: '30 6 * * 1-5', next: [three instants], words: { fr: '…', en: '…' } }

export const mistake = schedules.validateCron('0 9 30 2 *')
// { valid: false, problem: '"0 9 30 2 *" never runs: …' }

export const next = schedules.nextRun({ kind: 'cron', cron: '0 9 * * 1', timezone: 'UTC' })
// next Monday at nine, as an instant; null if it never runs again

/** What `scheduler:run` does each second: fires at most 100 schedules that are due, and does the work. */
export const processed = await schedules.processDue(100)
// { fired: 0, done: 0, failed: 0, skipped: 0, retried: 0, remaining: 0 }

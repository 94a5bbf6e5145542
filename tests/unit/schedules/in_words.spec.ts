import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { inWords, type When } from '#schedules/in_words'
import { validateCron } from '#schedules/validate_cron'

const cron = (expression: string): When => ({
  kind: 'cron',
  cron: expression,
  timezone: 'Africa/Douala',
})
const every = (intervalMs: number): When => ({ kind: 'interval', intervalMs, timezone: 'UTC' })
const once = (runAt: string): When => ({ kind: 'once', runAt, timezone: 'Africa/Douala' })

test.group('A schedule in words', () => {
  const words: [When, string, string][] = [
    [
      cron('0 9 * * 1'),
      'At 09:00, only on Monday (Africa/Douala)',
      'À 09:00, uniquement le lundi (Africa/Douala)',
    ],
    [
      cron('*/15 * * * *'),
      'Every 15 minutes (Africa/Douala)',
      'Toutes les 15 minutes (Africa/Douala)',
    ],
    [
      cron('30 6 L * *'),
      'At 06:30, on the last day of the month (Africa/Douala)',
      'À 06:30, le dernier jour du mois (Africa/Douala)',
    ],
    [
      cron('0 9 * * +MON'),
      'By "0 9 * * +MON" (Africa/Douala)',
      'Selon « 0 9 * * +MON » (Africa/Douala)',
    ],
    [
      once('2026-03-10T14:30:00Z'),
      'Once, on 10 March 2026 at 15:30 (Africa/Douala)',
      'Une fois, le 10 mars 2026 à 15:30 (Africa/Douala)',
    ],
    [
      once('2026-08-01T14:30:07Z'),
      'Once, on 1 August 2026 at 15:30:07 (Africa/Douala)',
      'Une fois, le 1er août 2026 à 15:30:07 (Africa/Douala)',
    ],
    [every(1_000), 'Every second', 'Toutes les secondes'],
    [every(1_500), 'Every 1.5 seconds', 'Toutes les 1,5 secondes'],
    [every(60_000), 'Every minute', 'Toutes les minutes'],
    [every(900_000), 'Every 15 minutes', 'Toutes les 15 minutes'],
    [every(5_400_000), 'Every 90 minutes', 'Toutes les 90 minutes'],
    [every(7_200_000), 'Every 2 hours', 'Toutes les 2 heures'],
    [every(172_800_000), 'Every 2 days', 'Tous les 2 jours'],
  ]
  for (const [when, en, fr] of words) {
    test(en, ({ assert }) => {
      assert.equal(inWords(when, 'en'), en)
      assert.equal(inWords(when, 'fr'), fr)
    })
  }
})

test.group('A cron expression that is looked at', () => {
  const now = DateTime.fromISO('2026-03-27T09:00:00Z', { zone: 'utc' })
  const look = (expression: string) => validateCron(expression, 'Europe/Paris', now)

  test('says when it comes, by its clocks, and what it means', ({ assert }) => {
    const verdict = look(' @daily ')
    if (!verdict.valid) return assert.fail(verdict.problem)
    assert.equal(verdict.cron, '0 0 * * *')
    assert.deepEqual(
      verdict.next.map((instant) => instant.toISO()),
      ['2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z']
    )
    assert.deepEqual(verdict.words, {
      en: 'At 00:00 (Europe/Paris)',
      fr: 'À 00:00 (Europe/Paris)',
    })
  })

  for (const [expression, problem] of [
    ['0 9 30 2 *', /never runs/],
    ['9 o clock', /"9 o clock" cannot be used: .* Five fields/],
    ['', /cannot be used/],
    ['0 9 * * 8', /cannot be used/],
  ] as const) {
    test(`says what is wrong with "${expression}"`, ({ assert }) => {
      const verdict = look(expression)
      assert.isFalse(verdict.valid)
      assert.match(verdict.valid ? '' : verdict.problem, problem)
    })
  }
})

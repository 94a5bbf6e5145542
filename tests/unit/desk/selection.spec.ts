import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import app from '@adonisjs/core/services/app'
import SmsMessage from '#models/sms_message'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { checkSelection, type MessageSelection } from '#desk/message_selection'
import { REQUEUEABLE_STATUSES } from '#desk/requeue_request'
import { canMove } from '#messages/message_status'
import { withCleanDatabase } from '#tests/helpers/database'
import { actor, aDeadLetter, aDesk } from './support.js'

const ZONE = 'Africa/Douala'

const check = (selection: MessageSelection) =>
  checkSelection(selection, {
    allowed: REQUEUEABLE_STATUSES,
    byDefault: ['dead_letter', 'failed'],
    timezone: ZONE,
  })

test.group('What a person selects', () => {
  test('is dead letters and failures unless said otherwise', ({ assert }) => {
    assert.deepEqual(check({}).statuses, ['dead_letter', 'failed'])
    assert.deepEqual(check({ type: 'custom' }).statuses, ['dead_letter', 'failed'])
    assert.deepEqual(check({ statuses: ['unknown'] }).statuses, ['unknown'])
  })

  test('is, by id, any state that the action allows; each id once', ({ assert }) => {
    assert.deepInclude(check({ ids: [3, '3', '07'] }), {
      ids: [3, 7],
      statuses: [...REQUEUEABLE_STATUSES],
    })
  })

  test('only states from which the move is legal', ({ assert }) => {
    for (const status of REQUEUEABLE_STATUSES) assert.isTrue(canMove(status, 'pending'), status)
  })

  const periods: [from: string, to: string, since: string, until: string][] = [
    ['2026-03-09', '2026-03-09', '2026-03-08 23:00:00', '2026-03-09 22:59:59'],
    ['2026-03-09T14:00', '2026-03-09T15:00', '2026-03-09 13:00:00', '2026-03-09 14:00:00'],
    ['2026-03-09T14:00Z', '2026-03-09T15:00+02:00', '', ''],
    [
      '2026-03-09T14:00:00.500Z',
      '2026-03-09T14:00:01.500Z',
      '2026-03-09 14:00:01',
      '2026-03-09 14:00:01',
    ],
  ]
  for (const [from, to, since, until] of periods) {
    test(`from ${from} to ${to}, both included, in the programme's zone`, ({ assert }) => {
      if (since) assert.deepInclude(check({ from, to }), { since, until })
      else assert.throws(() => check({ from, to }), /from is .* after to/)
    })
  }

  test('days end with the zone, also where clocks change', ({ assert }) => {
    const { since, until } = checkSelection(
      { from: '2026-03-29', to: '2026-03-29' },
      { allowed: ['failed'], timezone: 'Europe/Paris' }
    )
    assert.deepEqual([since, until], ['2026-03-28 23:00:00', '2026-03-29 21:59:59'])
  })

  const unusable: [selection: MessageSelection, message: RegExp][] = [
    [{ ids: ['12a'] }, /id is "12a": give the number of a message/],
    [{ ids: [0] }, /id is "0"/],
    [{ ids: ['-4'] }, /id is "-4"/],
    [
      { statuses: ['sent'] },
      /status is "sent", allowed: dead_letter, failed, undelivered, unknown/,
    ],
    [{ statuses: ['dead'] }, /status is "dead", allowed/],
    [{ from: 'yesterday' }, /from is "yesterday": give a day such as/],
    [{ to: '2026-02-30' }, /to is "2026-02-30"/],
    [{ from: '2026-03-10', to: '2026-03-09' }, /from is "2026-03-10", which is after to/],
  ]
  for (const [selection, message] of unusable) {
    test(`cannot be ${JSON.stringify(selection)}`, ({ assert }) => {
      assert.throws(() => check(selection), message)
    })
  }

  test('is not everything by accident', ({ assert }) => {
    const rules = { allowed: ['pending'] as const, timezone: ZONE }
    assert.throws(() => checkSelection({}, rules), /selection is empty/)
  })
})

test.group('A retry by filter', (group) => {
  withCleanDatabase(group)

  test('takes what fits all of its conditions', async ({ assert }) => {
    const { timezone } = app.config.get<SmsSchedulerConfig>('sms_scheduler')
    const at = (local: string) => DateTime.fromISO(local, { zone: timezone }).toUTC()
    const day = { from: '2026-03-08', to: '2026-03-09' }
    const wanted = [
      await aDeadLetter({ failedAt: at('2026-03-08T00:00:00') }),
      await aDeadLetter({ failedAt: at('2026-03-09T23:59:59') }),
    ]
    await aDeadLetter({ failedAt: at('2026-03-07T23:59:59') })
    await aDeadLetter({ failedAt: at('2026-03-10T00:00:00') })
    await aDeadLetter({ failedAt: at('2026-03-08T12:00:00'), messageType: 'other' })
    await aDeadLetter({ failedAt: at('2026-03-08T12:00:00'), reason: 'no_retry_before_deadline' })
    await aDeadLetter({ failedAt: at('2026-03-08T12:00:00'), status: 'failed' })
    const { requeue } = await aDesk()

    const result = await requeue.run({
      actor,
      ...day,
      statuses: ['dead_letter'],
      type: 'custom',
      reason: 'retries_used_up',
    })

    assert.include(result, { matched: 2, requeued: 2 })
    const pending = await SmsMessage.query().where('status', 'pending').orderBy('id')
    assert.deepEqual(
      pending.map(({ id }) => id),
      wanted.map(({ id }) => id)
    )
  })

  test('goes by the last move where a message has not failed itself', async ({ assert }) => {
    const longAgo = DateTime.fromISO('2020-01-01T00:00:00Z')
    await aDeadLetter({ status: 'undelivered', failedAt: longAgo })
    const { requeue } = await aDesk()
    const statuses = ['undelivered']
    assert.include(await requeue.run({ actor, statuses, to: '2020-12-31' }), { matched: 0 })
    assert.include(await requeue.run({ actor, statuses, from: '2020-12-31' }), { requeued: 1 })
  })
})

import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { findRetryFaults } from '#settings/find_retry_faults'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

const faultsOf = (policy: unknown) => findRetryFaults({ notice: policy })

test.group('retry.byType', () => {
  test('is refused at boot with every fault, key, value and what is allowed', ({ assert }) => {
    const settings = app.config.get<SmsSchedulerConfig>('sms_scheduler')
    const build = (byType: any) =>
      new SmsSchedulerConfig({ ...settings, retry: { ...settings.retry, multiplier: 0, byType } })
    try {
      build({
        a: { kind: 'steps', minutes: [1, -5], maxRetries: 1.5 },
        b: { kind: 'weekly' },
        c: { kind: 'linear', stepMinutes: '10', maxDelayMinutes: Number.NaN },
        d: 3,
      })
      assert.fail('it was taken')
    } catch (error) {
      assert.deepEqual(error.faults, [
        'retry.multiplier is 0, allowed: a number from 1 to 10',
        'retry.byType.a.minutes is [1,-5], allowed: a list of 1 to 100 numbers from 0.01 to 10080',
        'retry.byType.a.maxRetries is 1.5, allowed: a whole number from 0 to 100',
        'retry.byType.b.kind is "weekly", allowed: exponential, linear, steps, immediate_first',
        'retry.byType.c.stepMinutes is "10", allowed: a number from 0.01 to 1440',
        'retry.byType.c.maxDelayMinutes is NaN, allowed: a number from 0.01 to 10080',
        'retry.byType.c.maxRetries is undefined, allowed: a whole number from 0 to 100, or retryForMinutes instead',
        'retry.byType.d is 3, allowed: an object with a kind: exponential, linear, steps, immediate_first',
      ])
    }
    assert.throws(() => build(undefined), /retry\.byType is undefined, allowed: an object/)
  })

  test('has one limit, not none and not two', ({ assert }) => {
    assert.deepEqual(
      faultsOf({ kind: 'steps', minutes: [1], maxRetries: 3, retryForMinutes: 60 }),
      ['retry.byType.notice.retryForMinutes is 60, allowed: only without maxRetries, which is 3']
    )
    assert.deepEqual(faultsOf({ kind: 'steps', minutes: [1] }), [
      'retry.byType.notice.maxRetries is undefined, allowed: a whole number from 0 to 100, or retryForMinutes instead',
    ])
  })

  test('knows its keys, so that a misspelt one does not go unseen', ({ assert }) => {
    assert.deepEqual(faultsOf({ kind: 'steps', minutes: [1], maxRetries: 3, jiter: 1 }), [
      'retry.byType.notice.jiter is 1, allowed: no such key; use one of: kind, minutes, jitter, maxRetries, retryForMinutes, neverFor, byReason',
    ])
  })

  test('is looked into to the bottom', ({ assert }) => {
    const faults = faultsOf({
      kind: 'immediate_first',
      then: { kind: 'immediate_first', then: { kind: 'steps', minutes: [1] } },
      maxRetries: 3,
      neverFor: 'no_route',
      byReason: {
        request_timeout: {
          kind: 'exponential',
          delayMinutes: 1,
          multiplier: 2,
          maxDelayMinutes: 5,
          jitter: 2,
        },
        other: null,
      },
    })
    assert.deepEqual(faults, [
      'retry.byType.notice.then.kind is "immediate_first", allowed: exponential, linear, steps',
      'retry.byType.notice.neverFor is "no_route", allowed: a list of reasons or outcomes such as "request_timeout"',
      'retry.byType.notice.byReason.request_timeout.jitter is 2, allowed: a number from 0 to 1',
      'retry.byType.notice.byReason.other is null, allowed: an object with a kind: exponential, linear, steps, immediate_first',
    ])
  })

  test('says what is wrong with anything', ({ assert }) => {
    const policy = { kind: 'steps', minutes: [1], maxRetries: 1 }
    const odd = [
      null,
      1,
      'x',
      [],
      { kind: {} },
      { kind: 'toString' },
      { ...policy, kind: ['steps'] },
    ]
    for (const each of odd) assert.lengthOf(faultsOf(each), 1, JSON.stringify(each))
    assert.lengthOf(faultsOf({ ...policy, neverFor: [['no_route']], byReason: [] }), 2)
    for (const byType of [null, 1, []]) assert.lengthOf(findRetryFaults(byType), 1)
  })
})

import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import { withCleanDatabase } from '#tests/helpers/database'
import { aReplyRow } from '#tests/helpers/inbound_rows'
import { make } from '#tests/helpers/make'
import { ago, TEST_NOW } from '#tests/helpers/test_clock'

const settings = {
  monitoring: {
    unreadRepliesThreshold: 3,
    unreadRepliesHours: 24,
    optOutsPerHour: 5,
    optOutFactor: 4,
    optOutAverageDays: 1,
  },
}

let serial = 0

async function optOutsBySms(count: number, minutesAgo: number, source = 'reply') {
  for (let n = 0; n < count; n++) {
    const at = ago({ minutes: minutesAgo })
    await db.table('sms_consents').insert({
      phone_number: `+2376771${String(++serial).padStart(5, '0')}`,
      status: 'opted_out',
      source,
      created_at: at,
      updated_at: at,
    })
  }
}

async function ask(only: string) {
  const health = await make(CheckHealth, new FrozenClock(TEST_NOW), settings)
  const { checks } = await health.run({ only })
  return checks[0]
}

test.group('Health of replies', (group) => {
  withCleanDatabase(group)

  test('warns of many that nobody has read; keywords do not count', async ({ assert }) => {
    assert.include(await ask('replies'), { status: 'pass', observedValue: 0 })
    for (let n = 0; n < 2; n++) await aReplyRow()
    await aReplyRow({ keyword: 'stop', effect: 'opted_out' })
    await aReplyRow({ read_at: ago({ hours: 1 }), read_by: 'user:1' })
    assert.include(await ask('replies'), { status: 'pass', observedValue: 2 })
    await aReplyRow({ keyword: 'start', reason: 'in_doubt', for_people: true })
    const { status, output } = await ask('replies')
    assert.equal(status, 'warn')
    assert.match(output, /^3 replies wait for a person, the oldest for 0 seconds: read them/)
  })

  test('warns of one that waits for a day', async ({ assert }) => {
    await aReplyRow({ received_at: ago({ hours: 23 }) })
    assert.include(await ask('replies'), { status: 'pass', observedValue: 1 })
    await aReplyRow({ received_at: ago({ hours: 24 }) })
    assert.include(await ask('replies'), { status: 'warn', observedValue: 2 })
  })

  test('warns of opt-outs by SMS far above the usual, for a day, and fails at three times as many', async ({
    assert,
  }) => {
    await optOutsBySms(4, 600)
    await optOutsBySms(9, 30, 'staff')
    assert.include(await ask('opt_outs'), { status: 'pass', observedValue: 4 })
    await optOutsBySms(1, 550)
    const { status, output } = await ask('opt_outs')
    assert.equal(status, 'warn')
    assert.match(output, /^5 opt-outs by SMS in one hour of the last day, far more than usual/)
    await optOutsBySms(10, 550)
    assert.include(await ask('opt_outs'), { status: 'fail', observedValue: 15 })
  })

  test('says nothing of many opt-outs where they are usual', async ({ assert }) => {
    await optOutsBySms(96, 25 * 60)
    await optOutsBySms(15, 30)
    assert.include(await ask('opt_outs'), { status: 'pass', observedValue: 15 })
    await optOutsBySms(1, 30)
    assert.include(await ask('opt_outs'), { status: 'warn', observedValue: 16 })
  })

  test('opt-outs of two hours are not those of one', async ({ assert }) => {
    await optOutsBySms(4, 120)
    await optOutsBySms(4, 60)
    assert.include(await ask('opt_outs'), { status: 'pass', observedValue: 4 })
  })
})

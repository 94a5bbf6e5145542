import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { anOrdinaryWeek, outcomes } from '#tests/helpers/outcome_rows'
import { TEST_NOW } from '#tests/helpers/test_clock'

async function ask(receiptHours = 6) {
  const settings = { monitoring: { receiptHours } }
  const health = await make(CheckHealth, new FrozenClock(TEST_NOW), settings)
  const { checks } = await health.run({ only: 'outcomes' })
  return checks[0]
}

test.group('Health when receipts stay away', (group) => {
  withCleanDatabase(group)

  test('fails if no message has one where they are usual, and says what to look at', async ({
    assert,
  }) => {
    await anOrdinaryWeek()
    await outcomes(60, { status: 'sent', hoursAgo: 8 })
    const { status, output } = await ask()
    assert.equal(status, 'fail')
    assert.match(output, /60 of 60 .*no receipt, although receipts are usual.*webhook/)
  })

  test('waits for as many hours as the settings say', async ({ assert }) => {
    await anOrdinaryWeek()
    await outcomes(60, { status: 'sent', hoursAgo: 4 })
    assert.equal((await ask(6)).status, 'pass')
    assert.equal((await ask(3)).status, 'fail')
  })

  test('passes if a few are missing', async ({ assert }) => {
    await anOrdinaryWeek()
    await outcomes(88, { status: 'delivered', hoursAgo: 8 })
    await outcomes(12, { status: 'sent', hoursAgo: 8 })
    assert.equal((await ask()).status, 'pass')
  })

  test('passes for an account that never had receipts, new or old, beside one that has them', async ({
    assert,
  }) => {
    await anOrdinaryWeek()
    for (let day = 2; day <= 8; day++)
      await outcomes(40, { status: 'sent', account: 'without-receipts', hoursAgo: day * 24 })
    await outcomes(60, { status: 'sent', account: 'without-receipts', hoursAgo: 8 })
    await outcomes(60, { status: 'sent', account: 'new', hoursAgo: 8 })
    assert.equal((await ask()).status, 'pass')
  })

  test('passes where no message has ever had one', async ({ assert }) => {
    await outcomes(60, { status: 'sent', hoursAgo: 8 })
    assert.equal((await ask()).status, 'pass')
  })

  test('expects none of what a person or the settings took as sent', async ({ assert }) => {
    await anOrdinaryWeek()
    await outcomes(60, { status: 'sent', reason: 'assumed_sent', hoursAgo: 8 })
    await outcomes(60, { status: 'sent', reason: 'resolved_by_person', hoursAgo: 8 })
    assert.equal((await ask()).status, 'pass')
  })

  for (const days of [2, 5, 7]) {
    test(`still fails when they have stayed away for ${days} days`, async ({ assert }) => {
      for (let day = 1; day <= 8; day++) {
        const hoursAgo = day * 24
        const status = day <= days ? 'sent' : 'delivered'
        await outcomes(100, { status, hoursAgo })
      }
      await outcomes(60, { status: 'sent', hoursAgo: 8 })
      assert.equal((await ask()).status, 'fail')
    })
  }
})

import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { ClaimBatch } from '#delivery/claim/claim_batch'
import { GiveBackClaims } from '#delivery/claim/give_back_claims'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { flakyDatabase } from '#tests/helpers/flaky_database'
import { anEngine } from '#tests/helpers/engine'

const held = () => db.from('sms_messages').whereNotNull('lease_token')

test.group('Claims that are not used', (group) => {
  withCleanDatabase(group)

  test('of which the answer is lost are given back at once', async ({ assert }) => {
    for (let n = 0; n < 3; n++) await aMessage()
    /** The first statement claims the urgent ones, of which there are none. */
    const isOfTheThree = (statement: number) => statement === 2
    const { resolver } = await anEngine({ db: flakyDatabase(db, isOfTheThree) })
    const claim = await resolver.make(ClaimBatch)
    await assert.rejects(() => claim.run(3, {}), 'the connection was lost')
    assert.isEmpty(await held())
  })

  test('are given back as soon as the database answers, and within the lease alone', async ({
    assert,
  }) => {
    await aMessage()
    const { resolver, clock } = await anEngine()
    const { ids, lease } = await (await resolver.make(ClaimBatch)).run(1, {})
    const began = clock.nowMs()

    const logger = { warn() {} } as any
    let tries = 0
    const away = flakyDatabase(db, () => ++tries > 0)
    const short = { token: 'another', leftMs: () => began + 5_000 - clock.nowMs() }
    await assert.rejects(() => new GiveBackClaims(away, clock, logger).run(ids, short))
    assert.isAbove(tries, 5)
    assert.isAtMost(clock.nowMs(), began + 5_000)
    assert.equal((await held()).at(0).lease_token, lease.token)

    const lostTwice = flakyDatabase(db, (statement) => statement <= 2)
    await new GiveBackClaims(lostTwice, clock, logger).run(ids, lease)
    assert.isEmpty(await held())
  })
})

import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import { ConsentWithdrawn } from '#delivery/send/consent_withdrawn'
import SmsAttempt from '#models/sms_attempt'
import SmsMessage from '#models/sms_message'
import { SystemClock } from '#app/clock'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { dyingDatabase } from '#tests/helpers/dying_database'
import { secondConnection } from '#tests/helpers/second_connection'
import { aConsentOffice } from '#tests/helpers/consents'
import { anEngine } from '#tests/helpers/engine'
import { TEST_NOW } from '#tests/helpers/test_clock'
import { aVisit, statesOf } from '#tests/helpers/visits'

/** Does something as soon as messages have been committed to `sending`. */
function afterCommitToSending(database: Database, work: () => Promise<unknown>): Database {
  const watched = <Target extends object>(target: Target, seen: (sql: string) => void): Target =>
    new Proxy(target, {
      get(_, property) {
        const value: any = Reflect.get(target, property)
        if (property === 'connection')
          return (...args: any[]) => watched(value.apply(target, args), seen)
        if (property === 'transaction')
          return async () => {
            let moves = false
            const isMove = (sql: string) => (moves ||= sql.includes(`SET status = 'sending'`))
            const trx = await value.call(target)
            const commit = trx.knexClient.commit
            trx.knexClient.commit = async () => {
              const answer = await commit()
              if (moves) await work()
              return answer
            }
            return watched(trx, isMove)
          }
        if (property === 'knexClient') return value
        if (property === 'rawQuery')
          return (sql: string, ...args: unknown[]) => {
            seen(sql)
            return value.call(target, sql, ...args)
          }
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  return watched(database, () => {})
}

test.group('A no while messages are on their way', (group) => {
  withCleanDatabase(group)

  test('lets the POST that is under way end, and no other begin', async ({ assert }) => {
    const { sweep, gateway } = await anEngine({
      processing: { lanes: 1, batchSize: 5 },
      ratePerSecond: 1,
    })
    const other = await secondConnection()
    const { optOut } = await aConsentOffice({ db: other.db })
    const messages = []
    for (let n = 0; n < 5; n++) messages.push(await aMessage({ phoneNumber: PHONE }))

    gateway.hold()
    const running = sweep.run()
    await gateway.arrived(1)
    /** The first is committed and being POSTed; others are claimed and through the gate. */
    const claimed = SmsMessage.query().where('status', 'pending').whereNotNull('lease_token')
    assert.isNotEmpty(await claimed)
    assert.include(await optOut({ source: 'reply' }), { suppressed: 4 })
    gateway.release()
    await running

    gateway.assertSentCount(1)
    const [first, ...rest] = await SmsMessage.query().orderBy('id')
    assert.equal(first.status, 'sent')
    for (const message of rest) {
      assert.include(message.$attributes, { status: 'suppressed', reason: 'opted_out' })
    }
    await other.close()
  })

  test('comes between the commit to sending and the POST: of several reminders nothing leaves', async ({
    assert,
  }) => {
    await installDefaultTemplates()
    const other = await secondConnection()
    const { optOut } = await aConsentOffice({ db: other.db })
    const watched = afterCommitToSending(await app.container.make(Database), () => optOut())
    const { sweep, gateway } = await anEngine({ db: watched })
    const reminders = await aVisit({ vaccines: ['Penta', 'VPO', 'PCV'] })
    await sweep.run()
    gateway.assertNothingSent()
    await sweep.run()
    assert.deepEqual(await statesOf(reminders), Array(3).fill('suppressed opted_out'))
    await other.close()
  })

  test('comes between the commit to sending and the POST: nothing leaves, others do', async ({
    assert,
  }) => {
    const other = await secondConnection()
    const { optOut } = await aConsentOffice({ db: other.db })
    const watched = afterCommitToSending(await app.container.make(Database), () => optOut())
    const { sweep, gateway } = await anEngine({ db: watched })
    const message = await aMessage({ phoneNumber: PHONE })
    const another = await aMessage({ phoneNumber: '+237677000199' })

    await sweep.run()
    assert.deepEqual(
      gateway.sent.map(({ messageId }) => messageId),
      [another.id]
    )
    await message.refresh()
    assert.include(message.$attributes, { status: 'suppressed', reason: 'opted_out' })
    const attempts = await SmsAttempt.query().where('message_id', message.id)
    assert.deepEqual(
      attempts.map(({ outcome, reason }) => `${outcome} ${reason}`),
      ['not_posted consent_withdrawn']
    )
    await other.close()
  })

  test('cannot be asked for once more: then nothing leaves', async ({ assert }) => {
    const { db: dying } = dyingDatabase(await app.container.make(Database), 1)
    const { resolver } = await anEngine({ db: dying })
    const withdrawn = await resolver.make(ConsentWithdrawn)
    assert.deepEqual(await withdrawn.among([{ id: 7 }, { id: 8 }] as any), new Set([7, 8]))
  })

  test('whoever commits first: what is suppressed has no attempt, the rest was sent once', async ({
    assert,
  }) => {
    const phones = Array.from({ length: 20 }, (_, n) => `+2376770001${String(n).padStart(2, '0')}`)
    for (const phoneNumber of [...phones, ...phones]) await aMessage({ phoneNumber })
    const clock = new SystemClock(Date.parse(TEST_NOW) - Date.now())
    const parts = { clock: clock as any, processing: { lanes: 2, batchSize: 4 } }
    const { sweep, gateway } = await anEngine({ ...parts, ratePerSecond: 200 })
    const other = await secondConnection()
    const { optOut } = await aConsentOffice({ ...parts, db: other.db })

    const running = sweep.run()
    for (const phoneNumber of phones.toReversed()) await optOut({ phoneNumber })
    await running
    await sweep.run()

    const messages = await SmsMessage.query().preload('attempts')
    const sent = new Set(gateway.sent.map(({ messageId }) => messageId))
    assert.lengthOf(gateway.sent, sent.size)
    for (const { id, status, attempts } of messages) {
      assert.equal(status, sent.has(id) ? 'sent' : 'suppressed')
      const posted = attempts.filter(({ outcome }) => outcome !== 'not_posted')
      assert.lengthOf(posted, sent.has(id) ? 1 : 0)
    }
    assert.lengthOf(await db.from('sms_consents').where('status', 'opted_out'), phones.length)
    await other.close()
  })
})

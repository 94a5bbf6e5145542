import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { SendingAccount } from '#delivery/accounts/sending_accounts'
import GatewayAccount from '#models/gateway_account'
import SmsAttempt from '#models/sms_attempt'
import SmsMessage from '#models/sms_message'
import { isPostgres } from '#storage/dialect_of'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'

const MESSAGES = 12

async function someMessages(): Promise<number[]> {
  const ids: number[] = []
  for (let n = 0; n < MESSAGES; n++) ids.push(await aMessage().then(({ id }) => id))
  return ids
}

/** Message ids by state. */
async function byStatus(): Promise<Record<string, number[]>> {
  const ids: Record<string, number[]> = {}
  for (const { id, status } of await SmsMessage.query().orderBy('id')) (ids[status] ??= []).push(id)
  return ids
}

/** The place of the nth message to leave cannot be had, as the database is not there just then. */
function failDeparture({ rate }: SendingAccount, nth: number): void {
  const depart = rate.depart.bind(rate)
  let departures = 0
  rate.depart = async (slot, segments) => {
    if (++departures === nth) throw new Error('no place')
    return depart(slot, segments)
  }
}

test.group('Every answer that arrives is recorded', (group) => {
  withCleanDatabase(group)

  test('when the place of one message fails: that one alone is given back', async ({ assert }) => {
    await someMessages()
    const { sweep, gateway, accounts } = await anEngine({ processing: { lanes: 1 } })
    failDeparture(accounts.all[0], 5)

    await assert.rejects(() => sweep.run(), 'no place')

    gateway.assertSentCount(MESSAGES - 1)
    const { sent, pending } = await byStatus()
    assert.lengthOf(sent, MESSAGES - 1)
    assert.lengthOf(pending, 1)
    const givenBack = await SmsMessage.findOrFail(pending[0])
    assert.include(givenBack.$attributes, { retryCount: 0, attemptCount: 1, leaseToken: null })
    const attempt = await SmsAttempt.findByOrFail('messageId', givenBack.id)
    assert.include(attempt.$attributes, { outcome: 'not_posted', reason: 'no_place' })
    assert.isNotNull(attempt.finishedAt)

    await sweep.run()
    assert.lengthOf((await byStatus()).sent, MESSAGES)
    gateway.assertSentCount(MESSAGES)
  })

  test('when the gateway throws for one message: that one alone is unknown', async ({ assert }) => {
    const [id] = await someMessages()
    const { sweep, gateway } = await anEngine({ processing: { lanes: 1 } })
    const send = gateway.send.bind(gateway)
    gateway.send = async (sms) => {
      if (sms.messageId === id) throw new Error('a bug')
      return send(sms)
    }
    await assert.rejects(() => sweep.run(), 'a bug')
    const { sent, unknown } = await byStatus()
    assert.lengthOf(sent, MESSAGES - 1)
    assert.deepEqual(unknown, [id])
    assert.equal((await SmsMessage.findOrFail(id)).reason, 'gateway_fault')
  })

  test('when the database does not take one of them: the others, of all lanes, are written', async ({
    assert,
    cleanup,
  }) => {
    const ids = await someMessages()
    const refused = ids[4]
    cleanup(await refuseToWrite(refused))
    const { sweep } = await anEngine({ processing: { lanes: 4 }, ratePerSecond: 12 })
    await assert.rejects(() => sweep.run())
    const { sent, sending, ...others } = await byStatus()
    assert.deepEqual(sending, [refused])
    assert.lengthOf([...sent, ...(others.pending ?? [])], MESSAGES - 1)
    const accepted = await SmsAttempt.query().where('outcome', 'accepted')
    assert.lengthOf(accepted, sent.length)
  })

  test('whatever the operator says in it', async ({ assert }) => {
    const [id] = await someMessages()
    const { sweep, gateway } = await anEngine()
    gateway.answerMessage(id, {
      outcome: 'refused',
      reason: 'invalid_number',
      errorCode: 'a\0b',
      errorMessage: 'half a 👶'.slice(0, -1) + ' and a NUL \0',
    })
    await sweep.run()
    const { sent, failed } = await byStatus()
    assert.lengthOf(sent, MESSAGES - 1)
    assert.deepEqual(failed, [id])
    assert.equal((await SmsMessage.findOrFail(id)).errorMessage, 'half a \ufffd and a NUL ')
  })

  test('when what it means for the account cannot be written', async ({ assert }) => {
    await someMessages()
    const { sweep, accounts } = await anEngine({ processing: { lanes: 1 } })
    accounts.all[0].react.run = async () => {
      throw new Error('not now')
    }
    await assert.rejects(() => sweep.run(), 'not now')
    assert.lengthOf((await byStatus()).sent, MESSAGES)
  })
})

test.group('A fault of our own machine', (group) => {
  withCleanDatabase(group)

  test('costs no retry, does not stop the account, and is not tried again at once', async ({
    assert,
  }) => {
    await someMessages()
    const { sweep, gateway, clock } = await anEngine({
      processing: { lanes: 1 },
      retry: { circuitThreshold: 2 },
    })
    gateway.answerAlways({ outcome: 'own_fault', reason: 'too_many_open_files' })
    const before = clock.nowMs()
    const { statistics } = await sweep.run()

    assert.include(statistics, { released: MESSAGES, unknown: 0, retried: 0 })
    assert.isAtLeast(clock.nowMs() - before, 1_000)
    gateway.assertSentCount(MESSAGES)
    assert.equal((await GatewayAccount.findByOrFail('name', 'log')).state, 'active')
    for (const message of await SmsMessage.all()) {
      assert.include(message.$attributes, {
        status: 'pending',
        reason: 'too_many_open_files',
        retryCount: 0,
      })
      assert.isAbove(message.scheduledAt.toMillis(), clock.nowMs())
    }

    gateway.answerAlways()
    clock.advance({ minutes: 1 })
    await sweep.run()
    assert.lengthOf((await byStatus()).sent, MESSAGES)
  })
})

/** Returns what lifts it. */
async function refuseToWrite(id: number): Promise<() => Promise<void>> {
  const onPostgres = isPostgres(db.connection())
  if (onPostgres)
    await db.rawQuery(`
      CREATE OR REPLACE FUNCTION refuse_answer() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'this one is not taken'; END $$`)
  const when = `WHEN (NEW.status = 'sent' AND NEW.id = ${id})`
  await db.rawQuery(
    onPostgres
      ? `CREATE TRIGGER refuse_answer BEFORE UPDATE ON sms_messages FOR EACH ROW ${when} EXECUTE FUNCTION refuse_answer()`
      : `CREATE TRIGGER refuse_answer BEFORE UPDATE ON sms_messages ${when} BEGIN SELECT RAISE(ABORT, 'this one is not taken'); END`
  )
  return async () => {
    await db.rawQuery(`DROP TRIGGER refuse_answer ${onPostgres ? 'ON sms_messages' : ''}`)
  }
}

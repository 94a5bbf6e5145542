import { test } from '@japa/runner'
import SendingPause from '#models/sending_pause'
import SmsAttempt from '#models/sms_attempt'
import { ClaimDueMessages } from '#delivery/claim/claim_due_messages'
import { CommitSending } from '#delivery/send/commit_sending'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { auditTrail } from '#tests/helpers/audit_trail'
import {
  aMessageFrom,
  aPausableEngine,
  EVERYTHING,
  facility,
  messageType,
} from '#tests/helpers/pauses'

const TARGETS = [EVERYTHING, facility('CSI-1'), messageType('custom')]

test.group('A pause between the claim and the POST', (group) => {
  withCleanDatabase(group)

  /** Due messages of facility CSI-1 in the hands of a sweep, and the other process that pauses. */
  async function claimedMessages(count = 1) {
    const engine = await aPausableEngine()
    const first = await aMessageFrom('CSI-1')
    const messages = [first]
    while (messages.length < count) messages.push(await aMessage({ patientId: first.patientId }))

    const until = engine.clock.nowMs() + 90_000
    const lease = { token: 'mine', claimedBy: 'tester', until, leftMs: () => 90_000 }
    await engine.accounts.all[0].state.permission()
    const claim = await engine.resolver.make(ClaimDueMessages)
    await claim.run({ ...lease, leaseUntil: lease.until, limit: count })
    const commitSending = await engine.resolver.make(CommitSending)
    const commit = async (index = 0) => {
      const { id, phoneNumber } = messages[index]
      const ready = { ...READY, id, phoneNumber: phoneNumber! }
      const account = { name: 'log', gateway: 'log' }
      const slots = [engine.clock.nowMs()]
      const { sending } = await commitSending.run([ready], slots, lease, account)
      return sending
    }
    return { engine, messages, commit }
  }

  async function anotherProcess(cleanup: (callback: () => Promise<void>) => void) {
    const second = await secondConnection()
    cleanup(() => second.close())
    return aPausableEngine({ db: second.db })
  }

  for (const target of TARGETS) {
    test(`${target.scope}: what is not committed yet does not leave`, async ({
      assert,
      cleanup,
    }) => {
      const { messages, commit } = await claimedMessages()
      const other = await anotherProcess(cleanup)
      await other.pause(target)
      assert.lengthOf(await commit(), 0)
      assert.lengthOf(await SmsAttempt.all(), 0)
      assert.equal((await messages[0].refresh()).status, 'pending')

      await other.resume(target)
      assert.lengthOf(await commit(), 1)
    })

    test(`${target.scope}: from the moment it is written nothing is committed any more`, async ({
      assert,
      cleanup,
    }) => {
      const count = 12
      const { messages, commit } = await claimedMessages(count)
      const other = await anotherProcess(cleanup)
      let paused = false
      const pausing = other.pause(target).then(() => (paused = true))

      const begunAfterPause: Promise<unknown[]>[] = []
      for (let index = 0; index < count - 1; index++) {
        const afterPause = paused
        const committed = commit(index)
        if (afterPause) begunAfterPause.push(committed)
        await committed
      }
      await pausing
      begunAfterPause.push(commit(count - 1))

      for (const committed of await Promise.all(begunAfterPause)) assert.isEmpty(committed)
      assert.equal((await messages.at(-1)!.refresh()).status, 'pending')
    })
  }

  test('one of another facility or type does not concern it', async ({ assert }) => {
    const { engine, commit } = await claimedMessages()
    await aMessageFrom('CSI-2', { messageType: 'campaign' })
    await engine.pause(facility('CSI-2'))
    await engine.pause(messageType('campaign'))
    assert.lengthOf(await commit(), 1)
  })

  test('one whose time is over does not either, before anybody deletes it', async ({ assert }) => {
    const { engine, commit } = await claimedMessages()
    for (const target of TARGETS) await engine.pause({ ...target, until: '2026-03-10T09:00:10Z' })
    engine.clock.advance({ seconds: 9 })
    assert.lengthOf(await commit(), 0)
    engine.clock.advance({ seconds: 1 })
    assert.lengthOf(await commit(), 1)
    assert.lengthOf(await SendingPause.all(), 3)
  })
})

test.group('Several processes end one pause', (group) => {
  withCleanDatabase(group)

  async function processes(count: number, cleanup: (callback: () => Promise<void>) => void) {
    return Promise.all(
      Array.from({ length: count }, async () => {
        const { db, close } = await secondConnection()
        cleanup(close)
        return aPausableEngine({ db })
      })
    )
  }

  test('by hand: one of them does, and one audit event says so', async ({ assert, cleanup }) => {
    const message = await aMessageFrom('CSI-1')
    const all = await processes(4, cleanup)
    await all[0].pause(facility('CSI-1'))
    await all[0].sweep.run()

    const ended = await Promise.all(all.map(({ resume }) => resume(facility('CSI-1'))))

    assert.lengthOf(ended.filter(Boolean), 1)
    const trail = await auditTrail()
    assert.deepEqual(
      trail.map(({ action }) => action),
      ['sending_paused', 'sending_resumed']
    )
    assert.isNull((await message.refresh()).reason)
  })

  test('when its time is over: likewise, and each message leaves once', async ({
    assert,
    cleanup,
  }) => {
    for (let n = 0; n < 10; n++) await aMessage()
    const all = await processes(4, cleanup)
    await all[0].pause({ ...messageType('custom'), until: '2026-03-10T09:05:00Z' })
    await all[0].sweep.run()
    for (const { clock } of all) clock.advance({ minutes: 5 })

    await Promise.all(all.map(({ sweep }) => sweep.run()))

    const trail = await auditTrail()
    assert.deepEqual(
      trail.map(({ action }) => action),
      ['sending_paused', 'sending_resumed_by_itself']
    )
    const sent = all.flatMap(({ gateway }) => gateway.sent.map(({ messageId }) => messageId))
    assert.lengthOf(sent, 10)
    assert.equal(new Set(sent).size, 10)
  })
})

const READY = {
  messageType: 'custom',
  body: 'Rappel',
  encoding: 'GSM-7',
  segments: 1,
  templateVersion: null,
  templateId: null,
  leaveBefore: null,
  timezone: null,
  retryCount: 0,
  retryingSince: null,
  expiresAt: null,
  identity: 'of-this-message',
  isReminder: false,
  isAgain: false,
  carried: [],
  usefulUntil: null,
  retryUntil: null,
}

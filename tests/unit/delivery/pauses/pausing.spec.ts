import { test } from '@japa/runner'
import SendingPause from '#models/sending_pause'
import { UnknownFacility, UnknownMessageType } from '#delivery/pauses/errors'
import { aFacility, aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { auditTrail } from '#tests/helpers/audit_trail'
import { aPausableEngine, facility, messageType } from '#tests/helpers/pauses'

test.group('Pausing', (group) => {
  withCleanDatabase(group)

  test('keeps who, why, since when and until when, as a row and in the audit', async ({
    assert,
  }) => {
    const { pause } = await aPausableEngine()
    const { changed } = await pause({ reason: 'wrong text', until: '2026-03-10T12:00:00Z' })

    assert.isFalse(changed)
    const row = await SendingPause.firstOrFail()
    const kept = { scope: 'everything', reason: 'wrong text', pausedBy: 'cli:tester' }
    assert.include(row.$attributes, { ...kept, subject: '' })
    const since = '2026-03-10T09:00:00.000Z'
    const until = '2026-03-10T12:00:00.000Z'
    assert.deepEqual(await auditTrail(), [
      {
        action: 'sending_paused',
        subject: 'everything',
        actor: 'cli:tester',
        detail: { ...kept, since, until, changed: false },
      },
    ])
  })

  test('again changes the pause: a new end, a reason where one is given, since when it was first', async ({
    assert,
  }) => {
    const { pause, clock } = await aPausableEngine()
    await pause({ reason: 'wrong text', until: '12:00' })
    clock.advance({ hours: 1 })

    const again = await pause({ actor: 'cli:other' })

    assert.isTrue(again.changed)
    assert.include(again.pause, { reason: 'wrong text', pausedBy: 'cli:other', until: null })
    assert.equal(again.pause.since.toISO(), '2026-03-10T09:00:00.000Z')
    assert.lengthOf(await SendingPause.all(), 1)
    const trail = await auditTrail()
    assert.deepEqual(
      trail.map(({ detail }) => detail.changed),
      [false, true]
    )
  })

  test('of one that has ended by itself is a new one', async ({ assert }) => {
    const { pause, clock } = await aPausableEngine()
    await pause({ until: '2026-03-10T09:30:00Z' })
    clock.advance({ hours: 1 })
    const { changed, pause: second } = await pause()
    assert.isFalse(changed)
    assert.equal(second.since.toISO(), '2026-03-10T10:00:00.000Z')
    const trail = await auditTrail()
    assert.deepEqual(
      trail.map(({ action }) => action),
      ['sending_paused', 'sending_resumed_by_itself', 'sending_paused']
    )
  })

  test('two at the same time make one pause, and the second says that it changed it', async ({
    assert,
  }) => {
    const engines = await Promise.all(Array.from({ length: 4 }, () => aPausableEngine()))
    const results = await Promise.all(engines.map(({ pause }) => pause()))
    assert.lengthOf(
      results.filter(({ changed }) => !changed),
      1
    )
    assert.lengthOf(await SendingPause.all(), 1)
    assert.lengthOf(await auditTrail(), 4)
  })

  test('a facility that does not exist is refused, with those of a like code', async ({
    assert,
  }) => {
    for (const code of ['CSI-MELEN', 'CSI-NKOLO', 'Hopital Central']) await aFacility({ code })
    const { pause, resume } = await aPausableEngine()

    for (const [code, near] of [
      ['CSI-MELNE', 'CSI-MELEN'],
      ['csi-nkolo', 'CSI-NKOLO'],
      ['Central', 'Hopital Central'],
    ]) {
      const message = `There is no facility with the code "${code}"; near it: "${near}"`
      await assert.rejects(() => pause(facility(code)), UnknownFacility, message)
      await assert.rejects(() => resume(facility(code)), UnknownFacility, message)
    }
    await assert.rejects(() => pause(facility('Z')), UnknownFacility, /nor a similar one/)
    assert.lengthOf(await SendingPause.all(), 0)
  })

  test('a type is known from a rule, a text or a message, or else refused', async ({ assert }) => {
    await aMessage({ messageType: 'campaign' })
    const { pause } = await aPausableEngine()
    await pause(messageType('1_day_reminder'))
    await pause(messageType('campaign'))
    await assert.rejects(
      () => pause(messageType('1_day_remainder')),
      UnknownMessageType,
      'There is no message type "1_day_remainder"; use one of: 7_day_reminder, 1_day_reminder, overdue_reminder'
    )
    assert.lengthOf(await SendingPause.all(), 2)
  })

  test('resuming what is not paused changes nothing', async ({ assert }) => {
    await aFacility({ code: 'CSI-1' })
    const { resume } = await aPausableEngine()
    assert.isUndefined(await resume())
    assert.isUndefined(await resume(facility('CSI-1')))
    assert.isEmpty(await auditTrail())
  })

  test('resuming ends that pause alone and keeps who and why', async ({ assert }) => {
    await aFacility({ code: 'CSI-1' })
    const { pause, resume, clock } = await aPausableEngine()
    await pause()
    await pause({ ...facility('CSI-1'), reason: 'flood' })
    clock.advance({ minutes: 30 })

    await resume({ ...facility('CSI-1'), actor: 'cli:other', reason: 'dry again' })

    const left = await SendingPause.all()
    assert.deepEqual(
      left.map(({ scope }) => scope),
      ['everything']
    )
    const trail = await auditTrail()
    assert.deepEqual(trail.at(-1), {
      action: 'sending_resumed',
      subject: 'CSI-1',
      actor: 'cli:other',
      detail: {
        scope: 'facility',
        reason: 'flood',
        pausedBy: 'cli:tester',
        since: '2026-03-10T09:00:00.000Z',
        until: null,
        resumeReason: 'dry again',
      },
    })
  })
})

import { appendFile, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { ResumeSending } from '#delivery/pauses/resume_sending'
import { EVERYTHING } from '#delivery/pauses/pause_target'
import SmsMessage from '#models/sms_message'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aVisit, statesOf } from '#tests/helpers/visits'
import { anInbox } from '#tests/unit/inbound/support'
import { aMachine, states, takeBackup } from '#tests/unit/delivery/restore/support'

const ACCEPTED = { outcome: 'accepted', durationMs: 1, httpStatus: 201 } as const
const AMBIGUOUS = { outcome: 'ambiguous', reason: 'timeout', durationMs: 1 } as const

async function dueMessages(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await aMessage()
}

test.group('A database that was restored from a backup', (group) => {
  withCleanDatabase(group)

  test('is paused before anything leaves, whoever looks', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(5)
    const backup = await takeBackup()
    assert.equal((await (await machine.start()).sweep.run()).statistics.sent, 5)
    await backup.restore()

    const { sweep, gateway } = await machine.start()
    assert.include(await sweep.run({ dryRun: true }), { outcome: 'paused', heldFor: 'review' })
    for (let n = 0; n < 2; n++) {
      assert.include(await sweep.run(), { outcome: 'paused', heldFor: 'review' })
      assert.lengthOf(gateway.sent, 0)
    }
    const elsewhere = await aMachine(cleanup)
    assert.include(await (await elsewhere.start()).sweep.run(), { outcome: 'paused' })
    assert.deepEqual(await states(), { pending: 5 })
  })

  test('says what was sent since, and goes on by a person’s word without sending it again', async ({
    assert,
    cleanup,
  }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(5)
    const backup = await takeBackup()
    const before = await machine.start()
    before.gateway.answerWith(ACCEPTED, ACCEPTED, ACCEPTED, AMBIGUOUS, AMBIGUOUS)
    await before.sweep.run()
    await backup.restore()
    await aMessage({ messageType: 'later' })

    const { sweep, gateway, review, accept } = await machine.start()
    const seen = await review.run()
    assert.containSubset(seen, {
      findings: [{ kind: 'older', messages: 5, complete: true }],
      doubtful: { sent: 3, unknown: 2 },
      otherwiseSent: 0,
      wouldLeave: { custom: { sent: 0, unknown: 5 }, later: { sent: 1 } },
    })
    assert.deepEqual(await accept(), { sent: 3, unknown: 2 })
    assert.deepEqual(await states(), {
      'sent: restored': 3,
      'unknown: restored': 2,
      'pending': 1,
    })
    assert.isUndefined(await review.run())
    assert.isUndefined(await accept())

    assert.include(await sweep.run(), { outcome: 'done' })
    assert.lengthOf(gateway.sent, 1)
    const audit = await db.from('audit_events').where('action', 'restore_accepted').first()
    assert.equal(audit.actor, 'cli:tester')
  })

  test('keeps the operator’s id, the attempt and the moves of what was sent', async ({
    assert,
    cleanup,
  }) => {
    const machine = await aMachine(cleanup)
    const message = await aMessage()
    const backup = await takeBackup()
    const before = await machine.start()
    before.gateway.answerWith({ ...ACCEPTED, providerMessageId: 'given-by-orange' })
    await before.sweep.run()
    await backup.restore()
    await (await machine.start()).accept()

    await message.refresh()
    assert.include(message, {
      status: 'sent',
      attemptCount: 1,
      providerMessageId: 'given-by-orange',
    })
    assert.equal(message.sentAt?.toMillis(), before.clock.nowMs())
    const [attempt, ...others] = await db.from('sms_attempts').where('message_id', message.id)
    assert.include(attempt, { number: 1, outcome: 'accepted', reason: 'restored' })
    assert.lengthOf(others, 0)
    const events = await db.from('sms_message_events').where('message_id', message.id).orderBy('id')
    assert.deepEqual(
      events.map((event) => [event.from_status, event.to_status, event.reason, event.actor]),
      [
        ['pending', 'unknown', 'restored', 'cli:tester'],
        ['unknown', 'sent', 'restored', 'cli:tester'],
      ]
    )
  })

  test('from after any message but the last is noticed, and from after the last is not', async ({
    assert,
    cleanup,
  }) => {
    const ALL = 12
    const machine = await aMachine(cleanup)
    await dueMessages(ALL)
    const { sweep } = await machine.start()
    const backups = [await takeBackup()]
    for (let n = 0; n < ALL; n++) {
      await sweep.run({ limit: 1 })
      backups.push(await takeBackup())
    }
    const last = backups.pop()!
    const missed: number[] = []
    for (const [sentByThen, backup] of backups.entries()) {
      await backup.restore()
      const seen = await (await machine.start()).review.run()
      if (seen?.findings[0].messages !== ALL - sentByThen) missed.push(sentByThen)
    }
    assert.deepEqual(missed, [])
    await last.restore()
    assert.isUndefined(await (await machine.start()).review.run())
  })

  test('is noticed behind a line that came late', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(2)
    const { sweep } = await machine.start()
    const file = join(machine.folder, 'sent-000001.jsonl')
    await sweep.run({ limit: 1 })
    const late = (await readFile(file, 'utf8')).split('\n').find((line) => line.includes('"mark"'))
    const backup = await takeBackup()
    await sweep.run({ limit: 1 })
    await appendFile(file, `\n${late}\n`)
    await backup.restore()
    assert.containSubset(await (await machine.start()).review.run(), { doubtful: { sent: 1 } })
  })

  test('a message of which no answer was written down may have been sent', async ({
    assert,
    cleanup,
  }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(1)
    const backup = await takeBackup()
    const { sweep, age } = await machine.start()
    age.journal.answered = async () => undefined
    await sweep.run()
    await backup.restore()
    assert.deepEqual(await (await machine.start()).accept(), { sent: 0, unknown: 1 })
  })

  test('what surely did not leave since the backup leaves afterwards', async ({
    assert,
    cleanup,
  }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(2)
    const backup = await takeBackup()
    const before = await machine.start()
    before.gateway.answerWith(ACCEPTED, {
      outcome: 'refused',
      reason: 'invalid_number',
      durationMs: 1,
    })
    await before.sweep.run()
    await backup.restore()

    const { accept, sweep, gateway } = await machine.start()
    assert.deepEqual(await accept(), { sent: 1, unknown: 0 })
    await sweep.run()
    assert.lengthOf(gateway.sent, 1)
  })

  test('what is planned anew, under another id, is not sent again', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    const backup = await takeBackup()
    await aMessage({ dedupeKey: 'reminder:7' })
    await (await machine.start()).sweep.run()
    await backup.restore()

    const { accept, sweep, gateway, review } = await machine.start()
    assert.containSubset(await review.run(), {
      doubtful: { sent: 0, unknown: 0 },
      otherwiseSent: 1,
    })
    await accept()
    await aMessage({ id: 500_001, dedupeKey: 'reminder:7' })
    await aMessage({ id: 500_002, dedupeKey: 'reminder:8' })
    await sweep.run()
    assert.lengthOf(gateway.sent, 1)
    const [anew, another] = await SmsMessage.query().orderBy('id')
    assert.include(anew.$attributes, { status: 'sent', reason: 'restored', attemptCount: 1 })
    assert.include(another.$attributes, { status: 'sent', reason: null })
  })

  test('another message that got the id of one that was sent is nothing of the kind', async ({
    assert,
    cleanup,
  }) => {
    const machine = await aMachine(cleanup)
    const backup = await takeBackup()
    const { id } = await aMessage({ dedupeKey: null })
    await (await machine.start()).sweep.run()
    await backup.restore()
    await aMessage({ id, dedupeKey: null, messageType: 'other' })

    const { accept, sweep, gateway } = await machine.start()
    assert.deepEqual(await accept(), { sent: 0, unknown: 0 })
    await sweep.run()
    assert.lengthOf(gateway.sent, 1)
  })

  test('under a worker that goes on: its next commit is refused', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(4)
    const { sweep, gateway, age } = await machine.start()
    await sweep.run({ limit: 1 })
    const backup = await takeBackup()
    await sweep.run({ limit: 2 })
    await backup.restore()
    /** As if it had compared a moment ago. */
    age.reasonToHold = async () => undefined
    const posts = gateway.sent.length
    await sweep.run({ limit: 1 })
    assert.equal(gateway.sent.length, posts)
    assert.deepEqual(await states(), { sent: 1, pending: 3 })
  })

  test('"resume" does not end the review', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(1)
    const backup = await takeBackup()
    await (await machine.start()).sweep.run()
    await backup.restore()

    const { sweep, gateway, resolver } = await machine.start()
    await sweep.run()
    const resume = await resolver.make(ResumeSending)
    const { resumed, review } = await resume.run({ ...EVERYTHING, actor: 'cli:tester' })
    assert.isFalse(resumed)
    assert.equal(review?.scope, 'restore_review')
    assert.include(await sweep.run(), { outcome: 'paused', heldFor: 'review' })
    assert.lengthOf(gateway.sent, 0)
  })

  test('a message that the gate let through before the database was found out stays', async ({
    assert,
    cleanup,
  }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(1)
    const backup = await takeBackup()
    await (await machine.start()).sweep.run()
    await backup.restore()
    const { review } = await machine.start()
    await review.run()

    /** A process of another machine, between its question and its commit. */
    const elsewhere = await (await aMachine(cleanup)).start()
    elsewhere.age.reasonToHold = async () => undefined
    const { ActivePauses } = await import('#delivery/pauses/active_pauses')
    const pauses = await elsewhere.resolver.make(ActivePauses)
    pauses.ofEverything = async () => undefined
    elsewhere.resolver.bindValue(ActivePauses, pauses)
    const { ProcessDueMessages } = await import('#delivery/sweep/process_due_messages')
    await (await elsewhere.resolver.make(ProcessDueMessages)).run({ limit: 1, maxSeconds: 1 })
    assert.lengthOf(elsewhere.gateway.sent, 0)
  })

  test('where the journal has a gap, what was due by then is doubtful', async ({
    assert,
    cleanup,
  }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(3)
    const { sweep, clock } = await machine.start()
    await sweep.run({ limit: 1 })
    const backup = await takeBackup()
    await sweep.run({ limit: 1 })
    await rm(join(machine.folder, 'sent-000001.jsonl'))
    await sweep.run({ limit: 1 })
    await backup.restore()
    await aMessage({ scheduledAt: clock.now().plus({ minutes: 1 }) })

    const { review, accept } = await machine.start()
    assert.containSubset(await review.run(), { findings: [{ complete: false, messages: 1 }] })
    assert.deepEqual(await accept(), { sent: 1, unknown: 1 })
    assert.deepEqual(await states(), {
      'sent': 1,
      'sent: restored': 1,
      'unknown: restored': 1,
      'pending': 1,
    })
  })
})

test.group('A database from before an SMS of several reminders left', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  const THREE = ['Penta', 'VPO', 'PCV']
  const answers = {
    'sent restored': { ...ACCEPTED, providerMessageId: 'of-the-sms' },
    'unknown restored': AMBIGUOUS,
  } as const
  for (const [state, answer] of Object.entries(answers)) {
    for (const before of ['it was tried', 'a first try failed'] as const) {
      test(`none of them is sent again: ${state}, from before ${before}`, async ({
        assert,
        cleanup,
      }) => {
        const machine = await aMachine(cleanup)
        const reminders = await aVisit({ vaccines: THREE })
        const { sweep, gateway, clock } = await machine.start()
        if (before === 'a first try failed') {
          gateway.answerWith({ outcome: 'transient', reason: 'service_error' })
          await sweep.run()
          clock.advance({ minutes: 6 })
        }
        const backup = await takeBackup()
        gateway.answerWith(answer)
        await sweep.run()
        await backup.restore()

        const restored = await machine.start({ clock })
        await restored.sweep.run()
        assert.equal(
          Object.values((await restored.accept())!).reduce((sum, count) => sum + count),
          3
        )
        await restored.sweep.run()
        restored.gateway.assertNothingSent()
        assert.deepEqual(await statesOf(reminders), Array(3).fill(state))
      })
    }
  }

  test('its receipt finds the one that carried the others', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    const reminders = await aVisit({ vaccines: THREE })
    const { sweep, gateway } = await machine.start()
    gateway.answerWith(answers['sent restored'])
    const backup = await takeBackup()
    await sweep.run()
    await backup.restore()
    await (await machine.start()).accept()
    const inbox = await anInbox()
    await inbox.get({ id: 'of-the-sms', status: 'DeliveredToTerminal', number: PHONE })
    const others = Array(2).fill('sent restored')
    assert.deepEqual(await statesOf(reminders), ['delivered', ...others])
  })
})

test.group('A database that is as it was', (group) => {
  withCleanDatabase(group)

  test('goes on, whatever the state folder has lost', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(2)
    await (await machine.start()).sweep.run({ limit: 1 })
    for (const file of await readdir(machine.folder)) await rm(join(machine.folder, file))
    assert.include(await (await machine.start()).sweep.run(), { outcome: 'done' })
    assert.deepEqual(await states(), { sent: 2 })
  })

  test('goes on after a process that died in the middle of a line', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(3)
    const LINE = '\n{"mark":[17,"never-was","another",1764'
    await appendFile(join(machine.folder, 'sent-000001.jsonl'), LINE)
    await (await machine.start()).sweep.run({ limit: 1 })
    await appendFile(join(machine.folder, 'sent-000001.jsonl'), LINE)
    await (await machine.start()).sweep.run({ limit: 1 })
    assert.include(await (await machine.start()).sweep.run(), { outcome: 'done' })
    assert.deepEqual(await states(), { sent: 3 })
  })

  test('goes on after a process that died between the commit and the journal', async ({
    assert,
    cleanup,
  }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(2)
    const dying = await machine.start()
    dying.age.journal.begin = async () => {
      throw new Error('killed')
    }
    await assert.rejects(() => dying.sweep.run({ limit: 1 }), 'killed')
    assert.include(await (await machine.start()).sweep.run(), { outcome: 'done' })
    assert.deepEqual(await states(), { sending: 1, sent: 1 })
  })

  test('goes on when the cleanup has deleted old marks and messages', async ({
    assert,
    cleanup,
  }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(3)
    await (await machine.start()).sweep.run({ limit: 1 })
    const idle = await machine.start()
    await idle.sweep.run({ limit: 1 })
    await db.from('sms_messages').where('status', 'sent').delete()
    const newest = await db.from('sending_marks').max('id as id').first()
    await db
      .table('sending_marks')
      .insert({ id: newest.id + 10_000, token: 'newer', at: '2026-03-10 09:00:00' })
    const { pruneMarks } = await import('#delivery/restore/sending_marks')
    assert.isAbove(await pruneMarks(db.connection(), false), 0)
    assert.include(await idle.sweep.run(), { outcome: 'done' })
    assert.include(await (await machine.start()).sweep.run(), { outcome: 'done' })
    assert.deepEqual(await states(), { sent: 1 })
  })
})

test.group('A state folder that cannot be used', (group) => {
  withCleanDatabase(group)

  test('nothing leaves that cannot be recorded', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(1)
    const { SendingJournal } = await import('#delivery/restore/sending_journal')
    await writeFile(join(machine.folder, 'a-file'), '')
    const journal = new SendingJournal(join(machine.folder, 'a-file', 'state'))
    const { sweep, gateway } = await machine.start({}, journal)
    const end = await sweep.run()
    assert.include(end, { outcome: 'paused', heldFor: 'state' })
    assert.match(end.pauseReason!, /cannot be recorded in .*a-file.state \(ENOTDIR\)/)
    assert.lengthOf(gateway.sent, 0)
    assert.deepEqual(await states(), { pending: 1 })
  })

  test('a disk that is full by the time of the commit: the attempt is called off', async ({
    assert,
    cleanup,
  }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(1)
    const { sweep, gateway, age } = await machine.start()
    const { StateNotWritable } = await import('#delivery/restore/errors')
    const begin = age.journal.begin
    age.journal.begin = async () => {
      throw new StateNotWritable(machine.folder, { code: 'ENOSPC' })
    }
    await sweep.run({ limit: 1 })
    assert.lengthOf(gateway.sent, 0)
    assert.deepEqual(await states(), { 'pending: not_written_down': 1 })

    age.journal.begin = begin
    await sweep.run()
    assert.deepEqual(await states(), { sent: 1 })
  })

  test('one that nobody can read is a matter for a person, once', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(1)
    await writeFile(join(machine.folder, 'sent-000001.jsonl'), 'something else\nand more\n')
    const { sweep, review, accept, gateway } = await machine.start()
    assert.include(await sweep.run(), { outcome: 'paused', heldFor: 'review' })
    assert.containSubset(await review.run(), { findings: [{ kind: 'unreadable' }] })
    assert.lengthOf(gateway.sent, 0)
    assert.deepEqual(await accept(), { sent: 0, unknown: 0 })
    assert.include(await sweep.run(), { outcome: 'done' })
    assert.include(await readdir(machine.folder), 'sent-000001.jsonl.unreadable')
  })
})

test.group('Another database than the one that was seen here', (group) => {
  withCleanDatabase(group)

  test('is told plainly, and goes on when a person says so', async ({ assert, cleanup }) => {
    const machine = await aMachine(cleanup)
    await dueMessages(2)
    const backup = await takeBackup()
    await (await machine.start()).sweep.run({ limit: 1 })
    await backup.restore()
    const { id } = await db.from('database_identity').first()
    await db.from('database_identity').update({ id: 'of-another-database' })
    cleanup(async () => void (await db.from('database_identity').update({ id })))

    const { sweep, review, accept, gateway } = await machine.start()
    assert.include(await sweep.run(), { outcome: 'paused', heldFor: 'review' })
    assert.containSubset(await review.run(), { findings: [{ kind: 'another', messages: 0 }] })
    assert.deepEqual(await accept(), { sent: 0, unknown: 0 })
    assert.include(await sweep.run(), { outcome: 'done' })
    assert.lengthOf(gateway.sent, 2)
    assert.include(await (await machine.start()).sweep.run(), { outcome: 'done' })
  })
})

import { test } from '@japa/runner'
import { Logger } from '@adonisjs/core/logger'
import db from '@adonisjs/lucid/services/db'
import { UndoReplies } from '#consents/undo_replies'
import { HandleInboundMessages } from '#inbound/handle_inbound_messages'
import SmsConsent from '#models/sms_consent'
import { PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aChildOf, historyOf } from '#tests/helpers/consents'
import { importText, aRow, csv } from '#tests/helpers/imports'
import { remindersInShort } from '#tests/helpers/reminders'
import { secondConnection } from '#tests/helpers/second_connection'
import { aReplyDesk, aStoredReply } from '#tests/unit/inbound/replies'

const consent = async (phone = PHONE) => {
  const row = await SmsConsent.findBy('phone_number', phone)
  return row && { status: row.status, source: row.source, evidence: row.evidence }
}
const REMINDER = '1_day_reminder 2026-03-12'

/** Forged replies come from half past nine to ten. */
const PERIOD = { from: '2026-03-10 09:30:00', to: '2026-03-10 10:00:00' }
const WHOLE = { ...PERIOD, actor: 'cli:tester' }

async function aForgedNight(parts: Parameters<typeof aReplyDesk>[0] = {}) {
  const desk = await aReplyDesk(parts)
  const undo = await desk.resolver.make(UndoReplies)
  return {
    ...desk,
    undo,
    /** Replies that come in the period. */
    forge: async (...texts: string[]) => {
      desk.clock.advance({ minutes: 40 })
      await desk.hear(...texts)
    },
  }
}

test.group('Forged replies that are undone', (group) => {
  withCleanDatabase(group)

  test('leave a number of which nothing was known as it was, with its reminders', async ({
    assert,
  }) => {
    const { forge, undo, reconcile } = await aForgedNight()
    await aChildOf(PHONE)
    await reconcile.run()
    await forge('STOP')
    assert.include(await remindersInShort(), `${REMINDER} suppressed opted_out`)

    assert.deepInclude(await undo.preview(PERIOD), { undone: 1, keptAsChanged: 0 })
    assert.include(await undo.run(WHOLE), { undone: 1, keptAsChanged: 0 })

    assert.isNull(await consent())
    assert.include(await remindersInShort(), `${REMINDER} pending`)
    const [, undone] = await historyOf(PHONE)
    assert.include(undone, {
      from_status: 'opted_out',
      to_status: null,
      source: 'undo',
      actor: 'cli:tester',
      evidence: 'replies from 2026-03-10 09:30:00 to 2026-03-10 10:00:00 undone',
    })
    const audit = await db.from('audit_events').where('action', 'replies_undone')
    assert.lengthOf(audit, 1)
    assert.notInclude(JSON.stringify(audit), PHONE)
  })

  test('give a yes of staff back, with its source and evidence', async ({ assert }) => {
    const { forge, undo, optIn } = await aForgedNight()
    await optIn({ evidence: 'form 12' })
    await forge('STOP', 'START', 'STOP')
    assert.include(await undo.run(WHOLE), { undone: 1 })
    assert.deepEqual(await consent(), {
      status: 'opted_in',
      source: 'staff',
      evidence: 'form 12',
    })
  })

  test('give a no back that a START had ended', async ({ assert }) => {
    const { hear, forge, undo } = await aForgedNight()
    await hear('STOP')
    const before = await consent()
    await forge('START')
    assert.include(await consent(), { status: 'opted_in' })
    assert.include(await undo.run(WHOLE), { undone: 1 })
    assert.deepEqual(await consent(), before)
  })

  test('give the no of a file back', async ({ assert }) => {
    const { forge, undo } = await aForgedNight()
    await importText(csv(aRow({ caregiver_phone: PHONE, consent: 'no' })))
    await forge('STOP')
    assert.include(await consent(), { source: 'reply' })
    await undo.run(WHOLE)
    assert.include(await consent(), { status: 'opted_out', source: 'import' })
  })

  test('leave what was said before and after the period, and what staff changed since', async ({
    assert,
  }) => {
    const { hear, forge, undo, optOut } = await aForgedNight()
    await hear('STOP')
    const others = ['+237677000002', '+237677000003']
    for (const phone of others) await aStoredReply('STOP', phone)
    await forge('STOP')
    await optOut({ phoneNumber: others[0], evidence: 'said so at the desk' })

    assert.include(await undo.run(WHOLE), { undone: 1, keptAsChanged: 1 })
    assert.include(await consent(), { status: 'opted_out', source: 'reply' })
    assert.include(await consent(others[0]), { status: 'opted_out', source: 'staff' })
    assert.isNull(await consent(others[1]))
    assert.include(await undo.run(WHOLE), { undone: 0 })
  })

  test('count for nothing when a later reply is weighed', async ({ assert }) => {
    const { forge, undo, hear, clock } = await aForgedNight()
    await forge('START', 'STOP')
    await undo.run(WHOLE)
    clock.advance({ hours: 1 })
    await hear('STOP')
    assert.include(await consent(), { status: 'opted_out' })
    await hear('START')
    assert.include(await consent(), { status: 'opted_in' })
  })

  test('are undone once by two processes', async ({ assert }) => {
    const other = await secondConnection()
    const { forge, undo, clock } = await aForgedNight()
    const elsewhere = await (await aReplyDesk({ db: other.db, clock })).resolver.make(UndoReplies)
    await forge('STOP')
    const both = await Promise.all([undo.run(WHOLE), elsewhere.run(WHOLE)])
    await other.close()
    assert.equal(both[0].undone + both[1].undone, 1)
    assert.lengthOf(await historyOf(PHONE), 2)
  })
})

test.group('Far more opt-outs by SMS than usual', (group) => {
  withCleanDatabase(group)

  test('take effect, and are an error in the log once', async ({ assert }) => {
    const { resolver, handle } = await aReplyDesk({ monitoring: { optOutsPerHour: 3 } })
    const errors: unknown[] = []
    const error = (...line: unknown[]) => void errors.push(line)
    resolver.bindValue(Logger, { error, info() {}, warn() {} } as any)
    const watched = await resolver.make(HandleInboundMessages)
    const stop = (n: number) => aStoredReply('STOP', `+23767700010${n}`)

    for (const n of [1, 2]) await stop(n)
    await watched.run()
    assert.isEmpty(errors)
    for (const n of [3, 4]) await stop(n)
    await watched.run()
    await stop(5)
    await watched.run()
    assert.deepEqual(errors, [
      [{ inLastHour: 4, threshold: 3 }, 'far more opt-outs by SMS than usual: are they forged?'],
    ])
    assert.include(await handle.run(), { opted_out: 0 })
    assert.lengthOf(await db.from('sms_consents').where('status', 'opted_out'), 5)
  })
})

test.group('A refusal that did not come by SMS', (group) => {
  withCleanDatabase(group)

  test('is not undone by a START, which is for people', async ({ assert }) => {
    const { optOut, hear } = await aReplyDesk()
    await optOut({ evidence: 'her mother said so' })
    assert.include(await hear('START'), { opted_in: 0, unchanged: 1 })
    assert.include(await consent(), { status: 'opted_out', source: 'staff' })
    const [reply] = await db.from('inbound_messages')
    assert.include(reply, { reason: 'refused_otherwise', effect: 'unchanged' })
    assert.isTrue(Boolean(reply.for_people))
  })

  test('is kept where the number had said no by SMS before', async ({ assert }) => {
    const { optOut, hear } = await aReplyDesk()
    await hear('STOP')
    assert.include(await optOut({ evidence: 'her mother said so' }), { changed: true })
    await hear('START')
    assert.include(await consent(), { status: 'opted_out', source: 'staff' })
  })
})

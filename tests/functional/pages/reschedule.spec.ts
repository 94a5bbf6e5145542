import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import AuditEvent from '#models/audit_event'
import SmsMessage from '#models/sms_message'
import { toSqlInstant } from '#storage/instants'
import { aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { readable, Walker } from '#tests/helpers/walker'
import { waitFor } from '#demo/wait_for'

/** Three days from now, in the zone of the programme. */
const DAY = DateTime.utc().plus({ days: 3 })
const day = DAY.toFormat('yyyy-MM-dd')

/** A reminder of a child in Douala, where sending begins at 08:00, 07:00 of UTC. */
async function aReminder(values: Parameters<typeof aMessage>[0] = {}) {
  const { id: patientId } = await aPatient()
  const { id: immunizationId } = await anImmunization({ patientId })
  return aMessage({
    patientId,
    immunizationId,
    messageType: '7_day_reminder',
    scheduledAt: DateTime.utc().startOf('second').plus({ days: 1 }),
    ...values,
  })
}

const dueOf = async ({ id }: SmsMessage) => {
  const { scheduledAt, reason } = await SmsMessage.findOrFail(id)
  return [toSqlInstant(scheduledAt), reason] as const
}

test.group('The date of a message', (group) => {
  withCleanDatabase(group)

  test('is changed after a look at when it would leave, with a reason, once', async ({
    assert,
  }) => {
    const message = await aReminder()
    const visitor = await Walker.signedIn('operator', 'en')
    const colleague = await Walker.signedIn('operator', 'en')
    const path = `/messages/${message.id}/reschedule`
    assert.include((await visitor.get(`/messages/${message.id}`)).html, `href="${path}"`)
    assert.notInclude((await visitor.get(path)).html, `method="post" action="${path}"`)
    const question = await visitor.get(`${path}?day=${day}&time=05:00`)
    assert.match(readable(question), /With this date it leaves [^.]+ 07:00\./)

    const before = await dueOf(message)
    const [due] = before
    assert.include(question.html, `name="due" value="${due}"`)
    const form = { expected: 'pending', due, day, time: '05:00', reason: 'jour férié' }
    const without = await visitor.post(path, { ...form, reason: ' ' })
    assert.include(readable(without), 'Give a reason')
    for (const wrong of [{ day: '2020-01-01' }, { day: 'x' }, { day: '2999-01-01' }])
      assert.include(
        readable(await visitor.post(path, { ...form, ...wrong })),
        'This date cannot be used.'
      )
    for (const stale of [{ expected: 'failed' }, { due: '2026-01-01 00:00:00' }, { due: 'x' }])
      assert.include(
        readable(await visitor.post(path, { ...form, ...stale })),
        'changed while you were reading'
      )
    assert.deepEqual(await dueOf(message), before)

    await colleague.get(`${path}?day=${day}&time=05:00`)
    const answers = await Promise.all([visitor, colleague].map((one) => one.post(path, form)))
    const said = answers.map((answer) => readable(answer)).join(' ')
    assert.include(said, 'Date changed. The message says when it leaves.')
    assert.include(said, 'changed while you were reading')
    const done = readable(await visitor.get(`/messages/${message.id}`))
    assert.include(done, 'Date changed by a person, by Rosine Abena')
    assert.include(done, '“jour férié”')
    assert.deepEqual(await dueOf(message), [`${day} 07:00:00`, 'rescheduled'])
    const [event, ...others] = await AuditEvent.query().where('action', 'messages_rescheduled')
    assert.lengthOf(others, 0)
    assert.deepInclude(JSON.parse(event.detail!), { changed: 1, reason: 'jour férié' })
    assert.equal(event.subject, `message:${message.id}`)
    assert.include(readable(await visitor.get('/activity')), 'Changed the date of 1 message.')
  })

  test('is never later than the message is of use, nor changed under a worker', async ({
    assert,
  }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    const refused = async (message: SmsMessage) => {
      const before = await dueOf(message)
      const path = `/messages/${message.id}/reschedule`
      const form = { expected: 'pending', due: before[0]!, day, time: '05:00', reason: 'x' }
      const page = readable(await visitor.post(path, form))
      assert.deepEqual(await dueOf(message), before)
      return page
    }
    /** After the wanted time, and before the sending hours that follow it. */
    const expiresAt = DAY.set({ hour: 6, minute: 0 })
    const short = await aReminder({ expiresAt })
    const seen = await visitor.get(`/messages/${short.id}/reschedule?day=${day}&time=05:00`)
    assert.include(readable(seen), 'Too late: it is of no more use')
    assert.include(await refused(short), 'Too late: it is of no more use')

    const held = await aReminder()
    await db
      .from('sms_messages')
      .where('id', held.id)
      .update({ lease_token: 'a worker', lease_until: Date.now() + 60_000 })
    assert.include(await refused(held), 'changed while you were reading')
    const left = await aReminder({ status: 'sent' })
    assert.include(await refused(left), 'changed while you were reading')
    assert.lengthOf(await AuditEvent.query().where('action', 'messages_rescheduled'), 0)
    const viewer = await Walker.signedIn('viewer')
    assert.equal((await viewer.get(`/messages/${short.id}/reschedule`)).status, 403)
  })

  test('is changed for all that match, as a batch that says when they leave', async ({
    assert,
  }) => {
    const wanted = [await aReminder(), await aReminder()]
    const short = await aReminder({ expiresAt: DAY.set({ hour: 6 }) })
    const other = await aReminder({ messageType: '1_day_reminder' })
    const visitor = await Walker.signedIn('operator', 'en')
    const filter = { do: 'reschedule', tab: 'scheduled', type: '7_day_reminder' }
    assert.include((await visitor.get('/messages?tab=scheduled')).html, 'value="reschedule"')
    const question = await visitor.get(`/batches/new?${new URLSearchParams(filter)}`)
    assert.include(readable(question), 'Change the date of 3 reminders?')
    assert.notInclude(question.html, 'method="post" action="/batches"')

    const date = { ...filter, day, time: '05:00' }
    const preview = readable(await visitor.get(`/batches/new?${new URLSearchParams(date)}`))
    assert.match(preview, /2 leave [^.]+ 07:00\./)
    assert.include(preview, '1 keeps its date: the new one is too late to be of use.')
    assert.include(preview, 'Change 2 dates')
    const past = new URLSearchParams({ ...date, day: '2020-01-01' })
    assert.include(readable(await visitor.get(`/batches/new?${past}`)), 'This date cannot be used.')

    assert.include(readable(await visitor.post('/batches', date)), 'Give a reason')
    const late = await visitor.post('/batches', { ...date, day: '2020-01-01', note: 'x' })
    assert.include(readable(late), 'This date cannot be used.')
    const before = await dueOf(other)
    const begun = await visitor.post('/batches', { ...date, note: 'jour férié' })
    await waitFor('the batch', async () =>
      readable(await visitor.get(begun.path)).includes('2 messages changed')
    )
    assert.include(readable(await visitor.get(begun.path)), 'too late to be useful')
    for (const message of wanted)
      assert.deepEqual(await dueOf(message), [`${day} 07:00:00`, 'rescheduled'])
    assert.notEqual((await dueOf(short))[1], 'rescheduled')
    assert.deepEqual(await dueOf(other), before)
    const activity = readable(await visitor.get('/activity'))
    assert.include(activity, 'Change the date of 3 messages.')
    assert.include(activity, 'Changed the date of 2 messages.')
    assert.include(activity, '“jour férié”')
  })
})

import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import AuditEvent from '#models/audit_event'
import SmsMessage from '#models/sms_message'
import { withCleanDatabase } from '#tests/helpers/database'
import { PHONE } from '#tests/helpers/arrange'
import { anOccurrenceRow, aScheduleRow, scheduleOf } from '#tests/helpers/schedule_rows'
import { maskPhoneNumber } from '#values/mask_phone_number'
import { readable, Walker, type WalkedPage } from '#tests/helpers/walker'

const MONDAYS = {
  name: 'Lundi de Mfou',
  kind: 'cron',
  run_at: null,
  cron: '0 9 * * 1',
  timezone: 'Africa/Douala',
  payload: JSON.stringify({
    phoneNumber: PHONE,
    message: 'Réunion des vaccinateurs lundi',
    messageType: 'custom',
    language: 'fr',
  }),
  next_run_at: '2100-01-04 08:00:00',
  next_run_local: '2100-01-04 09:00:00',
}

/** What the form of a page expects. */
function expectedBy({ html }: WalkedPage) {
  const valueOf = (name: string) => new RegExp(`name="${name}" value="(\\d*)"`).exec(html)![1]
  return { version: valueOf('version'), last: valueOf('last') }
}

const audited = async (action: string) => {
  const events = await AuditEvent.query().where('action', action)
  return events.map(({ actor, detail }) => [
    actor.replace(/\d+/, 'N'),
    JSON.parse(detail ?? '{}').reason,
  ])
}

test.group('Schedules on pages', (group) => {
  withCleanDatabase(group)

  test('are a file of the tab, without the data of their jobs', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer', 'en')
    const id = await aScheduleRow({ ...MONDAYS, run_count: 3, max_runs: 10 })
    await anOccurrenceRow({ schedule_id: id, fired_at: '2026-03-02 08:00:00', status: 'done' })
    await aScheduleRow({ name: 'Une fois', enabled: false, disabled_reason: 'finished' })
    assert.include((await visitor.get('/schedules?tab=on')).html, '/schedules.csv?tab=on')
    const { html: text } = await visitor.get('/schedules.csv?tab=on')
    const [header, row, ...rest] = text.trim().split('\n')
    assert.equal(
      header,
      'Number,Name,Job,When,State,Last run (UTC),How it ended,Next run (UTC),Runs,At most'
    )
    for (const words of [`${id},Lundi de Mfou,`, 'Monday', ',On,', ',Done,', ',3,10'])
      assert.include(row, words)
    assert.notInclude(text, 'vaccinateurs')
    assert.isEmpty(rest)
    assert.lengthOf((await visitor.get('/schedules.csv')).html.trim().split('\n'), 3)
  })

  test('are listed in words, with their last run and its result', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    assert.include(readable(await visitor.get('/schedules')), 'Aucune planification')
    const failing = await aScheduleRow({ ...MONDAYS, run_count: 3, max_runs: 10 })
    await anOccurrenceRow({ schedule_id: failing, fired_at: '2026-03-02 08:00:00' })
    await anOccurrenceRow({
      schedule_id: failing,
      fired_at: '2026-03-09 08:00:00',
      status: 'dead_letter',
      reason: 'unexpected_error',
      error: 'no route to host',
      attempts: 2,
    })
    await aScheduleRow({ name: 'Une fois', enabled: false, disabled_reason: 'finished' })
    const list = readable(await visitor.get('/schedules'))
    for (const words of [
      'Une planification a échoué la dernière fois.',
      'Lundi de Mfou',
      'À 09:00, uniquement le lundi (Africa/Douala)',
      'Envoie un SMS',
      'lun. 4 janv. 08:00',
      '3 sur 10',
      'Terminée',
    ])
      assert.include(list, words)
    const off = readable(await visitor.get('/schedules?tab=off'))
    assert.notInclude(off, 'Lundi de Mfou')
    assert.include(off, 'Une fois')

    const one = await visitor.get(`/schedules/${failing}`)
    for (const words of [
      'Son dernier passage a échoué.',
      'lun. 4 janv. 08:00',
      'lun. 11 janv. 08:00',
      'lun. 18 janv. 08:00',
      'une erreur inattendue',
      'no route to host',
      'Votre compte peut regarder, pas agir.',
      'Réunion des vaccinateurs lundi',
      maskPhoneNumber(PHONE),
    ])
      assert.include(readable(one), words)
    assert.notInclude(one.html, PHONE)
    assert.equal((await visitor.get('/schedules/999999')).status, 404)
  })

  test('go page by page, like the runs of one', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer', 'en')
    for (let n = 0; n < 26; n++) await aScheduleRow({ name: `Job number ${n}.` })
    const first = await visitor.get('/schedules')
    assert.notInclude(readable(first), 'Job number 0.')
    const [, next] = /href="(\/schedules\?before=\d+)"/.exec(first.html)!
    assert.include(readable(await visitor.get(next)), 'Job number 0.')

    const id = await aScheduleRow(MONDAYS)
    for (let n = 10; n < 36; n++)
      await anOccurrenceRow({ schedule_id: id, fired_at: `2026-02-01 08:${n}:00` })
    const history = await visitor.get(`/schedules/${id}`)
    assert.include(history.html, '2026-02-01T08:35:00Z')
    const [, earlier] = /href="(\/schedules\/\d+\?before=\d+)#history"/.exec(history.html)!
    const rest = await visitor.get(earlier)
    assert.include(rest.html, '2026-02-01T08:10:00Z')
    assert.notInclude(rest.html.split('id="history"')[1], '2026-02-01T08:35:00Z')
  })

  test('run once more after a preview, however often the button is pressed', async ({ assert }) => {
    const id = await aScheduleRow(MONDAYS)
    const visitor = await Walker.signedIn('operator')
    const question = await visitor.get(`/schedules/${id}/run`)
    assert.include(readable(question), `Un SMS à ${maskPhoneNumber(PHONE)}`)
    assert.include(readable(question), '1 unité, GSM-7')
    assert.lengthOf(await SmsMessage.all(), 0)

    const form = expectedBy(question)
    const done = await visitor.post(`/schedules/${id}/run`, form)
    assert.include(readable(done), 'C’est lancé.')
    assert.include(readable(done), 'demandé par une personne')
    const again = await visitor.post(`/schedules/${id}/run`, form)
    assert.include(readable(again), 'a changé ou est passée pendant que vous lisiez')
    const [message, ...others] = await SmsMessage.all()
    assert.lengthOf(others, 0)
    assert.include(done.html, `/messages/${message.id}`)
    assert.deepEqual(await audited('schedule_run'), [['user:N', undefined]])
  })

  test('are paused with a reason and resumed, as they were seen', async ({ assert }) => {
    const id = await aScheduleRow(MONDAYS)
    const visitor = await Walker.signedIn('operator')
    const path = `/schedules/${id}/pause`
    const form = expectedBy(await visitor.get(path))
    const without = await visitor.post(path, { ...form, reason: ' ' })
    assert.include(readable(without), 'Écrivez une raison')
    const other = await visitor.post(path, { ...form, version: '7', reason: 'mauvais texte' })
    assert.include(readable(other), 'pendant que vous lisiez')
    assert.isTrue(Boolean((await scheduleOf(id)).enabled))

    const paused = await visitor.post(path, { ...form, reason: 'mauvais texte' })
    assert.include(readable(paused), 'Elle est suspendue.')
    assert.include(readable(paused), '« mauvais texte »')
    assert.include(
      readable(await visitor.post(path, { ...form, reason: 'x' })),
      'Rien n’a été fait'
    )

    const resume = expectedBy(await visitor.get(`/schedules/${id}/resume`))
    const resumed = await visitor.post(`/schedules/${id}/resume`, resume)
    assert.include(readable(resumed), 'La planification est de nouveau active.')
    assert.isTrue(Boolean((await scheduleOf(id)).enabled))
    assert.deepEqual(await audited('schedule_paused'), [['user:N', 'mauvais texte']])
    assert.deepEqual(await audited('schedule_resumed'), [['user:N', undefined]])
  })

  test('say why one cannot go on', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    const over = { enabled: false, disabled_at: '2026-03-01 08:00:00', disabled_by: 'scheduler' }
    const used = await aScheduleRow({ ...over, disabled_reason: 'max_runs_reached' })
    assert.include(readable(await visitor.get(`/schedules/${used}`)), 'It has used up its runs')
    const faulty = await aScheduleRow({
      ...MONDAYS,
      ...over,
      disabled_reason: 'faulty',
      payload: '{}',
    })
    const form = expectedBy(await visitor.get(`/schedules/${faulty}/resume`))
    const answer = await visitor.post(`/schedules/${faulty}/resume`, form)
    assert.include(readable(answer), 'no longer valid: tell the engineer')
    const events = await db.from('audit_events').where('action', 'schedule_resumed')
    assert.lengthOf(events, 0)
  })
})

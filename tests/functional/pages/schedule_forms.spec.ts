import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import AuditEvent from '#models/audit_event'
import { withCleanDatabase } from '#tests/helpers/database'
import { PHONE } from '#tests/helpers/arrange'
import { aScheduleRow, anOccurrenceRow, scheduleOf } from '#tests/helpers/schedule_rows'
import { readable, Walker, type WalkedPage } from '#tests/helpers/walker'
import { maskPhoneNumber } from '#values/mask_phone_number'

const MEETING = {
  'name': 'Réunion de Mfou',
  'job': 'sms',
  'number': PHONE,
  'message': 'Réunion des vaccinateurs lundi',
  'kind': 'weekly',
  'days[]': ['1', '4'],
  'time': '08:00',
  'zone': 'Africa/Douala',
}

/** What the page sends on: its hidden fields. */
function hiddenOf({ html }: WalkedPage): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {}
  for (const [, name, value] of html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
    if (name === '_csrf') continue
    fields[name] = name.endsWith('[]') ? [...(fields[name] ?? []), value] : value
  }
  return fields
}

const schedules = () => db.from('schedules').orderBy('id')

const reasons = async (action: string) => {
  const events = await AuditEvent.query().where('action', action)
  return events.map(({ detail }) => JSON.parse(detail!).reason)
}

const everyMonday = () =>
  aScheduleRow({
    name: 'Lundi',
    kind: 'cron',
    run_at: null,
    cron: '0 9 * * 1',
    timezone: 'Africa/Douala',
    next_run_at: '2100-01-04 08:00:00',
    next_run_local: '2100-01-04 09:00:00',
    payload: JSON.stringify({
      phoneNumber: PHONE,
      message: 'Réunion lundi',
      messageType: 'custom',
      language: 'fr',
      correlationId: 'kept',
    }),
  })

test.group('Forms of schedules', (group) => {
  withCleanDatabase(group)

  test('create one after a preview in words, with its next runs', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const empty = await visitor.get('/schedules/new')
    const { key } = hiddenOf(empty)
    const preview = await visitor.post('/schedules', { ...MEETING, key, do: 'preview' })
    for (const words of [
      'À 08:00, uniquement le lundi et jeudi (Africa/Douala).',
      'Rien n’est encore enregistré.',
      'Prochains passages, heure de Africa/Douala',
      '08:00',
      `Un SMS à ${maskPhoneNumber(PHONE)}`,
    ])
      assert.include(readable(preview), words)
    assert.lengthOf(preview.html.match(/<time datetime="\d{4}[^"]+T07:00:00Z"/g)!, 3)
    assert.lengthOf(await schedules(), 0)

    const form = { ...hiddenOf(preview), do: 'save', reason: 'demandé par le district' }
    const done = await visitor.post('/schedules', form)
    assert.include(readable(done), 'La planification est créée.')
    const [created] = await schedules()
    assert.include(created, {
      name: 'Réunion de Mfou',
      cron: '0 8 * * 1,4',
      timezone: 'Africa/Douala',
      source: 'page',
    })
    assert.include(JSON.parse(created.payload), { phoneNumber: PHONE, message: MEETING.message })
    assert.deepEqual(await reasons('schedules_created'), ['demandé par le district'])

    const again = await visitor.post('/schedules', form)
    assert.equal(again.path, `/schedules/${created.id}`)
    const other = await visitor.post('/schedules', { ...form, time: '10:00' })
    assert.include(readable(other), 'Ce formulaire a déjà créé une planification')
    assert.lengthOf(await schedules(), 1)
  })

  test('take each kind of time', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    await visitor.get('/schedules/new')
    const command = { job: 'command', command: 'sms:health', args: '--json', zone: 'UTC' }
    const kinds: Record<string, string>[] = [
      { kind: 'once', at: '2100-03-10T09:30' },
      { kind: 'interval', every: '2', unit: 'hours', max: '5', ends: '2100-01-01T00:00' },
      { kind: 'cron', cron: '*/10 6-8 * * 1-5', priority: 'high', missed: 'skip' },
    ]
    for (const kind of kinds) {
      const preview = await visitor.post('/schedules', { ...command, ...kind, do: 'preview' })
      const form = { ...hiddenOf(preview), do: 'save', reason: 'trial' }
      assert.include(readable(await visitor.post('/schedules', form)), 'The schedule is created.')
    }
    const found = await schedules()
    assert.deepEqual(
      found.map(({ kind, cron, interval_ms, run_at_local, max_runs, ends_at_local }) => [
        ...[kind, cron, Number(interval_ms), run_at_local, max_runs, ends_at_local],
      ]),
      [
        ['once', null, 0, '2100-03-10 09:30:00', null, null],
        ['interval', null, 7_200_000, null, 5, '2100-01-01 00:00:00'],
        ['cron', '*/10 6-8 * * 1-5', 0, null, null, null],
      ]
    )
    assert.include(found[2], { priority: 1, missed_runs: 'skip' })
    assert.deepEqual(JSON.parse(found[0].payload), { command: 'sms:health', args: ['--json'] })
  })

  test('say what is wrong at its field, and keep what was typed', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    await visitor.get('/schedules/new')
    const wrong = { ...MEETING, 'number': '12', 'message': '', 'days[]': [], 'zone': 'Nowhere' }
    const refused = await visitor.post('/schedules', { ...wrong, do: 'preview' })
    assert.equal(refused.status, 422)
    for (const field of ['number', 'message', 'days', 'zone'])
      assert.include(refused.html, `id="${field}-error"`)
    assert.include(readable(refused), 'Ce numéro ne peut pas être appelé.')
    assert.include(refused.html, 'value="Réunion de Mfou"')

    const others: [Record<string, string>, string][] = [
      [{ kind: 'once', at: '2001-01-01T09:00' }, 'at'],
      [{ kind: 'once', at: '' }, 'at'],
      [{ kind: 'interval', every: '', unit: 'hours' }, 'every'],
      [{ kind: 'interval', every: '3', unit: 'years' }, 'every'],
      [{ kind: 'cron', cron: '61 * * * *' }, 'cron'],
      [{ kind: 'cron', cron: '0 8 * * *', ends: '2001-01-01T09:00' }, 'ends'],
      [{ max: 'many' }, 'max'],
      [{ job: 'command', command: 'db:wipe' }, 'command'],
      [{ job: 'sms_retry', data: '{"campaignTaskId":' }, 'data'],
      [{ job: 'none' }, 'job'],
    ]
    for (const [fields, field] of others) {
      const page = await visitor.post('/schedules', { ...MEETING, ...fields, do: 'save' })
      assert.equal(page.status, 422, JSON.stringify(fields))
      assert.include(page.html, `id="${field}-error"`, JSON.stringify(fields))
    }
    const silent = await visitor.post('/schedules', { ...MEETING, do: 'save', reason: ' ' })
    assert.equal(silent.status, 422)
    assert.include(readable(silent), 'Écrivez une raison')
    assert.lengthOf(await schedules(), 0)
  })

  test('change one, if nobody else did meanwhile', async ({ assert }) => {
    const id = await everyMonday()
    const [first, second] = [await Walker.signedIn('operator'), await Walker.signedIn('operator')]
    const page = await first.get(`/schedules/${id}/edit`)
    assert.include(page.html, 'Réunion lundi')
    assert.notInclude(page.html, PHONE)
    const stale = await second.get(`/schedules/${id}/edit`)
    assert.include(page.html, 'value="1" class="" checked')

    const path = `/schedules/${id}/edit`
    const change = { ...MEETING, ...hiddenOf(page), 'number': '', 'days[]': ['2'], 'time': '10:15' }
    const preview = await first.post(path, { ...change, do: 'preview' })
    assert.include(readable(preview), 'À 10:15, uniquement le mardi')
    assert.include(readable(preview), 'Rien n’est encore changé.')
    assert.include(await scheduleOf(id), { cron: '0 9 * * 1', version: 1 })
    const done = await first.post(path, { ...hiddenOf(preview), do: 'save', reason: 'férié' })
    assert.include(readable(done), 'La planification est modifiée.')
    const changed = await scheduleOf(id)
    assert.include(changed, { cron: '15 10 * * 2', version: 2, name: 'Réunion de Mfou' })
    assert.deepEqual(JSON.parse(changed.payload), {
      phoneNumber: PHONE,
      message: MEETING.message,
      messageType: 'custom',
      language: 'fr',
      correlationId: 'kept',
    })
    assert.deepEqual(await reasons('schedule_edited'), ['férié'])

    for (const wish of ['preview', 'save']) {
      const late = { ...MEETING, ...hiddenOf(stale), do: wish, reason: 'autre' }
      const told = await second.post(path, late)
      assert.include(readable(told), 'a changé ou est passée pendant que vous lisiez')
    }
    assert.equal((await scheduleOf(id)).version, 2)
  })

  test('leave alone what was not touched', async ({ assert }) => {
    const id = await aScheduleRow({
      ...{ app_name: 'command', payload: JSON.stringify({ command: 'sms:health', args: [] }) },
      ...{ kind: 'interval', run_at: null, interval_ms: 3_600_000, timezone: 'Africa/Douala' },
      ...{ starts_at: '2026-01-01 00:00:30', next_run_at: '2100-01-01 00:00:30' },
    })
    const visitor = await Walker.signedIn('operator', 'en')
    const page = await visitor.get(`/schedules/${id}/edit`)
    assert.include(page.html, 'value="2026-01-01T01:00:30"')
    const valueOf = (name: string) =>
      new RegExp(`id="${name}"[^>]* value="([^"]*)"`).exec(page.html)![1]
    const before = await scheduleOf(id)
    const form = {
      ...hiddenOf(page),
      ...{ name: 'Checks', command: 'sms:health', kind: 'interval', every: '1', unit: 'hours' },
      ...{ starts: valueOf('starts'), zone: valueOf('zone'), do: 'save', reason: 'a name' },
    }
    await visitor.post(`/schedules/${id}/edit`, form)
    const after = await scheduleOf(id)
    const changed = Object.keys(after).filter((column) => after[column] !== before[column])
    assert.sameMembers(changed, ['name', 'version', 'updated_at'])
    const again = await visitor.post(`/schedules/${id}/edit`, { ...form, version: '2' })
    assert.include(readable(again), 'Nothing was different.')
  })

  test('delete one with a reason, and say what that means', async ({ assert }) => {
    const id = await everyMonday()
    await anOccurrenceRow({ schedule_id: id, status: 'pending', fired_at: '2026-03-09 08:00:00' })
    const visitor = await Walker.signedIn('operator')
    const question = await visitor.get(`/schedules/${id}/delete`)
    assert.include(readable(question), 'Supprimer cette planification ?')
    assert.include(readable(question), 'Elle ne passera plus jamais.')
    const path = `/schedules/${id}/delete`
    const silent = await visitor.post(path, hiddenOf(question))
    assert.include(readable(silent), 'Écrivez une raison')
    const stale = await visitor.post(path, { ...hiddenOf(question), version: '9', reason: 'x' })
    assert.include(readable(stale), 'a changé ou est passée')
    const form = { ...hiddenOf(question), reason: 'plus de réunion' }
    const done = await visitor.post(path, form)
    assert.include(readable(done), 'Elle a été supprimée.')
    assert.include(readable(done), 'plus de réunion')
    assert.equal((await scheduleOf(id)).disabled_reason, 'deleted')
    const [occurrence] = await db.from('schedule_occurrences')
    assert.equal(occurrence.status, 'cancelled')
    assert.deepEqual(await reasons('schedule_deleted'), ['plus de réunion'])

    await visitor.post(path, form)
    assert.lengthOf(await reasons('schedule_deleted'), 1)
    assert.equal((await visitor.get(`/schedules/${id}/edit`)).status, 404)
  })

  test('are offered to those who may act', async ({ assert }) => {
    const id = await everyMonday()
    const viewer = await Walker.signedIn('viewer')
    assert.notInclude((await viewer.get('/schedules')).html, '/schedules/new')
    assert.equal((await viewer.get('/schedules/new')).status, 403)
    const operator = await Walker.signedIn('operator')
    assert.include((await operator.get('/schedules')).html, '/schedules/new')
    assert.include((await operator.get(`/schedules/${id}`)).html, `/schedules/${id}/delete`)
  })
})

import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { AUDIT_ACTIONS, type AuditAction } from '#storage/audit/audit_actions'
import { appendAuditEvent, type AuditEvent } from '#storage/audit_events'
import { aBatchRow } from '#tests/helpers/batch_rows'
import { aMessage, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aUser } from '#tests/helpers/users'
import { readable, Walker } from '#tests/helpers/walker'

const did = (event: Partial<AuditEvent> & { action: AuditAction }) =>
  appendAuditEvent(db.connection(), { at: '2026-03-10 09:00:00', actor: 'cli:awa', ...event })

test.group('Activity on a page', (group) => {
  withCleanDatabase(group)

  test('says who did what to what, when and why', async ({ assert }) => {
    const rosine = await aUser({ name: 'Rosine Abena', role: 'operator' })
    const { id: patient, externalRef } = await aPatient()
    const { id: message } = await aMessage()
    const actor = `user:${rosine.id}`
    await did({
      actor,
      action: 'messages_rejected',
      subject: `message:${message}`,
      detail: { moved: 1, reason: 'faux numéro' },
    })
    await did({ actor, action: 'messages_requeued', detail: { requeued: 431 } })
    await did({
      actor,
      action: 'patient_status_changed',
      subject: `patient:${patient}`,
      detail: { to: 'moved' },
    })
    await did({
      actor,
      action: 'patient_status_changed',
      subject: 'patient:999999',
      detail: { to: 'died' },
    })
    await did({
      action: 'sending_paused',
      subject: 'CSI-1',
      detail: { scope: 'facility', reason: 'fête' },
    })
    await did({
      actor: 'sweep',
      action: 'account_paused',
      subject: 'main',
      detail: { reason: 'bad_credentials' },
    })
    await did({ action: 'template_set', subject: 'template:7_day_reminder:fr' })

    const visitor = await Walker.signedIn('viewer')
    const page = await visitor.get('/activity')
    for (const words of [
      'La dernière action est de awa (ligne de commande)',
      'Rosine Abena',
      'A rejeté 1 message.',
      '« faux numéro »',
      'A renvoyé 431 messages.',
      'A changé la situation d’un enfant : a déménagé.',
      'Un enfant effacé',
      'A suspendu l’envoi. « fête »',
      'Centre de santé CSI-1',
      'A arrêté un compte chez l’opérateur.',
      'mar. 10 mars 09:00',
    ])
      assert.include(readable(page), words)
    for (const path of [
      `/messages/${message}`,
      `/patients/${externalRef}`,
      '/templates/7_day_reminder/fr',
      '/system',
    ])
      assert.include(page.html, `href="${path}"`)
    assert.include(page.html, 'aria-current="page"')
    assert.include(page.html, '<time datetime="2026-03-10T09:00:00Z">')
  })

  for (const language of ['fr', 'en'] as const)
    test(`has words in ${language} for whatever the log records`, async ({ assert }) => {
      const visitor = await Walker.signedIn('admin', language)
      for (const action of AUDIT_ACTIONS) await did({ action })
      const unread = await visitor.get('/activity')
      const rest = await visitor.get(/href="(\/activity\?before=[^"]+)"/.exec(unread.html)![1])
      const reads = await visitor.get('/activity?kind=reads')
      const pages = [unread, rest, reads]
      for (const { html } of pages)
        assert.notMatch(html, /translation missing|undefined|\bNaN\b|\[object|activity\.(?!csv)\w/)
      const shown = pages.flatMap(({ html }) => html.match(/<time datetime="2026-03-10/g) ?? [])
      assert.lengthOf(shown, AUDIT_ACTIONS.length)
    })

  test('shows accounts, sign-ins and reads to admins alone', async ({ assert }) => {
    const subject = (await aUser({ name: 'Jean Fotso' })).id
    await did({ action: 'user_disabled', subject: `user:${subject}` })
    await did({ actor: 'web', action: 'requests_denied', subject: '192.0.2.0/24' })
    await did({ action: 'personal_data_read', detail: { what: 'patients' } })
    await did({ action: 'template_set' })
    for (const role of ['viewer', 'operator'] as const) {
      const visitor = await Walker.signedIn(role, 'en')
      for (const path of [
        '/activity',
        '/activity?kind=access',
        '/activity?kind=reads',
        '/activity.csv',
      ]) {
        const page = readable(await visitor.get(path))
        for (const hidden of ['Jean Fotso', '192.0.2.0', 'Locked', 'Looked at', 'Signed in'])
          assert.notInclude(page, hidden, `${role} ${path}`)
      }
      assert.include(readable(await visitor.get('/activity?kind=access')), 'Not understood')
    }
    const admin = await Walker.signedIn('admin', 'en')
    const page = await admin.get('/activity')
    for (const words of ['Jean Fotso', 'Locked an account.', '192.0.2.0/24', 'Signed in.'])
      assert.include(readable(page), words)
    assert.include(page.html, `href="/users/${subject}"`)
    assert.notInclude(readable(page), 'Looked at children.')
    assert.include(readable(await admin.get('/activity?kind=reads')), 'Looked at children.')
  })

  test('is narrowed by the URL, and says what it did not understand', async ({ assert }) => {
    await did({ action: 'template_set', at: '2026-03-09 23:59:59' })
    await did({ action: 'sending_paused', at: '2026-03-10 00:00:00' })
    const visitor = await Walker.signedIn('viewer', 'en')
    const seen = async (query: string) => {
      const page = await visitor.get(`/activity?${query}`)
      assert.equal(page.status, 200, query)
      const text = readable(page)
      return ['Changed a text.', 'Paused sending.'].map((words) => text.includes(words))
    }
    assert.deepEqual(await seen('kind=sending'), [false, true])
    assert.deepEqual(await seen('who=cli:awa'), [true, true])
    assert.deepEqual(await seen('who=cli:nobody'), [false, false])
    assert.deepEqual(await seen('to=2026-03-09'), [true, false])
    assert.deepEqual(await seen('from=2026-03-10'), [false, true])
    assert.deepEqual(await seen('from=2026-02-30&kind=x&before=2026-99-99T99:99:99Z_1'), [
      true,
      true,
    ])
    const wrong = await visitor.get('/activity?from=2026-02-30&kind=x')
    assert.include(readable(wrong), 'Not understood, and therefore not applied: What, From.')
    assert.include(readable(await visitor.get('/activity?who=cli:nobody')), 'No action matches')
  })

  test('has a file of the view, in which nothing is a formula', async ({ assert }) => {
    await did({
      action: 'sending_paused',
      subject: '=cmd',
      detail: { scope: 'facility', reason: 'x' },
    })
    await did({ action: 'template_set', subject: '=1+1' })
    const visitor = await Walker.signedIn('viewer', 'en')
    const file = await visitor.get('/activity.csv?kind=templates')
    assert.match(
      file.headers.get('content-disposition')!,
      /attachment; filename="activity-.*\.csv"/
    )
    const [header, row, end] = file.html.split('\n')
    assert.include(header, 'When (UTC),Who,What')
    assert.include(row, `2026-03-10T09:00:00Z,awa (command line),Changed a text.,'=1+1`)
    assert.equal(end, '')
  })

  test('begins with the work on many messages, which can be stopped', async ({ assert }) => {
    const running = await aBatchRow({ action: 'retry', status: 'waiting', matched: 431, done: 120 })
    const ended = await aBatchRow({ action: 'cancel', status: 'done', matched: 3, done: 3 })
    const old = await aBatchRow({ status: 'done', finished_at: '2020-01-01 00:00:00' })
    const viewer = await Walker.signedIn('viewer', 'en')
    const seen = await viewer.get('/activity')
    assert.include(readable(seen), '1 bulk operation is under way.')
    assert.include(readable(seen), 'Send again 431 messages.')
    assert.include(readable(seen), '120 of 431')
    assert.include(seen.html, `href="/batches/${ended}"`)
    assert.notInclude(seen.html, `href="/batches/${old}"`)
    assert.notInclude(seen.html, '/stop')

    const operator = await Walker.signedIn('operator', 'en')
    assert.include((await operator.get('/activity')).html, `/batches/${running}/stop`)
    await operator.post(`/batches/${running}/stop`)
    const { status } = await db.from('message_batches').where('id', running).firstOrFail()
    assert.equal(status, 'stopped')
    const after = readable(await operator.get('/activity'))
    assert.include(after, 'Stopped before the end.')
    assert.notInclude(after, 'under way.')
  })

  test('says when nothing has been done', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    const page = readable(await visitor.get('/activity'))
    assert.include(page, 'Personne n’a encore rien fait ici.')
    assert.include(page, 'Ce que changent les personnes et les programmes apparaît ici.')
  })
})

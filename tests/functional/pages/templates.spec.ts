import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import AuditEvent from '#models/audit_event'
import { anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { TemplateStore } from '#texts/template_store'
import { readable, Walker, type WalkedPage } from '#tests/helpers/walker'

const PATH = '/templates/1_day_reminder/fr'
const PLAIN = 'Rappel : {first_name}, {vaccine}, demain {day} {at_facility}.'
const DEAR = 'Rappel : n’oubliez pas la tête, {first_name}, {vaccine}, {day} {at_facility}.'

const versionOf = ({ html }: WalkedPage) => /name="version" value="(\d*)"/.exec(html)![1]

const versions = () =>
  db
    .from('sms_templates')
    .where({ message_type: '1_day_reminder', language: 'fr' })
    .orderBy('version')
    .select('version', 'body', 'actor')

test.group('Templates on pages', (group) => {
  withCleanDatabase(group)
  group.each.setup(async () => {
    await db.from('sms_templates').delete()
    await db.table('sms_templates').insert({
      message_type: '1_day_reminder',
      language: 'fr',
      version: 1,
      body: PLAIN,
      actor: 'rappel',
      created_at: '2026-03-01 08:00:00',
    })
  })

  test('are listed, with the reminders that have none', async ({ assert }) => {
    const page = await (await Walker.signedIn('viewer')).get('/templates')
    assert.include(readable(page), PLAIN)
    assert.include(readable(page), 'sortes de rappels n’ont pas de texte')
    assert.include(page.html, 'href="/templates/7_day_reminder/fr"')
    const one = await (await Walker.signedIn('viewer', 'en')).get(PATH)
    assert.include(readable(one), 'This text fits into one segment.')
    assert.notInclude(one.html, 'name="do"')
  })

  test('are tried before they are saved: letters, segments and the cost of tomorrow', async ({
    assert,
  }) => {
    const dueOn = DateTime.utc().plus({ days: 2 }).toFormat('yyyy-MM-dd')
    for (let n = 0; n < 3; n++) await anImmunization({ dueOn })
    const visitor = await Walker.signedIn('operator')
    assert.include(readable(await visitor.get(PATH)), 'Demain, pour 3 rappels au plus')
    const tried = await visitor.post(PATH, { do: 'preview', body: DEAR })
    for (const words of [
      'Ce texte coûte 2 fois plus que nécessaire.',
      'Sans elle, il tient en un seul segment.',
      'Pas encore enregistré.',
      'UCS-2',
      'Sans ces lettres',
      'Un enfant',
      'Amina',
    ])
      assert.include(readable(tried), words)
    const plain = await visitor.post(PATH, { do: 'plain', body: DEAR })
    assert.include(plain.html, 'oubliez pas la tete')
    assert.include(readable(plain), 'Ce texte tient en un seul segment.')
    assert.lengthOf(await versions(), 1)
  })

  test('are saved as a new version, unless somebody was quicker', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const version = versionOf(await visitor.get(PATH))
    const body = `${PLAIN} Merci.`
    const saved = await visitor.post(PATH, { do: 'save', version, body, reason: 'plus poli' })
    assert.include(readable(saved), 'Enregistré.')
    const late = await visitor.post(PATH, {
      do: 'save',
      version,
      body: `${PLAIN} Bonne route.`,
      reason: 'x',
    })
    assert.include(readable(late), 'Quelqu’un a changé ce texte pendant que vous lisiez.')
    const found = await versions()
    assert.deepEqual(
      found.map((one) => [one.version, one.body]),
      [
        [1, PLAIN],
        [2, body],
      ]
    )
    const events = await AuditEvent.query().where('action', 'template_set')
    assert.deepEqual(
      events.map(({ actor, detail }) => [actor, JSON.parse(detail!).reason]),
      [[found[1].actor, 'plus poli']]
    )
  })

  test('are refused where nobody could get them, and stay in the form', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const version = versionOf(await visitor.get(PATH))
    const refused = await visitor.post(PATH, { do: 'save', version, body: 'Bonjour {nobody}' })
    assert.equal(refused.status, 422)
    assert.include(readable(refused), 'Ce texte ne peut pas servir.')
    assert.include(refused.html, 'Bonjour {nobody}')
    assert.equal((await visitor.post(PATH, { do: 'save', version, body: ' ' })).status, 422)
    const silent = await visitor.post(PATH, { do: 'save', version, body: `${PLAIN} Merci.` })
    assert.equal(silent.status, 422)
    assert.include(readable(silent), 'Écrivez une raison')
    assert.include(silent.html, `${PLAIN} Merci.`)
    assert.lengthOf(await versions(), 1)
  })

  test('show who changed them and why, and can be put back', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const body = `${PLAIN} Merci.`
    const version = versionOf(await visitor.get(PATH))
    await visitor.post(PATH, { do: 'save', version, body, reason: 'plus poli' })
    const page = await visitor.get(PATH)
    for (const words of ['Qui a changé ce texte', 'Version 2 En usage', '« plus poli »', 'Rosine'])
      assert.include(readable(page), words)
    const [, href] = /href="([^"]+\?version=1)"/.exec(page.html)!
    const older = await visitor.get(href)
    assert.include(readable(older), 'Voici la version 1')
    assert.include(older.html, `>${PLAIN}</textarea>`)
    const back = { do: 'save', version: versionOf(older), body: PLAIN, reason: 'trop long' }
    await visitor.post(PATH, back)
    const [, , third] = await versions()
    assert.include(third, { version: 3, body: PLAIN })
    assert.notInclude(readable(await visitor.get(`${PATH}?version=99`)), 'Voici la version')
  })

  test('are removed where another stands in, and can be put back', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const other = '/templates/1_day_reminder/en'
    const body = 'Hello {first_name}, {vaccine} {day} {at_facility}.'
    await visitor.get(other)
    await visitor.post(other, { do: 'save', version: '', body, reason: 'demandé' })
    const french = await visitor.get(PATH)
    assert.include(readable(french), 'il doit rester')
    assert.equal((await visitor.get(`${PATH}/remove`)).status, 404)
    const refused = await visitor.post(`${PATH}/remove`, { version: '1', reason: 'x' })
    assert.include(readable(refused), 'il doit rester')

    const question = await visitor.get(`${other}/remove`)
    assert.include(readable(question), 'Retirer le texte en anglais ?')
    assert.include(readable(question), 'Ces familles recevront le texte en français.')
    const version = versionOf(question)
    assert.equal((await visitor.post(`${other}/remove`, { version })).status, 422)
    const stale = await visitor.post(`${other}/remove`, { version: '7', reason: 'x' })
    assert.include(readable(stale), 'Rien n’a été fait.')
    const done = await visitor.post(`${other}/remove`, { version, reason: 'personne ne le lit' })
    assert.include(readable(done), 'Texte retiré.')
    assert.notInclude(done.html, `href="${other}"`)
    const store = await app.container.make(TemplateStore)
    const texts = await store.load(['1_day_reminder'])
    assert.equal(texts.find('1_day_reminder', ['en', 'fr'])?.language, 'fr')
    assert.deepEqual(await store.languages(), ['fr'])
    const [event] = await AuditEvent.query().where('action', 'template_removed')
    assert.equal(JSON.parse(event.detail!).reason, 'personne ne le lit')

    const again = await visitor.get(`${other}?version=1`)
    assert.include(readable(again), 'Version 2 : retiré')
    const back = { do: 'save', version: versionOf(again), body, reason: 'finalement' }
    assert.include(readable(await visitor.post(other, back)), 'Enregistré.')
    assert.deepEqual(await store.languages(), ['en', 'fr'])
  })

  test('may be written in another language, and of known kinds alone', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    const page = await visitor.get('/templates/1_day_reminder/en')
    assert.include(readable(page), 'This text has yet to be written.')
    const body = 'Hello {first_name}, {vaccine} {day} {at_facility}.'
    const form = { do: 'save', version: versionOf(page), body, reason: 'asked for' }
    const saved = await visitor.post('/templates/1_day_reminder/en', form)
    assert.include(readable(saved), 'Saved.')
    const opened = await visitor.get('/templates/1_day_reminder?language=FF')
    assert.equal(opened.path, '/templates/1_day_reminder/ff')
    assert.include(readable(opened), 'There is no text in this language yet.')
    const wrong = await visitor.get('/templates/1_day_reminder?language=%3Cb%3E')
    assert.include(readable(wrong), 'Write the code of a language')
    for (const path of ['/templates/none/fr', '/templates/1_day_reminder/<b>'])
      assert.equal((await visitor.get(path)).status, 404, path)
  })
})

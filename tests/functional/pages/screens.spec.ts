import { test } from '@japa/runner'
import { aFacility, aMessage, anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aReplyRow } from '#tests/helpers/inbound_rows'
import { readable, Walker } from '#tests/helpers/walker'

const SCREENS = ['/', '/messages', '/attention', '/patients']

/** What a page must never become part of. */
const NASTY = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  '{{ 7 * 7 }}',
  '@if(true)',
  'javascript:alert(1)',
]

/** A child with a reminder of this kind. */
async function aReminder(
  values: Parameters<typeof aMessage>[0] = {},
  { firstName = 'Salamatou', lastName = 'Njoya', facility = 'CSI Briqueterie' } = {}
) {
  const { id: facilityId } = await aFacility({ name: facility })
  const patient = await aPatient({ firstName, lastName, facilityId, caregiverPhone: PHONE })
  const { id } = await anImmunization({ patientId: patient.id, vaccine: 'Penta', dose: '2' })
  const message = await aMessage({
    messageType: '1_day_reminder',
    patientId: patient.id,
    immunizationId: id,
    dueOn: '2026-03-10',
    phoneNumber: PHONE,
    ...values,
  })
  return { patient, message }
}

test.group('The screens', (group) => {
  withCleanDatabase(group)

  test('lead strangers to the sign-in', async ({ assert }) => {
    const stranger = Walker.stranger()
    for (const path of [...SCREENS, '/messages/1', '/messages.csv', '/batches/new?do=retry'])
      assert.match((await stranger.get(path)).path, /^\/sign-in/, path)
  })

  for (const language of ['fr', 'en'] as const) {
    test(`say in ${language} what an empty installation has to do`, async ({ assert }) => {
      const visitor = await Walker.signedIn('viewer', language)
      for (const path of SCREENS) {
        const page = await visitor.get(path)
        assert.equal(page.status, 200, path)
        assert.include(page.html, `<html lang="${language}"`)
        assert.lengthOf(page.html.match(/<h1/g)!, 1)
        assert.notMatch(page.html, /translation missing|undefined|\bNaN\b|\[object/, path)
      }
      const today = readable(await visitor.get('/messages'))
      assert.include(
        today,
        language === 'fr'
          ? 'Ils apparaîtront ici dès que des enfants seront importés.'
          : 'They appear here once children are imported.'
      )
    })

    test(`are whole in ${language} with one message in each state`, async ({ assert }) => {
      const states = [
        ['pending', 'outside_window'],
        ['sending', null],
        ['sent', null],
        ['delivered', 'receipt'],
        ['undelivered', 'undelivered'],
        ['unknown', 'timeout'],
        ['failed', 'invalid_number'],
        ['dead_letter', 'retries_used_up'],
        ['cancelled', 'visit_recorded'],
        ['suppressed', 'opted_out'],
        ['expired', 'deadline_passed'],
      ] as const
      const visitor = await Walker.signedIn('operator', language)
      for (const [status, reason] of states) {
        const { message, patient } = await aReminder({ status, reason })
        for (const path of [
          `/messages/${message.id}`,
          `/messages?status=${status}`,
          `/patients/${patient.externalRef}`,
        ]) {
          const page = await visitor.get(path)
          assert.equal(page.status, 200, path)
          assert.notMatch(page.html, /translation missing|undefined|\bNaN\b|\[object/, path)
          assert.include(page.html, 'Salamatou')
          assert.notInclude(page.html, PHONE)
          assert.notMatch(page.html, /<script(?! (?:type="module" |defer )?src)|style=| on\w+=/)
        }
      }
      for (const path of SCREENS) {
        const page = await visitor.get(path)
        assert.notMatch(page.html, /translation missing|undefined|\bNaN\b|\[object/, path)
      }
    })
  }

  test('write what people typed as text, wherever it stands', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    for (const nasty of NASTY) {
      const { message, patient } = await aReminder(
        { status: 'failed', reason: 'invalid_number', body: nasty, errorMessage: nasty },
        { firstName: nasty, lastName: nasty, facility: nasty }
      )
      await aReplyRow({ body: nasty })
      const pages = [
        `/messages/${message.id}`,
        `/messages/${message.id}/edit`,
        '/messages',
        `/messages?q=${encodeURIComponent(nasty)}&facility=${encodeURIComponent(nasty)}`,
        '/attention',
        `/patients/${patient.externalRef}`,
        '/patients',
        `/patients?q=${encodeURIComponent(nasty)}`,
      ]
      for (const path of pages) {
        const { html: text, status } = await visitor.get(path)
        assert.equal(status, 200, path)
        for (const part of ['<script>alert', '<img src=x', "' onmouseover='", 'href="javascript'])
          assert.notInclude(text, part, path)
        if (nasty.startsWith('{{')) assert.notInclude(readable({ html: text }), ' 49 ')
      }
    }
  })
})

test.group('The list of messages', (group) => {
  withCleanDatabase(group)

  test('has the children, the reasons, and how many there are', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    await aReminder({ status: 'failed', reason: 'invalid_number' })
    await aReminder({ status: 'delivered' })
    const page = readable(await visitor.get('/messages?tab=failed'))
    assert.include(page, '1 rappel n’est pas parti.')
    assert.include(page, 'Salamatou Njoya')
    assert.include(page, 'Orange refuse ce numéro')
    assert.include(page, 'CSI Briqueterie')
    assert.include(page, '1 jour avant')
    assert.include(page, 'Penta 2')
  })

  test('is found by phone, by reference and by the number of the operator', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    const { patient } = await aReminder({ providerMessageId: 'orange-1' })
    await aMessage()
    for (const q of ['677 12 34 56', patient.externalRef, 'orange-1']) {
      const page = readable(await visitor.get(`/messages?q=${encodeURIComponent(q)}`))
      assert.include(page, '1 message pour ces filtres.', q)
      assert.include(page, 'Salamatou Njoya')
    }
  })

  test('says that nothing matches, and how to clear the filters', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    await aReminder()
    const page = await visitor.get('/messages?reason=no_route&from=soon')
    assert.include(readable(page), 'Aucun message pour ces filtres')
    assert.include(readable(page), 'ne s’applique pas : Depuis.')
    assert.match(page.html, /<a href="\/messages">Tout effacer/)
  })

  test('goes on page by page', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    for (let n = 0; n < 30; n++) await aMessage({ status: 'failed', reason: 'no_route' })
    const first = await visitor.get('/messages?tab=attention')
    assert.include(readable(first), '30 messages en tout')
    const [, next] = /href="(\/messages\?[^"]*before=[^"]*)"/.exec(first.html)!
    const second = await visitor.get(next.replaceAll('&amp;', '&'))
    assert.lengthOf(second.html.match(/role="row"/g)!, 6)
    assert.include(readable(second), 'Retour au début')
  })

  test('is a file for spreadsheets, without formulas and whole numbers', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    await aReminder({ status: 'failed', reason: 'invalid_number' }, { firstName: '=cmd|1' })
    await aReminder({ status: 'delivered' })
    const { html: text, headers } = await visitor.get('/messages.csv?tab=failed')
    assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8')
    assert.match(headers.get('content-disposition')!, /filename="messages-\d{4}-\d\d-\d\d\.csv"/)
    const [header, row, ...rest] = text.trim().split('\n')
    assert.equal(
      header,
      'Numéro,Référence,Prénom,Nom,Centre de santé,Téléphone,Rappel,Vaccin,Dose,État,Raison,Prévu (UTC),Mis à jour (UTC),Essais'
    )
    assert.include(row, "'=cmd|1")
    assert.include(row, '+237•••••••56')
    assert.include(row, 'Orange refuse ce numéro')
    assert.isEmpty(rest)
  })
})

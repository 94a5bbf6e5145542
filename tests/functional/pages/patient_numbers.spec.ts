import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { RecordConsent } from '#consents/record_consent'
import Patient from '#models/patient'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { auditTrail } from '#tests/helpers/audit_trail'
import { withCleanDatabase } from '#tests/helpers/database'
import { aChild, askFor, expectedBy } from '#tests/helpers/patients'
import { readable, Walker } from '#tests/helpers/walker'

const OTHER = '+237699887766'
const CORRECTION = { number: '699 88 77 66', reason: 'la mère a changé de carte' }

const audited = async (action: string) =>
  (await auditTrail()).filter((event) => event.action === action)

test.group('The number of a family', (group) => {
  withCleanDatabase(group)

  test('is shown once to operators, who are recorded', async ({ assert }) => {
    const { patient, message, path } = await aChild()
    const operator = await Walker.signedIn('operator')
    for (const page of [path, `/messages/${message.id}`]) {
      const masked = await operator.get(page)
      assert.include(readable(masked), 'Montrer le numéro')
      assert.notInclude(masked.html, PHONE)
      const shown = await operator.post(`${page}/number`)
      assert.equal(shown.status, 200)
      assert.include(readable(shown), '+237 6 77 12 34 56')
      assert.equal(shown.headers.get('cache-control'), 'no-store')
      const again = readable(await operator.get(page))
      assert.notInclude(again.replaceAll(' ', ''), PHONE)
    }
    const events = await audited('number_revealed')
    assert.sameMembers(
      events.map(({ subject }) => subject),
      [`patient:${patient.id}`, `message:${message.id}`]
    )
    for (const { actor } of events) assert.match(actor, /^user:\d+$/)
    assert.notInclude(JSON.stringify(await auditTrail()), PHONE.slice(1))
  })

  test('is not shown to viewers', async ({ assert }) => {
    const { message, path } = await aChild()
    const viewer = await Walker.signedIn('viewer')
    for (const page of [path, `/messages/${message.id}`]) {
      assert.notInclude((await viewer.get(page)).html, 'Montrer le numéro')
      const refused = await viewer.post(`${page}/number`)
      assert.equal(refused.status, 403)
      assert.notInclude(refused.html, PHONE)
    }
    assert.isEmpty(await audited('number_revealed'))
  })

  test('is corrected after a preview, and planned reminders follow', async ({ assert }) => {
    const { patient, message, path } = await aChild()
    const leaving = await aMessage({ patientId: patient.id, phoneNumber: PHONE, status: 'sending' })
    const operator = await Walker.signedIn('operator')
    const { question, confirm } = await askFor(operator, `${path}/phone`, CORRECTION)
    assert.include(readable(question), 'Noter le +237 6 99 88 77 66 pour Mariama ?')
    assert.include(readable(question), '1 rappel prévu part vers ce numéro.')
    assert.notInclude(question.html, PHONE)
    await patient.refresh()
    assert.equal(patient.caregiverPhone, PHONE)

    const done = await confirm()
    assert.equal(done.path, path)
    assert.include(readable(done), 'Numéro noté. 1 rappel prévu part vers lui.')
    for (const row of [patient, message, leaving]) await row.refresh()
    assert.equal(patient.caregiverPhone, OTHER)
    assert.equal(message.phoneNumber, OTHER)
    assert.equal(leaving.phoneNumber, PHONE)
    const [event, ...others] = await audited('patient_phone_changed')
    assert.isEmpty(others)
    assert.deepInclude(event, { subject: `patient:${patient.id}` })
    assert.deepEqual(event.detail, { reason: CORRECTION.reason })
  })

  test('is corrected once, however often the button is pressed', async ({ assert }) => {
    const { path } = await aChild()
    const operator = await Walker.signedIn('operator')
    const { confirm } = await askFor(operator, `${path}/phone`, CORRECTION)
    await Promise.all([confirm(), confirm(), confirm()])
    assert.lengthOf(await audited('patient_phone_changed'), 1)
    assert.include(readable(await confirm()), 'C’est déjà le numéro de la fiche.')
  })

  test('is corrected only as a person saw it', async ({ assert }) => {
    const { patient, path } = await aChild()
    const operator = await Walker.signedIn('operator')
    const { confirm } = await askFor(operator, `${path}/phone`, CORRECTION)
    const other = await Walker.signedIn('operator')
    const first = await askFor(other, `${path}/phone`, { ...CORRECTION, number: '677 00 00 01' })
    await first.confirm()
    assert.include(readable(await confirm()), 'La fiche a changé pendant que vous lisiez.')
    for (const expected of ['', 'x', PHONE]) {
      const page = await operator.post(`${path}/phone`, { ...CORRECTION, expected, do: 'confirm' })
      assert.include(readable(page), 'Rien n’a été fait.')
    }
    const stranger = await aChild({ caregiverPhone: '+237677000002' })
    const expected = expectedBy(await operator.get(`${stranger.path}/phone`))
    await operator.post(`${path}/phone`, { ...CORRECTION, expected, do: 'confirm' })
    await patient.refresh()
    assert.equal(patient.caregiverPhone, '+237677000001')
  })

  test('is refused in words, with what was typed still there', async ({ assert }) => {
    const { path } = await aChild()
    const operator = await Walker.signedIn('operator')
    const said: Record<string, string> = {
      '': 'Écrivez le numéro de la famille.',
      '69 98 87 76': 'Ce numéro a 8 chiffres. Au Cameroun il en faut 9.',
      '+237 699 88 77 661': 'Ce numéro a 10 chiffres. Au Cameroun il en faut 9.',
      '00237 6': 'Ce numéro a 1 chiffre. Au Cameroun il en faut 9.',
      '111 11 11 11': 'Ce numéro n’existe pas.',
      'maman': 'Ce numéro n’existe pas.',
      '+33 6': 'Ce numéro n’existe pas.',
      '+33 6 12 34 56 78': 'Rappel n’envoie rien dans ce pays.',
    }
    for (const [number, words] of Object.entries(said)) {
      const { question } = await askFor(operator, `${path}/phone`, { ...CORRECTION, number })
      assert.equal(question.status, 422, number)
      assert.include(readable(question), words, number)
      assert.include(question.html, `value="${number}"`)
      assert.include(question.html, `value="${CORRECTION.reason}"`)
    }
    const { question } = await askFor(operator, `${path}/phone`, { ...CORRECTION, reason: ' ' })
    assert.include(readable(question), 'Écrivez une raison')
    const english = await Walker.signedIn('operator', 'en')
    const short = await askFor(english, `${path}/phone`, { ...CORRECTION, number: '12345678' })
    assert.include(readable(short.question), 'has 8 digits. In Cameroon it needs 9.')
  })

  test('that said STOP gets nothing, and the preview says so', async ({ assert }) => {
    const { message, path } = await aChild()
    const consent = await app.container.make(RecordConsent)
    const said = { phoneNumber: OTHER, status: 'opted_out', source: 'reply' } as const
    await consent.run({ ...said, actor: 'reply' })
    const operator = await Walker.signedIn('operator')
    const { question, confirm } = await askFor(operator, `${path}/phone`, CORRECTION)
    assert.include(readable(question), 'Ce numéro a dit STOP : rien ne lui sera envoyé.')
    assert.include(readable(question), 'Aucun rappel prévu ne part vers ce numéro.')
    assert.include(readable(await confirm()), 'Plus aucun SMS pour Mariama')
    await message.refresh()
    assert.equal(message.status, 'suppressed')
  })

  test('is added where there is none', async ({ assert }) => {
    const { path } = await aChild({ caregiverPhone: null })
    const operator = await Walker.signedIn('operator')
    const page = readable(await operator.get(path))
    assert.include(page, 'Aucun SMS pour Mariama : la fiche n’a pas de numéro.')
    assert.include(page, 'Ajouter un numéro…')
    assert.notInclude(page, 'Montrer le numéro')
    const { confirm } = await askFor(operator, `${path}/phone`, CORRECTION)
    assert.include(readable(await confirm()), 'Numéro noté.')
    assert.lengthOf(await Patient.query().where('caregiver_phone', OTHER), 1)
  })
})

import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { DateTime } from 'luxon'
import { RecordConsent } from '#consents/record_consent'
import { ShowConsent } from '#consents/show_consent'
import { PHONE } from '#tests/helpers/arrange'
import { auditTrail } from '#tests/helpers/audit_trail'
import { withCleanDatabase } from '#tests/helpers/database'
import { aChild, askFor } from '#tests/helpers/patients'
import { readable, Walker } from '#tests/helpers/walker'

const zone = 'Africa/Douala'
const today = () => DateTime.now().setZone(zone).toFormat('yyyy-MM-dd')
const daysAgo = (days: number) => DateTime.now().setZone(zone).minus({ days }).toISODate()!

/** The family's own word by SMS. */
async function stop(): Promise<void> {
  const consent = await app.container.make(RecordConsent)
  const said = { phoneNumber: PHONE, status: 'opted_out', source: 'reply' } as const
  await consent.run({ ...said, actor: 'reply' })
}

async function history() {
  const consents = await app.container.make(ShowConsent)
  return (await consents.ofNumber(PHONE)).history
}

test.group('The follow-up of a child', (group) => {
  withCleanDatabase(group)

  test('ends with a reason after a preview, and can be resumed', async ({ assert }) => {
    const { patient, message, path } = await aChild()
    const operator = await Walker.signedIn('operator')
    const moved = { status: 'moved', reason: 'vit maintenant à Douala' }
    const { question, confirm } = await askFor(operator, `${path}/status`, moved)
    assert.include(readable(question), 'Noter pour Mariama : a déménagé ?')
    assert.include(readable(question), '1 rappel prévu ne partira pas.')
    assert.include(readable(question), 'Vous pourrez revenir dessus')
    await message.refresh()
    assert.equal(message.status, 'pending')

    const done = readable(await confirm())
    assert.include(done, 'C’est noté. 1 rappel prévu ne partira pas.')
    assert.include(done, 'Plus aucun SMS pour Mariama : la famille a déménagé.')
    await message.refresh()
    assert.deepEqual([message.status, message.reason], ['suppressed', 'patient_inactive'])
    assert.include(readable(await confirm()), 'La fiche a changé pendant que vous lisiez.')
    const events = await auditTrail()
    const [event, ...others] = events.filter(({ action }) => action === 'patient_status_changed')
    assert.isEmpty(others)
    assert.deepEqual(event.detail, { from: 'active', to: 'moved', reason: moved.reason })
    assert.equal(event.subject, `patient:${patient.id}`)

    const back = await askFor(operator, `${path}/status`, { status: 'active', reason: 'revenue' })
    assert.include(readable(back.question), '1 rappel est de nouveau prévu.')
    assert.include(readable(await back.confirm()), 'Le suivi a repris.')
    await message.refresh()
    assert.equal(message.status, 'pending')
  })

  test('that ended with a death is resumed only by who saw that', async ({ assert }) => {
    const { patient, path } = await aChild()
    const operator = await Walker.signedIn('operator')
    const back = { status: 'active', reason: 'autre enfant' }
    const early = await askFor(operator, `${path}/status`, { ...back, status: 'other' })
    const death = await askFor(operator, `${path}/status`, { status: 'died', reason: 'dit au CSI' })
    assert.include(readable(death.question), 'aucun fichier importé ne le retire')
    await death.confirm()
    assert.include(readable(await early.confirm()), 'La fiche a changé pendant que vous lisiez.')
    await patient.refresh()
    assert.equal(patient.status, 'died')
    const form = readable(await operator.get(`${path}/status`))
    assert.include(form, 'Le décès de Mariama a-t-il été noté par erreur ?')
    await (await askFor(operator, `${path}/status`, back)).confirm()
    await patient.refresh()
    assert.equal(patient.status, 'active')
  })

  test('needs a choice and a reason', async ({ assert }) => {
    const { path } = await aChild()
    const operator = await Walker.signedIn('operator')
    for (const status of ['', 'erased', 'gone']) {
      const { question } = await askFor(operator, `${path}/status`, { status, reason: '' })
      assert.equal(question.status, 422)
      assert.include(readable(question), 'Choisissez ce qu’il en est.')
      assert.include(readable(question), 'Écrivez une raison')
    }
  })
})

test.group('The consent of a family', (group) => {
  withCleanDatabase(group)

  test('is taken back with what would not leave, and its history stays', async ({ assert }) => {
    const { message, path } = await aChild()
    const operator = await Walker.signedIn('operator')
    const no = { say: 'no', way: 'by_phone', said_on: today(), evidence: 'appel de la mère' }
    const { question, confirm } = await askFor(operator, `${path}/consent?say=no`, no)
    assert.include(readable(question), '1 message prévu ne partira pas.')
    assert.isEmpty(await history())

    const done = readable(await confirm())
    assert.include(done, 'Refus noté. 1 message prévu ne partira pas.')
    assert.include(done, 'Non, par téléphone')
    assert.include(done, 'Preuve : appel de la mère.')
    await message.refresh()
    assert.deepEqual([message.status, message.reason], ['suppressed', 'opted_out'])
    assert.include(readable(await confirm()), 'La fiche a changé pendant que vous lisiez.')
    const [change, ...others] = await history()
    assert.isEmpty(others)
    assert.deepInclude(change, { to: 'opted_out', source: 'staff' })
    assert.match(change.actor, /^user:/)
  })

  test('after a STOP needs evidence, of that day or later', async ({ assert }) => {
    const { message, path } = await aChild()
    await stop()
    const operator = await Walker.signedIn('operator')
    assert.include(readable(await operator.get(path)), 'La famille a répondu STOP')
    const form = `${path}/consent?say=yes`
    assert.include(readable(await operator.get(form)), 'Pour revenir dessus, il faut une preuve.')
    const yes = { say: 'yes', way: 'paper_form', said_on: today(), evidence: 'fiche 12' }
    const faults: [Record<string, string>, string][] = [
      [{ evidence: ' ' }, 'Écrivez la preuve : cette famille avait dit non.'],
      [{ way: 'reply' }, 'Choisissez comment la famille l’a dit.'],
      [{ said_on: daysAgo(3) }, 'c’est le non qui compte'],
      [{ said_on: daysAgo(-1) }, 'au plus tard aujourd’hui'],
      [{ said_on: '2026-02-30' }, 'au plus tard aujourd’hui'],
    ]
    for (const [fault, words] of faults) {
      const { question, confirm } = await askFor(operator, form, { ...yes, ...fault })
      assert.equal(question.status, 422, words)
      assert.include(readable(question), words)
      assert.equal((await confirm()).status, 422, words)
    }
    assert.lengthOf(await history(), 1)

    const { question, confirm } = await askFor(operator, form, yes)
    assert.include(readable(question), '1 rappel écarté est de nouveau prévu.')
    const done = readable(await confirm())
    assert.include(done, 'Accord noté. 1 rappel est de nouveau prévu.')
    assert.include(done, 'Oui, sur une fiche')
    assert.include(done, 'Non, par SMS')
    await message.refresh()
    assert.equal(message.status, 'pending')
  })

  test('counts only for the number, and against the word, that a person saw', async ({
    assert,
  }) => {
    const { patient, path } = await aChild()
    const operator = await Walker.signedIn('operator')
    const yes = { say: 'yes', way: 'in_person', said_on: today(), evidence: '' }
    const { confirm } = await askFor(operator, `${path}/consent`, yes)
    await stop()
    const answer = await confirm()
    assert.notInclude(readable(answer), 'Accord noté')
    assert.equal((await history()).at(-1)!.to, 'opted_out')

    const again = await askFor(operator, `${path}/consent`, { ...yes, evidence: 'fiche 12' })
    await patient.merge({ caregiverPhone: '+237677000009' }).save()
    assert.include(readable(await again.confirm()), 'La fiche a changé pendant que vous lisiez.')
    assert.lengthOf(await history(), 1)
  })

  test('has nobody to be of without a number', async ({ assert }) => {
    const { path } = await aChild({ caregiverPhone: null })
    const operator = await Walker.signedIn('operator')
    const page = readable(await operator.get(`${path}/consent?say=yes`))
    assert.include(page, 'La fiche n’a pas de numéro : ajoutez-le d’abord.')
  })
})

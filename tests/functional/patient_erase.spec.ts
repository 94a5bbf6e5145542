import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import ace from '@adonisjs/core/services/ace'
import AuditEvent from '#models/audit_event'
import Patient from '#models/patient'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { whereStored } from '#tests/helpers/everything_stored'
import { anOccurrenceRow, aScheduleRow } from '#tests/helpers/schedule_rows'
import { aConsent } from '#tests/helpers/consents'
import { anImportWithRejectedRows } from '#tests/helpers/erasure'
import { aMessageOf, FIRST_NAME, REF, TRACES } from '#tests/helpers/person_with_everything'
import { atATerminal } from '#tests/helpers/terminal'
import PatientErase from '../../commands/patient_erase.js'

async function aPerson() {
  const patient = await aPatient({
    externalRef: REF,
    firstName: FIRST_NAME,
    caregiverPhone: PHONE,
  })
  await aMessageOf(patient, { status: 'delivered' })
  await aConsent(PHONE, 'opted_out')
  return patient
}

test.group('patient:erase', (group) => {
  withCleanDatabase(group)

  test('erases, prints one JSON document, and logs nothing about whom', async ({ assert }) => {
    await aPerson()
    const { rejectedFile } = await anImportWithRejectedRows()
    const { code, stdout, stderr } = await runAceProcess(
      ['patient:erase', REF, '--yes', '--reason=asked for', '--json'],
      { LOG_LEVEL: 'trace' }
    )
    assert.equal(code, 0, stderr)
    const result = JSON.parse(stdout)
    assert.include(result, { outcome: 'erased', dryRun: false, optOutsKept: 1 })
    assert.include(result.deleted, { patients: 1, sms_messages: 1, sms_webhook_logs: 1 })
    assert.deepEqual(result.files, { changed: [rejectedFile], rows: 4, notReached: [] })
    assert.deepEqual(await whereStored(TRACES), [])
    assert.include(stderr, 'erasure of a person')
    for (const trace of TRACES) assert.notInclude(stdout + stderr, trace)
    const event = await AuditEvent.findByOrFail('action', 'person_erased')
    assert.match(event.actor, /^cli:/)

    assert.equal((await runAce(['patient:erase', REF, '--yes'])).code, 3)
  })

  test('erases a number, and says what stays', async ({ assert }) => {
    await aPerson()
    const payload = JSON.stringify({ phoneNumber: PHONE, message: 'Bonjour' })
    await anOccurrenceRow({ schedule_id: await aScheduleRow({ payload }), payload })
    const { code, stdout } = await runAce(['patient:erase', '--phone=677 12 34 56', '--yes'])
    assert.equal(code, 0)
    const text = stripVTControlCharacters(stdout)
    assert.match(text, /erased: schedules\s+│\s+1/)
    assert.match(text, /erased: occurrences of schedules\s+│\s+1/)
    assert.match(text, /erased: messages\s+│\s+1/)
    assert.match(text, /kept: patients, without the number\s+│\s+1/)
    assert.match(text, /kept: refusals, as a keyed hash\s+│\s+1/)
    assert.isNull((await Patient.firstOrFail()).caregiverPhone)
  })

  test('rehearses with --dry-run', async ({ assert }) => {
    await aPerson()
    const { code, stdout } = await runAce(['patient:erase', REF, '--dry-run'])
    assert.equal(code, 0)
    const text = stripVTControlCharacters(stdout)
    assert.match(text, /Would be/)
    assert.match(text, /Nothing was changed/)
    assert.lengthOf(await Patient.all(), 1)
  })

  test('names the rejected files that are not here', async ({ assert }) => {
    await aPerson()
    const { rejectedFile } = await anImportWithRejectedRows()
    const { rm } = await import('node:fs/promises')
    await rm(rejectedFile)
    const { stdout, stderr, code } = await runAce(['patient:erase', REF, '--yes'])
    assert.equal(code, 0)
    assert.include(
      stripVTControlCharacters(stdout + stderr),
      `Check for the person yourself: ${rejectedFile}`
    )
  })

  const refused: [string[], RegExp][] = [
    [[REF], /add --yes/],
    [['--yes'], /Name one person/],
    [[REF, '--phone=677123456', '--yes'], /Name one person/],
    [['--phone=12', '--yes'], /--phone is not/],
    [[' ', '--yes'], /ref is empty/],
    [[REF, '--yes', `--reason=${FIRST_NAME} left`], /--reason names the person/],
  ]
  for (const [args, message] of refused) {
    test(`refuses ${args.join(' ')}`, async ({ assert }) => {
      await aPerson()
      const { code, stdout } = await runAce(['patient:erase', ...args, '--json'])
      assert.equal(code, 1)
      assert.match(JSON.parse(stdout).error, message)
      assert.lengthOf(await Patient.all(), 1)
    })
  }
})

class Answering extends PatientErase {
  static answer = true
  question?: string

  protected async ask(question: string) {
    this.question = question
    return Answering.answer
  }
}

test.group('patient:erase at a terminal', (group) => {
  withCleanDatabase(group)
  atATerminal(group)

  for (const answer of [true, false]) {
    test(`shows what it would be, asks, and takes ${answer ? 'a yes' : 'a no'} for what it is`, async ({
      assert,
    }) => {
      await aPerson()
      Answering.answer = answer
      const command = await ace.create(Answering, [REF])
      await command.exec()
      command.assertSucceeded()
      assert.equal(command.question, 'Erase 1 patients and 1 messages? This cannot be undone')
      command.assertLogMatches(answer ? /Erased/ : /Nothing was changed/)
      assert.lengthOf(await Patient.all(), answer ? 0 : 1)
    })
  }

  test('asks nothing when nobody is found', async ({ assert }) => {
    const command = await ace.create(Answering, ['CM-0'])
    await command.exec()
    assert.equal(command.exitCode, 3)
    assert.isUndefined(command.question)
  })
})

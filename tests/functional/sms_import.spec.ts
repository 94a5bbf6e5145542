import { test } from '@japa/runner'
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { stripVTControlCharacters } from 'node:util'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { withCleanDatabase, countOf } from '#tests/helpers/database'
import { aFile, aRow, csv } from '#tests/helpers/imports'

const PHONE = '677123456'

test.group('node ace sms:import', (group) => {
  withCleanDatabase(group)

  test('prints what became of the rows, and ends with 0', async ({ assert }) => {
    const { code, stdout } = await runAce(['sms:import', await aFile(csv(aRow()))])
    assert.equal(code, 0)
    assert.match(stripVTControlCharacters(stdout), /imported: new\s+│\s+1/)
  })

  test('with rejected rows ends with 2, shows the first ten and writes all of them', async ({
    assert,
  }) => {
    const bad = Array.from({ length: 12 }, (_, n) => aRow({ patient_ref: `P-${n}`, dose: '' }))
    const file = await aFile(csv(...bad, aRow({ patient_ref: 'good' })))
    const { code, stdout } = await runAce(['sms:import', file])
    assert.equal(code, 2)
    assert.match(stdout, /line 2: dose "" is required/)
    assert.match(stdout, /line 11: dose/)
    assert.notMatch(stdout, /line 12: dose/)
    assert.match(stdout, /and 2 more/)
    const rejected = await readFile(`${file}.rejected.csv`, 'utf8')
    assert.lengthOf(rejected.trim().split('\n'), 13)
    const { mode } = await stat(`${file}.rejected.csv`)
    assert.equal(mode & 0o077, 0)
  })

  test('--json prints one document and nothing else', async ({ assert }) => {
    const file = await aFile(csv(aRow(), aRow({ patient_ref: '' })))
    const { code, stdout } = await runAce(['sms:import', file, '--json'])
    const { durationMs, reminders, ...summary } = JSON.parse(stdout)
    assert.equal(code, 2)
    assert.isNumber(durationMs)
    assert.isNumber(reminders.planned)
    assert.deepEqual(summary, {
      file,
      dryRun: false,
      outcome: 'done',
      rows: 2,
      imported: { created: 1, updated: 0 },
      unchanged: 0,
      rejected: 1,
      protected: 0,
      rejectedFile: `${file}.rejected.csv`,
      rejections: [
        {
          line: 3,
          faults: [{ field: 'patient_ref', value: '', reason: 'is required', kind: 'missing' }],
        },
      ],
      patientsChanged: 0,
      visitsKept: 0,
      consents: { optedIn: 0, optedOut: 0, kept: 0 },
      messagesSuppressed: 0,
      texts: null,
      warnings: [],
    })
  })

  test('says what of a rejected row counts all the same', async ({ assert }) => {
    const file = await aFile(csv(aRow({ due_on: 'soon', consent: 'no' })))
    const { stdout } = await runAce(['sms:import', file])
    assert.match(stripVTControlCharacters(stdout), /taken from rejected rows\s+│\s+1/)
    assert.match(stdout, /line 2: due_on "soon" .*; taken all the same: the refusal/)
  })

  test('--replace lets a row replace another child', async ({ assert }) => {
    await runAce(['sms:import', await aFile(csv(aRow()))])
    const file = await aFile(csv(aRow({ first_name: 'Issa', caregiver_phone: '699600002' })))
    assert.equal((await runAce(['sms:import', file])).code, 2)
    const { code, stdout } = await runAce(['sms:import', file, '--replace', '--json'])
    assert.equal(code, 0)
    assert.containSubset(JSON.parse(stdout), { imported: { updated: 1 }, patientsChanged: 1 })
  })

  test('--dry-run shows the same and changes nothing', async ({ assert }) => {
    const file = await aFile(csv(aRow(), aRow({ patient_ref: '' })))
    const { code, stdout } = await runAce(['sms:import', file, '--dry-run', '--json'])
    assert.equal(code, 2)
    assert.containSubset(JSON.parse(stdout), {
      dryRun: true,
      imported: { created: 1 },
      rejected: 1,
    })
    assert.equal(await countOf('patients'), 0)
    assert.isFalse(existsSync(`${file}.rejected.csv`))
  })

  test('a file that cannot be read ends with 1 and says why', async ({ assert }) => {
    const files = [await aFile('patient_ref,first_name\n'), '/nowhere/patients.csv', '/']
    for (const [index, file] of files.entries()) {
      const { code, stdout, stderr } = await runAce(['sms:import', file])
      assert.equal(code, 1)
      assert.match(
        stdout + stderr,
        [/required but missing: caregiver_phone/, /no such file/, /not a regular file/][index]
      )
    }
    const { code, stdout } = await runAce(['sms:import', files[1], '--json'])
    assert.equal(code, 1)
    assert.match(JSON.parse(stdout).error, /no such file/)
  })

  test('logs no number, no name and no reference', async ({ assert }) => {
    const file = await aFile(
      csv(aRow({ caregiver_phone: PHONE }), aRow({ patient_ref: 'P-2', caregiver_phone: '12' }))
    )
    const { stderr } = await runAceProcess(['sms:import', file, '--json'], { LOG_LEVEL: 'trace' })
    assert.match(stderr, /import finished/)
    for (const secret of [PHONE, 'Amina', 'P-1', '"12"']) assert.notInclude(stderr, secret)
  })
})

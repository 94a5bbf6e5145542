import { test } from '@japa/runner'
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { stripVTControlCharacters } from 'node:util'
import { setTimeout as delay } from 'node:timers/promises'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { AceProcess, runAce } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { aFile, aRow, csv } from '#tests/unit/imports/support'

const PHONE = '677123456'

async function count(table: string): Promise<number> {
  const { n } = await db.from(table).count('* as n').firstOrFail()
  return Number(n)
}

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
      rejectedFile: `${file}.rejected.csv`,
      rejections: [
        { line: 3, faults: [{ field: 'patient_ref', value: '', reason: 'is required' }] },
      ],
      visitsKept: 0,
      consents: { optedIn: 0, optedOut: 0, kept: 0 },
      messagesSuppressed: 0,
      warnings: [],
    })
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
    assert.equal(await count('patients'), 0)
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
    const { stderr } = await runAce(['sms:import', file, '--json'], { LOG_LEVEL: 'trace' })
    assert.match(stderr, /import finished/)
    for (const secret of [PHONE, 'Amina', 'P-1', '"12"']) assert.notInclude(stderr, secret)
  })

  test('killed at any moment leaves whole batches, and the next run does the rest', async ({
    assert,
  }) => {
    /** Far enough from today for one reminder each, whatever day it is. */
    const dueOn = DateTime.utc().plus({ days: 6 }).toISODate()
    const rows = Array.from({ length: 20_000 }, (_, n) =>
      aRow({ patient_ref: `P-${n}`, facility: `CSI ${n % 50}`, due_on: dueOn })
    )
    const file = await aFile(csv(...rows))
    for (let kills = 0; kills < 3; kills++) {
      const before = await count('immunizations')
      const running = new AceProcess(['sms:import', file])
      while (running.running && (await count('immunizations')) <= before) await delay(5)
      await delay(Math.random() * 60)
      running.kill('SIGKILL')
      await running.ended
      const written = await count('immunizations')
      assert.equal(written % 1_000, 0)
      assert.equal(await count('patients'), written)
      assert.equal(await count('sms_messages'), written)
    }
    const { code, stdout } = await runAce(['sms:import', file, '--json'])
    const { imported, unchanged } = JSON.parse(stdout)
    assert.equal(code, 0)
    assert.equal(imported.created + unchanged, 20_000)
    assert.equal(await count('immunizations'), 20_000)
    assert.equal(await count('sms_messages'), 20_000)
  })

  test('told to end, it finishes its batch and says so', async ({ assert }) => {
    const rows = Array.from({ length: 30_000 }, (_, n) => aRow({ patient_ref: `P-${n}` }))
    const running = new AceProcess(['sms:import', await aFile(csv(...rows)), '--json'])
    while (running.running && (await count('immunizations')) === 0) await delay(5)
    running.kill('SIGTERM')
    const { code, stdout } = await running.ended
    const summary = JSON.parse(stdout)
    assert.equal(code, 1)
    assert.containSubset(summary, { outcome: 'stopped', rejected: 0 })
    assert.equal(summary.imported.created, await count('immunizations'))
  })
})

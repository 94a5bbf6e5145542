import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import fc from 'fast-check'
import { PersonInTexts } from '#erasure/texts/person_in_texts'
import { eraseFromFile } from '#erasure/erase_from_file'
import { aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { anErasureOffice, anImportWithRejectedRows } from '#tests/helpers/erasure'
import { aFile, aRow, csv, importFile, importText } from '#tests/helpers/imports'
import { FIRST_NAME, LAST_NAME, REF } from '#tests/helpers/person_with_everything'

const HEADER = 'line,reason,patient_ref,first_name,caregiver_phone'
const NO_NAME = new PersonInTexts({ numbers: [], name: null, reference: null })
const nobody = { ref: null, numbers: [], named: NO_NAME }

test.group('Files of imports', (group) => {
  withCleanDatabase(group)

  test('are remembered with their rejected rows, by an absolute path', async ({ assert }) => {
    const { rejectedFile } = await anImportWithRejectedRows()
    await importText(csv(aRow()))
    await importText(csv(aRow({ dose: '' })), { dryRun: true })
    const rows = await db.from('imported_files').orderBy('id')
    assert.lengthOf(rows, 2, 'a rehearsal is not remembered')
    assert.containSubset(rows, [
      { name: 'patients.csv', rejected_file: rejectedFile, rejected_rows: 6 },
      { name: 'patients.csv', rejected_file: null, rejected_rows: 0 },
    ])
    assert.match(rows[0].fingerprint, /^[0-9a-f]{16}$/)
    assert.isTrue(rejectedFile.startsWith('/'))
  })

  test('are remembered before the first row is rejected: an import may be killed', async ({
    assert,
  }) => {
    const file = await aFile(csv(aRow({ dose: '' }), aRow({ dose: '' })))
    const seen: unknown[] = []
    await importFile(file, {
      batchSize: 1,
      onProgress: () => seen.push(db.from('imported_files').select('rejected_file')),
    })
    assert.deepEqual(await seen[0], [{ rejected_file: `${file}.rejected.csv` }])
  })
})

test.group('Erasure in rejected files', (group) => {
  withCleanDatabase(group)

  test('takes the rows of the person, by reference and by number; the others stay byte for byte', async ({
    assert,
  }) => {
    await aPatient({ externalRef: REF, caregiverPhone: PHONE })
    const first = await anImportWithRejectedRows()
    const second = await anImportWithRejectedRows('other.csv')
    await chmod(second.rejectedFile, 0o640)
    const before = await readFile(first.rejectedFile, 'utf8')
    const { erasePatient } = await anErasureOffice()
    const rehearsal = await erasePatient({ dryRun: true })
    assert.equal(await readFile(first.rejectedFile, 'utf8'), before)

    const { files } = await erasePatient()
    assert.deepEqual(files, {
      changed: [first.rejectedFile, second.rejectedFile].sort(),
      rows: 8,
      notReached: [],
    })
    assert.deepEqual(rehearsal.files, files)
    const after = await readFile(first.rejectedFile, 'utf8')
    for (const trace of [REF, FIRST_NAME, LAST_NAME, '77 12 34 56', '77123456'])
      assert.notInclude(after, trace)
    const kept = before.split('\n').filter((line) => /^line,|P-7|of two lines|P-9/.test(line))
    assert.equal(after, [...kept, ''].join('\n'))
    assert.equal((await stat(second.rejectedFile)).mode % 0o1000, 0o640)
    const rows = await db.from('imported_files')
    assert.deepEqual(
      rows.map((row) => row.rejected_rows),
      [2, 2]
    )
  })

  test('siblings: by the reference alone', async ({ assert }) => {
    await aPatient({ externalRef: REF, caregiverPhone: PHONE })
    await aPatient({ caregiverPhone: PHONE })
    const { rejectedFile } = await anImportWithRejectedRows()
    const { erasePatient } = await anErasureOffice()
    assert.equal((await erasePatient()).files.rows, 3)
    assert.include(await readFile(rejectedFile, 'utf8'), '677 12 34 56')
  })

  test('somebody of whom there is no more than a rejected row is erased as well', async ({
    assert,
  }) => {
    await anImportWithRejectedRows()
    const { erasePatient } = await anErasureOffice()
    const { outcome, files } = await erasePatient()
    assert.equal(outcome, 'erased')
    assert.equal(files.rows, 3)
    assert.equal((await erasePatient()).outcome, 'nobody')
  })

  test('a file without other rows is deleted', async ({ assert }) => {
    const { rejectedFile } = await importText(csv(aRow({ patient_ref: REF, dose: '' })))
    const { erasePatient } = await anErasureOffice()
    assert.deepEqual((await erasePatient()).files.changed, [rejectedFile])
    await assert.rejects(() => stat(rejectedFile!), /ENOENT/)
    assert.isNull((await db.from('imported_files').firstOrFail()).rejected_file)
  })

  test('names the files that it could not look at, and goes on', async ({ assert }) => {
    const [gone, folder, foreign, good] = [
      await anImportWithRejectedRows(),
      await anImportWithRejectedRows(),
      await anImportWithRejectedRows(),
      await anImportWithRejectedRows(),
    ].map(({ rejectedFile }) => rejectedFile)
    await rm(gone)
    await rm(folder)
    await mkdir(folder)
    await writeFile(foreign, Buffer.from('\uFEFFline,reason', 'utf16le'))
    const { erasePatient } = await anErasureOffice()
    const { files } = await erasePatient()
    assert.deepEqual(files.changed, [good])
    const problems = new Map(files.notReached.map(({ path, problem }) => [path, problem]))
    assert.match(problems.get(gone)!, /^does not exist: deleted, or on another machine/)
    assert.match(problems.get(folder)!, /^is not a regular file/)
    assert.match(problems.get(foreign)!, /^is in UTF-16/)
  })

  test('removes what an erasure left that was killed', async ({ assert }) => {
    const { rejectedFile } = await anImportWithRejectedRows()
    await writeFile(`${rejectedFile}.erasing-x`, 'P-9')
    const { erasePatient } = await anErasureOffice()
    await erasePatient()
    assert.deepEqual((await readdir(dirname(rejectedFile))).sort(), [
      'patients.csv',
      'patients.csv.rejected.csv',
    ])
  })

  test('a file that was exchanged meanwhile is read again', async ({ assert }) => {
    const file = await aFile(`${HEADER}\n2,x,P-1,A,\n3,x,P-2,B,\n`)
    const newer = await aFile(`${HEADER}\n2,x,P-1,A,\n3,x,P-2,B,\n4,x,P-3,C,\n`)
    const [first] = await Promise.all([
      eraseFromFile(file, { ref: 'P-1', numbers: [], named: NO_NAME }, { dryRun: false }),
      rename(newer, file),
    ])
    assert.equal(first.rows, 1)
    assert.equal(await readFile(file, 'utf8'), `${HEADER}\n3,x,P-2,B,\n4,x,P-3,C,\n`)
  })

  test('two erasures in one file at once: neither brings back what the other took', async ({
    assert,
  }) => {
    const second = await secondConnection()
    for (let round = 0; round < 5; round++) {
      const rows = ['A-1', 'B-1', 'C-1'].map((ref) => aRow({ patient_ref: ref, dose: '' }))
      const { rejectedFile } = await importText(csv(...rows))
      const offices = [await anErasureOffice(), await anErasureOffice({ db: second.db })]
      await Promise.all(
        offices.map(({ erasePatient }, index) =>
          erasePatient({ patientRef: ['A-1', 'B-1'][index] })
        )
      )
      const text = await readFile(rejectedFile!, 'utf8')
      assert.notMatch(text, /A-1|B-1/)
      assert.include(text, 'C-1')
    }
    await second.close()
  })

  test('whatever the others wrote, it is still there', async ({ assert }) => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r\n', ' ', '7') })
    const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ mine: fc.boolean(), name: cell }), { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (rows, newline, mark) => {
          const line = ({ mine, name }: (typeof rows)[number]) =>
            `2,x,${mine ? REF : 'P-1'},${quoted(name)},`
          const text = (some: typeof rows) =>
            (mark ? '\uFEFF' : '') + [HEADER, ...some.map(line)].join(newline) + newline
          const file = await aFile(text(rows))
          const person = { ref: REF, numbers: [PHONE], named: NO_NAME }
          const { rows: erased } = await eraseFromFile(file, person, { dryRun: false })
          const others = rows.filter(({ mine }) => !mine)
          assert.equal(erased, rows.length - others.length)
          if (others.length > 0 || erased === 0)
            assert.equal(await readFile(file, 'utf8'), text(others))
          else await assert.rejects(() => stat(file), /ENOENT/)
        }
      ),
      { numRuns: 60 }
    )
  })

  test('an empty file has nobody in it', async ({ assert }) => {
    const file = await aFile('')
    assert.deepEqual(await eraseFromFile(file, nobody, { dryRun: false }), { rows: 0, others: 0 })
  })
})

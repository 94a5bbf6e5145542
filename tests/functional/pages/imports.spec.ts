import { readdir, stat } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { UploadFolder } from '#imports/uploads/upload_folder'
import { StopUpload } from '#imports/uploads/stop_upload'
import Patient from '#models/patient'
import SmsMessage from '#models/sms_message'
import { ImportService } from '#services/import_service'
import { auditTrail } from '#tests/helpers/audit_trail'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aRow, csv } from '#tests/helpers/imports'
import { aUser } from '#tests/helpers/users'
import { Visitor } from '#tests/helpers/visitor'
import { readable, Walker, type WalkedPage } from '#tests/helpers/walker'

const inDays = (days: number) => DateTime.utc().plus({ days }).toISODate()

const child = (n: number, values: Parameters<typeof aRow>[0] = {}) =>
  aRow({
    patient_ref: `P-${n}`,
    caregiver_phone: `+23769000${String(n).padStart(4, '0')}`,
    birth_date: '2026-01-01',
    due_on: inDays(10),
    ...values,
  })

const FILE = csv(
  child(1),
  child(2),
  child(3, { first_name: '=HYPERLINK(1)', caregiver_phone: '12' }),
  child(4, { facility: '' })
)

/** The page, once what it shows no longer goes on. */
async function settled(visitor: Walker, page: WalkedPage): Promise<WalkedPage> {
  const until = Date.now() + 60_000
  for (let shown = page; ; shown = await visitor.get(page.path)) {
    if (!shown.html.includes('id="live"')) return shown
    if (Date.now() > until) throw new Error(`It still goes on: ${readable(shown)}`)
    await setTimeout(50)
  }
}

async function uploaded(
  visitor: Walker,
  content: string | Buffer<ArrayBuffer> = FILE,
  name = 'mai.csv'
) {
  await visitor.get('/imports')
  return settled(visitor, await visitor.upload('/imports', { name, content }))
}

const uploads = () => db.from('import_uploads').orderBy('id')

async function filesOfFolder(): Promise<string[]> {
  const { path } = await app.container.make(UploadFolder)
  return (await readdir(path)).filter((name) => name !== 'folder-id')
}

test.group('Imports on pages', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())
  group.each.setup(async () => {
    const folder = await app.container.make(UploadFolder)
    await folder.id()
    for (const file of await filesOfFolder()) await folder.remove(file)
  })

  test('show what a file would do, and write nothing before somebody decides', async ({
    assert,
  }) => {
    const visitor = await Walker.signedIn('operator')
    assert.include(readable(await visitor.get('/imports')), 'Aucun fichier')
    const preview = readable(await uploaded(visitor))
    for (const words of [
      '2 lignes peuvent être importées, 2 ne le peuvent pas.',
      'mai.csv, par Rosine Abena',
      'Nouvelles lignes 2',
      'Rappels de ces lignes, jour par jour',
      '7 jours avant',
      'Au plus 6 SMS, environ 6 unités.',
      'Ligne 4',
      'caregiver_phone « 12 » n’est pas un numéro que les SMS atteignent.',
      'facility est vide. Remplissez-le.',
      'Importer 2 lignes',
    ])
      assert.include(preview, words)
    assert.lengthOf(await Patient.all(), 0)
    assert.lengthOf(await SmsMessage.all(), 0)
    const [file, ...others] = await filesOfFolder()
    assert.lengthOf(others, 0)
    const folder = await app.container.make(UploadFolder)
    assert.equal((await stat(folder.pathOf(file))).mode & 0o777, 0o600)
    assert.include(readable(await visitor.get('/imports')), 'Un fichier attend votre décision.')
  })

  test('take the rows, once, however often and by whomever the button is pressed', async ({
    assert,
  }) => {
    const visitor = await Walker.signedIn('operator')
    const other = await Walker.signedIn('admin')
    const { path } = await uploaded(visitor)
    await other.get(path)
    const pressed = await Promise.all([visitor.post(`${path}/run`), other.post(`${path}/run`)])
    pressed.push(await visitor.post(`${path}/run`))
    const isLate = (page: WalkedPage) => readable(page).includes('décidé de ce fichier entre-temps')
    assert.lengthOf(pressed.filter(isLate), 2)
    const done = readable(await settled(visitor, await visitor.get(path)))
    assert.include(done, '2 lignes sont importées, 2 ont été refusées.')
    assert.lengthOf(await Patient.all(), 2)

    const discarded = await visitor.post(`${path}/stop`, { as: 'discarded' })
    assert.include(readable(discarded), 'Rien n’a changé')
    const actions = (await auditTrail()).map(({ action }) => action)
    assert.deepEqual(
      actions.filter((action) => action.startsWith('import_')),
      ['import_uploaded', 'import_confirmed', 'import_started', 'import_ended']
    )
    const [row] = await db.from('imported_files')
    assert.containSubset(row, { outcome: 'done', row_count: 4, created_rows: 2, rejected_rows: 2 })
    assert.match(row.actor, /^user:\d+$/)
  })

  test('begin at the second press where the first one found the file held', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const { path } = await uploaded(visitor)
    const imports = await app.container.make(ImportService)
    await imports.confirm({ id: Number(path.split('/').at(-1)), actor: 'user:1' })
    const pressed = await visitor.post(`${path}/run`)
    assert.include(readable(pressed), 'décidé de ce fichier entre-temps')
    const done = readable(await settled(visitor, await visitor.get(path)))
    assert.include(done, '2 lignes sont importées, 2 ont été refusées.')
  })

  test('give the rejected rows back, without formulas and with an audit event', async ({
    assert,
  }) => {
    const visitor = await Walker.signedIn('operator')
    const { path } = await uploaded(visitor)
    await visitor.post(`${path}/run`)
    await settled(visitor, await visitor.get(path))
    const file = await visitor.get(`${path}/rejected.csv`)
    assert.equal(file.headers.get('content-type'), 'text/csv; charset=utf-8')
    assert.match(
      file.headers.get('content-disposition')!,
      /^attachment; filename="rejected-\d+.csv"$/
    )
    assert.match(file.html, /^line,reason,patient_ref/)
    assert.include(file.html, `'=HYPERLINK(1)`)
    const reads = (await auditTrail()).filter(({ action }) => action === 'personal_data_read')
    assert.deepEqual(
      reads.map(({ detail }) => detail.what),
      ['import_preview', 'rejected_rows']
    )
    const viewer = await Walker.signedIn('viewer')
    assert.equal((await viewer.get(`${path}/rejected.csv`)).status, 403)
    const names = await filesOfFolder()
    assert.lengthOf(names, 1, 'the uploaded file is gone')
    assert.match(names[0], /\.rejected\.csv$/)
  })

  test('know a file that is here already', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const first = await uploaded(visitor)
    const again = await uploaded(visitor, FILE, 'copie.csv')
    assert.equal(again.path, first.path)
    assert.include(readable(again), 'Ce fichier est déjà ici')
    assert.lengthOf(await filesOfFolder(), 1)

    await visitor.post(`${first.path}/stop`, { as: 'discarded' })
    const later = await uploaded(visitor)
    assert.notEqual(later.path, first.path)
    assert.notInclude(readable(later), 'déjà ici')
  })

  test('discard a file that nobody wants', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    const { path } = await uploaded(visitor)
    const page = await visitor.post(`${path}/stop`, { as: 'discarded' })
    assert.include(readable(page), 'This file was not imported. mai.csv')
    assert.lengthOf(await filesOfFolder(), 0)
    assert.include(readable(await visitor.post(`${path}/run`)), 'Nothing was changed')
    assert.lengthOf(await Patient.all(), 0)
  })

  const FOREIGN: [what: string, content: string | Buffer<ArrayBuffer>, words: string][] = [
    ['nothing', '', 'The file is empty'],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004\u0014\0\u0006\0workbook'), 'not a CSV file'],
    ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj'), 'not a CSV file'],
    ['UTF-16', Buffer.from(`\ufeff${FILE}`, 'utf16le'), 'The file is in UTF-16'],
    ['another table', 'name;phone\nAwa;+237690000000\n', 'Columns are missing: patient_ref'],
    ['one endless line', 'x'.repeat(4_000_000), 'cannot be imported'],
  ]
  for (const [what, content, words] of FOREIGN) {
    test(`say what is wrong with a file that is ${what}`, async ({ assert }) => {
      const visitor = await Walker.signedIn('operator', 'en')
      const page = readable(await uploaded(visitor, content, 'tableau.xlsx'))
      assert.include(page, words)
      assert.include(page, 'Nothing was written, and the file is deleted.')
      assert.lengthOf(await filesOfFolder(), 0)
    })
  }

  test('reject endless lines and letters of another encoding, not the rest', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    const latin1 = Buffer.from(csv(child(1), child(2, { first_name: 'Aïda' })), 'latin1')
    const long = Buffer.from(`P-9,"${'é'.repeat(3_000_000)}\n`)
    const page = readable(await uploaded(visitor, Buffer.concat([latin1, long])))
    assert.include(page, 'One row can be imported, 2 cannot.')
    assert.include(page, 'has letters that cannot be read')
    assert.include(page, 'a quote is not closed')
    assert.isBelow(page.length, 20_000)
  })

  test('call files by their name, whatever it is', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    const names = [
      ['../../etc/passwd', 'passwd'],
      ['C:\\Users\\awa\\mai.csv', 'mai.csv'],
      ['<script>alert(1)</script>.csv', 'script>.csv'],
      ['x'.repeat(5_000), 'x'.repeat(120)],
      ['\u202Evsc.exe', 'vsc.exe'],
    ]
    for (const [sent, stored] of names) {
      const page = await uploaded(visitor, `${FILE}\n${sent.length}`, sent)
      const [row] = (await uploads()).slice(-1)
      assert.equal(row.name, stored, sent)
      assert.match(row.file, /^[0-9a-f-]{36}\.csv$/)
      assert.notInclude(page.html, '<script>alert')
    }
  })

  test('need a file, the token of the form, and room', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    await visitor.get('/imports')
    assert.include(readable(await visitor.post('/imports')), 'Choose a file first.')

    const operator = await Visitor.signedIn(await aUser({ role: 'operator' }))
    const forged = await operator.upload('/imports', { name: 'a.csv', content: FILE }, 'forged')
    assert.equal(forged.status, 403)
    assert.lengthOf(await uploads(), 0)
    assert.lengthOf(await filesOfFolder(), 0)

    const viewer = await Visitor.signedIn(await aUser({ role: 'viewer' }))
    await viewer.get('/account')
    assert.equal((await viewer.upload('/imports', { name: 'a.csv', content: FILE })).status, 403)
    assert.lengthOf(await filesOfFolder(), 0)
  })

  test('list imports by the command line as well', async ({ assert }) => {
    await db.table('imported_files').insert({
      imported_at: '2026-03-10 08:00:00',
      name: 'ancien.csv',
      fingerprint: 'f',
      rejected_rows: 3,
      actor: 'cli:awa',
      outcome: 'done',
      row_count: 10,
      created_rows: 7,
      updated_rows: 0,
      unchanged_rows: 0,
    })
    const visitor = await Walker.signedIn('operator')
    const page = readable(await visitor.get('/imports'))
    assert.include(page, 'ancien.csv')
    assert.include(page, 'awa (ligne de commande)')
    assert.include(page, '10 lignes : 7 nouvelles, 3 refusées')
  })

  test('offer an example that a check can read', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    const { html } = await visitor.get('/imports/example.csv')
    const page = readable(await uploaded(visitor, html, 'example.csv'))
    assert.include(page, 'No row can be imported, 2 cannot.')
    assert.include(page, 'is not a number that an SMS reaches')
  })

  test('stop where they are told to, and keep what was rejected', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const { path } = await uploaded(visitor)
    const id = Number(path.split('/').at(-1))
    await db.from('import_uploads').where({ id }).update({ status: 'waiting' })
    const stop = await app.container.make(StopUpload)
    await stop.run({ id, actor: 'user:1', as: 'stopped' })
    const page = readable(await visitor.get(path))
    assert.include(page, 'L’importation a été arrêtée avant sa première ligne.')
    assert.lengthOf(await Patient.all(), 0)
  })

  test('read what spreadsheets write', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const table = csv(child(1), child(2)).replaceAll(',', ';').replaceAll('\n', ';;\r\n')
    const page = await uploaded(visitor, `\ufeffsep=;\r\n${table};;;;\r\n`)
    assert.include(readable(page), '2 lignes peuvent être importées.')
  })
})

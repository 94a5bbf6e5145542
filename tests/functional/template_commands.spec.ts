import { writeFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsTemplate from '#models/sms_template'
import { aFacility, aPatient, anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { runAce } from '#tests/helpers/run_ace'
import { aFolder } from '#tests/helpers/test_folder'

const TEXT = 'Bonjour, {first_name} a rendez-vous le {due_date} pour {vaccine}.'
const THE_TEXT = ['--type=7_day_reminder', '--language=fr']

async function aFile(content: string | Buffer): Promise<string> {
  const path = `${await aFolder()}/text.txt`
  await writeFile(path, content)
  return `--file=${path}`
}

async function json(args: string[]) {
  const { code, stdout } = await runAce([...args, '--json'])
  return { code, ...JSON.parse(stdout) }
}

test.group('template:set', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())

  test('keeps every version, with who and when; the newest is in use', async ({ assert }) => {
    const file = await aFile(`${TEXT}\n`)
    assert.include(await json(['template:set', ...THE_TEXT, file, '--yes']), {
      code: 0,
      before: 1,
      version: 2,
      changed: true,
    })
    const again = await runAce(['template:set', ...THE_TEXT, file])
    assert.equal(again.code, 0)
    assert.include(again.stdout, 'has this text already, as version 2')

    const { versions } = await json(['template:show', ...THE_TEXT])
    assert.containSubset(versions, [
      { version: 2, body: TEXT },
      { version: 1, by: 'rappel' },
    ])
    assert.match(versions[0].by, /^cli:./)
    const { templates } = await json(['template:list', '--type=7_day_reminder'])
    assert.containSubset(templates, [{ language: 'fr', version: 2, body: TEXT, versions: 2 }])

    const [event] = await db.from('audit_events').where('action', 'template_set')
    assert.include(event, { subject: 'template:7_day_reminder:fr', actor: versions[0].by })
    assert.notInclude(JSON.stringify(event), 'rendez-vous')
  })

  test('asks before it changes what is sent, and changes nothing for show', async ({ assert }) => {
    const file = await aFile(TEXT)
    const unasked = await runAce(['template:set', ...THE_TEXT, file])
    assert.equal(unasked.code, 1)
    assert.include(unasked.stdout + unasked.stderr, 'add --yes')
    const dry = await json(['template:set', ...THE_TEXT, file, '--dry-run'])
    assert.include(dry, { code: 0, version: 2, dryRun: true })
    assert.lengthOf(await SmsTemplate.query().where('version', '>', 1), 0)

    const first = await json(['template:set', '--type=last_call', '--language=wo', file])
    assert.include(first, { code: 0, before: null, version: 1 })
  })

  test('refuses what could not be sent, and says what is wrong with it', async ({ assert }) => {
    const refusals: [args: string[], words: RegExp][] = [
      [[...THE_TEXT, await aFile('Bonjour {first_nam}')], /first_nam/],
      [[...THE_TEXT, await aFile('Bonjour {first_name')], /text/i],
      [[...THE_TEXT, await aFile(`${TEXT} ${'Merci. '.repeat(90)}`)], /segments/],
      [[...THE_TEXT, await aFile(' \n')], /empty/],
      [[...THE_TEXT, await aFile('a'.repeat(20_000))], /more than 16384 bytes/],
      [[...THE_TEXT, await aFile(Buffer.from([0xe9, 0x20]))], /is not UTF-8/],
      [[...THE_TEXT, '--file=/nowhere/text.txt'], /--file: "\/nowhere\/text.txt" is not there/],
      [['--type=custom', '--language=fr', await aFile(TEXT)], /--type is "custom"/],
      [['--type=any', '--language=f r', await aFile(TEXT)], /--language is "f r"/],
      [['--language=fr', await aFile(TEXT)], /Give --type/],
    ]
    for (const [args, words] of refusals) {
      const { code, error } = await json(['template:set', ...args])
      assert.equal(code, 1)
      assert.match(error, words)
    }
    assert.lengthOf(await SmsTemplate.query().where('version', '>', 1), 0)
  })
})

test.group('template:preview', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())

  test('shows a text as sample children get it, and what it costs', async ({ assert }) => {
    const inUse = await json(['template:preview', ...THE_TEXT])
    assert.include(inUse, { code: 0, version: 1, language: 'fr' })
    for (const { fault } of inUse.texts) assert.isNull(fault)

    const file = await aFile('{first_name} : œdème, {vaccine}, {due_date}')
    const { version, texts } = await json(['template:preview', ...THE_TEXT, file])
    assert.isNull(version)
    assert.containSubset(texts[0], { encoding: 'UCS-2', segments: 1, costly: ['œ'] })
    assert.include(texts[0].text, 'Amina : œdème, Penta')
    assert.include((await runAce(['template:preview', ...THE_TEXT, file])).stdout, 'œ')

    const wrong = await json(['template:preview', ...THE_TEXT, await aFile('{nobody}')])
    assert.equal(wrong.code, 1)
    assert.include(wrong.texts[0].fault, 'nobody')
  })

  test('shows the next visit of a patient as it would be said, and records that', async ({
    assert,
  }) => {
    const { id: facilityId } = await aFacility({ name: 'CSI Tyo' })
    const { id: patientId } = await aPatient({ externalRef: 'P-7', firstName: 'Issa', facilityId })
    const dueOn = '2999-03-10'
    await anImmunization({ patientId, dueOn: '2026-01-10', administeredOn: '2026-01-10' })
    await anImmunization({ patientId, dueOn, dose: '2' })
    await anImmunization({ patientId, dueOn, dose: '2', vaccine: 'VPO' })
    const { code, texts } = await json(['template:preview', ...THE_TEXT, '--patient=P-7'])
    assert.equal(code, 0)
    assert.lengthOf(texts, 1)
    for (const word of ['Issa', 'Penta', 'VPO', '10 mars', 'CSI Tyo'])
      assert.include(texts[0].text, word)
    const [read] = await db.from('audit_events').where('action', 'personal_data_read')
    assert.equal(read.subject, `patient:${patientId}`)

    const nobody = await json(['template:preview', ...THE_TEXT, '--patient=P-8'])
    assert.equal(nobody.code, 1)
    assert.include(nobody.error, '--patient is "P-8"')
  })
})

import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { costsInWords } from '#texts/costs_in_words'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { withCleanDatabase } from '#tests/helpers/database'
import { aFile, importFile } from '#tests/helpers/imports'

const ONE_LETTER = readFileSync(new URL('../texts/one_letter.csv', import.meta.url), 'utf8')
const FOUR_VACCINES = `patient_ref,first_name,caregiver_phone,language,facility,vaccine,dose,due_on
${['Penta', 'VPO', 'PCV13', 'Rota'].map((vaccine) => `Z-1,Awa,+237677500001,fr,CSI Bonamoussadi,${vaccine},1,2026-11-29`).join('\n')}
Z-2,Issa,+237677500002,ff,CSI Bonamoussadi,Penta,1,2026-11-29
Z-3,Old,+237677500003,fr,CSI Bonamoussadi,Penta,1,2026-01-02
`
const NOW = '2026-11-20T09:00:00Z'

test.group('What imported texts will cost', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())

  test('is said with its cause and its lines, without a remark where it is one segment', async ({
    assert,
  }) => {
    const { texts } = await importFile(await aFile(ONE_LETTER), { now: NOW, dryRun: true })
    assert.containSubset(texts, { texts: 7, segments: [3, 4], failed: {}, inOtherLanguage: {} })
    assert.deepEqual(costsInWords(texts!), [
      '4 texts will cost 2 segments, because of a facility name of 80 characters (lines 2, 3, 4, 5): give it a short name with facility:set',
    ])
  })

  test('names the letters where names keep them', async ({ assert }) => {
    const config = await app.container.make(SmsSchedulerConfig)
    const { text } = config
    const kept = Object.assign(Object.create(config), { text: { ...text, plainLetters: false } })
    app.container.swap(SmsSchedulerConfig, () => kept)
    try {
      const { texts } = await importFile(await aFile(ONE_LETTER), { now: NOW, dryRun: true })
      assert.include(
        costsInWords(texts!),
        '1 text will cost 2 segments, because of ï in first_name (line 8)'
      )
    } finally {
      app.container.restore(SmsSchedulerConfig)
    }
  })

  test('counts a visit once, past ones not at all, and languages without a template', async ({
    assert,
  }) => {
    await db.table('sms_templates').insert({
      message_type: 'survey',
      language: 'ff',
      version: 1,
      body: 'x',
      created_at: '2026-01-01 00:00:00',
    })
    const { texts } = await importFile(await aFile(FOUR_VACCINES), { now: NOW })
    assert.containSubset(texts, { texts: 2, segments: [2], inOtherLanguage: { ff: 1 } })
    assert.deepEqual(costsInWords(texts!), [
      '1 text will be in another language: there is no template in "ff"',
    ])
  })
})

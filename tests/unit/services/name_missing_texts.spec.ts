import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { NameMissingTexts } from '#services/name_missing_texts'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aLogger } from '#tests/helpers/logger'
import { BEFORE_RR_2, configWith } from '#tests/helpers/reminders'

test.group('A worker that starts', (group) => {
  withCleanDatabase(group)

  test('asks for the text of each rule that has none', async ({ assert }) => {
    await installDefaultTemplates()
    const { lines, logger } = aLogger()
    const config = configWith({}, { beforeRr2: BEFORE_RR_2 })
    await new NameMissingTexts(db, config, logger).run()
    assert.lengthOf(lines, 1)
    assert.include(lines[0], 'reminders.more.beforeRr2 has no text')
    assert.include(lines[0], 'template:set --type=rr2_reminder --language=fr')
  })
})

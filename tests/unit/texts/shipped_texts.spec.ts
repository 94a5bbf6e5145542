import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { SHIPPED_TEXTS } from '#database/migrations/0008_create_sms_templates'
import { checkTemplate } from '#texts/check_template'
import { loadTextSample } from '#texts/text_sample'
import { LIMITS } from '#tests/helpers/texts'
import { withoutDatabase } from '#tests/helpers/without_database'

test.group('The shipped texts', (group) => {
  withoutDatabase(group)
  test('95 % cost one segment, also with a programme and without the vaccine; nothing is missing in any', async ({
    assert,
  }) => {
    const sample = await loadTextSample(app.makePath())
    assert.isAtLeast(sample.firstNames.length, 300)
    const some = { ...sample, firstNames: sample.firstNames.filter((_, place) => place % 4 === 0) }
    const endings = { programme: 'PEV Cameroun', stopReply: 'STOP' }
    for (const [limits, tried] of [
      [LIMITS, sample],
      [{ ...LIMITS, ...endings }, some],
      [{ ...LIMITS, namesVaccine: false }, some],
    ] as const) {
      for (const { message_type: messageType, language, body } of SHIPPED_TEXTS) {
        const template = { messageType, language, body, isReminder: true }
        const { errors, warnings, measure } = await checkTemplate(template, tried, limits)
        assert.deepEqual([...errors, ...warnings], [], `${messageType} ${language}`)
        const { segments, texts, failed } = measure!
        assert.isAtLeast(segments[0] / texts, 0.95)
        assert.deepEqual(failed, {})
      }
    }
  })
})

import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import SmsTemplate from '#models/sms_template'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { make } from '#tests/helpers/make'
import { TEST_NOW } from '#tests/helpers/test_clock'

test.group('Health of languages', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())

  test('counts messages whose language has no template, and only those', async ({ assert }) => {
    const ask = async () => {
      const health = await make(CheckHealth, new FrozenClock(TEST_NOW))
      const { checks } = await health.run({ only: 'languages' })
      return checks[0]
    }
    const type = { messageType: '7_day_reminder', status: 'pending', body: null } as const
    for (const language of ['fr', 'EN', 'fr-CM', null]) await aMessage({ ...type, language })
    await aMessage({ ...type, language: 'wo', body: 'its own words' })
    assert.containSubset(await ask(), { status: 'pass', observedValue: 0, worthSaying: false })

    await aMessage({ ...type, language: 'wo' })
    const said = await ask()
    assert.containSubset(said, { status: 'pass', observedValue: 1, worthSaying: true })
    assert.include(said.output, '1 "7_day_reminder" in "wo"')

    const [text] = await SmsTemplate.query().where({
      messageType: '7_day_reminder',
      language: 'en',
    })
    const { messageType, language, body } = text
    await SmsTemplate.create({
      ...{ messageType, language, body, version: 2, actor: 'user:1', removed: true },
      createdAt: text.createdAt,
    })
    const afterwards = await ask()
    assert.include(afterwards.output, '1 "7_day_reminder" in "EN"')
  })
})

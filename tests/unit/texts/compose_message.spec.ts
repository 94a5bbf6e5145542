import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsTemplate from '#models/sms_template'
import { composeMessage, type MessageText } from '#texts/compose_message'
import { DEFAULT_TEMPLATES } from '#database/migrations/0008_create_sms_templates'
import { TemplateStore } from '#texts/template_store'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { withCleanDatabase } from '#tests/helpers/database'

const LIMITS = { defaultLanguage: 'fr', maxSegments: 3 }
const TYPES = [...new Set(DEFAULT_TEMPLATES.map((template) => template.message_type))]

const aText = (values: Partial<MessageText> = {}): MessageText => ({
  message_type: '7_day_reminder',
  language: 'fr',
  body: null,
  first_name: 'Amina',
  last_name: 'Ngo',
  vaccine: 'Penta',
  dose: '1',
  due_on: '2026-03-10',
  facility_name: 'CSI Bonabéri',
  ...values,
})

test.group('The text of a message', (group) => {
  withCleanDatabase(group)
  const compose = async (message: MessageText, limits = LIMITS) =>
    composeMessage(message, await new TemplateStore(db).load([message.message_type]), limits)

  group.each.setup(() => installDefaultTemplates())

  test('is there for all types in both languages, in one GSM-7 segment', async ({ assert }) => {
    for (const type of TYPES) {
      for (const language of ['fr', 'en']) {
        const text = await compose(aText({ message_type: type, language }))
        assert.containSubset(text, { ok: true, encoding: 'GSM-7', segments: 1, templateVersion: 1 })
      }
    }
    const french = await compose(aText())
    assert.equal(
      french.ok && french.body,
      'Bonjour, Amina a rendez-vous le 10 mars 2026 à CSI Bonabéri pour le vaccin Penta (dose 1). Merci de noter cette date.'
    )
  })

  test('the highest version of a text is used', async ({ assert }) => {
    await SmsTemplate.create({
      messageType: '7_day_reminder',
      language: 'fr',
      version: 2,
      body: 'Pensez au vaccin {vaccine}.',
    })
    assert.containSubset(await compose(aText()), {
      body: 'Pensez au vaccin Penta.',
      templateVersion: 2,
    })
  })

  test('falls back to the default language, dates included', async ({ assert }) => {
    const text = await compose(aText({ language: 'pt' }))
    assert.include(text.ok && text.body, '10 mars 2026')
    assert.isTrue((await compose(aText({ language: null }))).ok)
  })

  test('a message with its own text is sent as it is', async ({ assert }) => {
    const body = 'Centre {fermé} lundi’'
    assert.deepEqual(await compose(aText({ message_type: 'custom', body })), {
      ok: true,
      body,
      encoding: 'UCS-2',
      segments: 1,
      templateVersion: null,
    })
  })

  test('names what stands in the way', async ({ assert }) => {
    assert.containSubset(await compose(aText({ message_type: 'survey' })), {
      ok: false,
      reason: 'template_missing',
    })
    assert.deepEqual(await compose(aText({ facility_name: null, dose: '' })), {
      ok: false,
      reason: 'missing_placeholder',
      detail: 'no value for {facility}, {dose}',
    })
    assert.containSubset(await compose(aText({ body: ' \n' })), { ok: false, reason: 'text_empty' })
    assert.deepEqual(await compose(aText({ body: 'ç'.repeat(202) })), {
      ok: false,
      reason: 'text_too_long',
      detail: '4 segments, allowed are 3 (text.maxSegments); ç need UCS-2, 67 characters a segment',
    })
  })
})

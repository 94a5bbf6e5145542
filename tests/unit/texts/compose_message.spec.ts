import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsTemplate from '#models/sms_template'
import { composeMessage } from '#texts/compose_message'
import type { MessageText } from '#texts/message_text'
import { TemplateStore } from '#texts/template_store'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { withCleanDatabase } from '#tests/helpers/database'
import { aText, LIMITS } from '#tests/helpers/texts'

const TYPES = ['7_day_reminder', '1_day_reminder', 'overdue_reminder']

test.group('The text of a message', (group) => {
  withCleanDatabase(group)
  const compose = async (message: MessageText, limits = LIMITS) =>
    composeMessage([message], await new TemplateStore(db).load([message.message_type]), limits)

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
      "Bonjour. Rendez-vous lundi 7 décembre au CSI Bonabéri pour le vaccin d'Amina : Penta. Apportez le carnet de vaccination."
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
    assert.include(text.ok && text.body, 'lundi 7 décembre')
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
      templateId: null,
      language: null,
    })
  })

  test('names what stands in the way', async ({ assert }) => {
    assert.containSubset(await compose(aText({ message_type: 'survey' })), {
      ok: false,
      reason: 'template_missing',
    })
    assert.deepEqual(await compose(aText({ facility_name: '  ' })), {
      ok: false,
      reason: 'missing_placeholder',
      detail: 'no value for {at_facility}',
    })
    assert.containSubset(await compose(aText({ body: ' \n' })), { ok: false, reason: 'text_empty' })
    assert.deepEqual(await compose(aText({ body: 'ç'.repeat(202) })), {
      ok: false,
      reason: 'text_too_long',
      detail: '4 segments, allowed are 3 (text.maxSegments); ç need UCS-2, 67 characters a segment',
    })
  })

  const DREPANOCYTOSE =
    'Centre de Recherche et de Prise en charge Ambulatoire de la Drépanocytose CERPAD'

  test('one letter of a name does not change what it costs', async ({ assert }) => {
    for (const [written, sent] of [
      ['Aïda', 'Aida'],
      ['N’Guessan', "N'Guessan"],
      ['Françoise', 'Francoise'],
      ['Ɓukar', 'Bukar'],
      ['Cœur', 'Coeur'],
      ['Mbe\u0300te', 'Mbète'],
      ['Mbe\u0323\u0300te', 'Mbete'],
      ['M\u0300bete', 'Mbete'],
    ]) {
      for (const facility of ['CSI Ouakam', DREPANOCYTOSE]) {
        const plain = await compose(aText({ first_name: 'Awa', facility_name: facility }))
        const text = await compose(aText({ first_name: written, facility_name: facility }))
        assert.containSubset(text, { encoding: 'GSM-7', segments: plain.ok && plain.segments })
        assert.include(text.ok && text.body, sent)
      }
    }
  })

  test('accents that cost nothing stay', async ({ assert }) => {
    await SmsTemplate.create({
      messageType: '7_day_reminder',
      language: 'fr',
      version: 2,
      body: 'Bonjour {first_name}.',
    })
    const text = await compose(aText({ first_name: 'Aïda' }))
    assert.containSubset(text, { body: 'Bonjour Aïda.', encoding: 'UCS-2', segments: 1 })
  })

  test('the words of a template keep their letters, and their signs where they cost nothing', async ({
    assert,
  }) => {
    const words = 'pour le vaccin {vaccine} et n’oubliez pas le carnet de santé de votre enfant'
    const versions = [words, `${words}, s’il vous plaît`]
    const [typographic, accented] = versions.map((body, place) => ({
      messageType: '7_day_reminder',
      language: 'fr',
      version: place + 2,
      body: `Venez ${body}.`,
    }))
    await SmsTemplate.create(typographic)
    const first = await compose(aText({ vaccine: 'fièvre jaune' }))
    assert.containSubset(first, {
      body: "Venez pour le vaccin fièvre jaune et n'oubliez pas le carnet de santé de votre enfant.",
      encoding: 'GSM-7',
    })

    await SmsTemplate.create(accented)
    const second = await compose(aText({ vaccine: 'Ɓ' }))
    assert.containSubset(second, { encoding: 'UCS-2', segments: 2 })
    assert.include(second.ok && second.body, 'vaccin Ɓ et n’oubliez')
  })

  test('names keep their letters where the configuration says so', async ({ assert }) => {
    const text = await compose(aText({ first_name: 'Aïda' }), { ...LIMITS, plainLetters: false })
    assert.containSubset(text, { encoding: 'UCS-2', segments: 2 })
    assert.include(text.ok && text.body, 'Aïda')
  })
})

import { test } from '@japa/runner'
import { composeMessage } from '#texts/compose_message'
import type { MessageText } from '#texts/message_text'
import { Templates } from '#texts/template_store'
import { aText, LIMITS, templatesOf } from '#tests/helpers/texts'

const fill = (body: string, values: Partial<MessageText> = {}, limits = {}) =>
  composeMessage([aText(values)], templatesOf(body, values.language ?? 'fr'), {
    ...LIMITS,
    ...limits,
  })
const said = (...parts: Parameters<typeof fill>) => {
  const text = fill(...parts)
  return text.ok ? text.body : text.detail
}

test.group('Filling a template', () => {
  test('values are words, whatever is in them; apostrophes are apostrophes', ({ assert }) => {
    const name = "{vaccine} <optional>l'un</optional> '{x}' #"
    assert.equal(said("d'{first_name}, l'{vaccine}", { first_name: name }), `d'${name}, l'Penta`)
    assert.equal(said('{first_name}', { first_name: ' Awa \n Fatou ' }), 'Awa Fatou')
    assert.equal(said('{first_name}', { first_name: 'Ame\u0301lie' }), 'Amélie')
  })

  test('names all that has no value, but what stands in optional parts and in other branches', ({
    assert,
  }) => {
    assert.equal(
      said('{typo} {dose} {toString} {first_name}<optional> {stop}</optional>', { dose: '  ' }),
      'no value for {typo}, {dose}, {toString}'
    )
    const body =
      '{vaccine_count, plural, =0 {rien} one {un {vaccine}} other {{last_name}}}<optional> {programme} {stop}</optional>.'
    assert.equal(said(body, { last_name: null }), 'un Penta.')
    assert.equal(said(body, { vaccine: null }, { stopReply: 'STOP' }), 'rien.')
    const both = { stopReply: 'STOP', programme: 'PEV' }
    assert.equal(said(body, {}, both), 'un Penta PEV STOP.')
  })

  test('one that cannot be read is said to be so', ({ assert }) => {
    assert.deepEqual(fill('Bonjour {first_name'), {
      ok: false,
      reason: 'template_invalid',
      detail: 'the template "7_day_reminder" (fr, version 1) cannot be read: a { has no }',
    })
  })

  test('the language is that of the patient, of the facility, or the default one; a region has that of its base', ({
    assert,
  }) => {
    const templates = new Templates()
    for (const language of ['fr', 'en', 'AR'])
      templates.add('7_day_reminder', language, { body: language, version: 1 })
    const taken = (language: string | null, facility: string | null) => {
      const text = aText({ language, facility_language: facility })
      const composed = composeMessage([text], templates, LIMITS)
      return composed.ok && composed.body
    }
    assert.equal(taken('en', 'fr'), 'en')
    assert.equal(taken('ar-TD', 'en'), 'AR')
    assert.equal(taken('wo', 'en-GH'), 'en')
    assert.equal(taken('wo', 'sw'), 'fr')
    assert.equal(taken(null, null), 'fr')
  })

  test('a facility’s own phrase is for its own language; others have their words or none', ({
    assert,
  }) => {
    const facility = { facility_at_phrase: 'chez les Sœurs', facility_language: 'fr' }
    assert.equal(said('{at_facility}', facility), 'chez les Sœurs')
    assert.equal(said('{at_facility}', { ...facility, language: 'en' }), 'at CSI Bonabéri')
    const swahili = { language: 'sw', facility_language: 'sw' }
    assert.equal(
      said('{first_name} {day} {facility}<optional> {at_facility}</optional>', swahili),
      'Amina Jumatatu, 7 Desemba CSI Bonabéri'
    )
    const phrase = { ...swahili, facility_at_phrase: 'katika CSI' }
    assert.equal(said('{at_facility}', phrase), 'katika CSI')
  })
})

import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { composeMessage } from '#texts/compose_message'
import type { MessageText } from '#texts/message_text'
import { aText, LIMITS, shippedTemplates, templatesOf } from '#tests/helpers/texts'

const compose = (body: string, values: Partial<MessageText> = {}, limits = {}) =>
  composeMessage([aText(values)], templatesOf(body), { ...LIMITS, ...limits })
const PAD = 'x'.repeat(120)

test.group('A text that is too long', () => {
  test('takes the first step that saves the segment, in their order', ({ assert }) => {
    const body = `${PAD} n’oubliez pas {first_name} {facility}<optional> carnet</optional><optional> {programme}</optional>`
    const facility = { facility_name: 'CSI Ouakam', facility_short_name: 'OK' }
    const said = (values: Partial<MessageText>, limits = {}) => {
      const text = compose(body, { ...facility, ...values }, limits)
      return text.ok && text.body.slice(PAD.length + 1)
    }
    assert.equal(said({ first_name: 'Awa' }), "n'oubliez pas Awa CSI Ouakam carnet")
    assert.equal(said({ first_name: 'Aïda' }), "n'oubliez pas Aida CSI Ouakam carnet")
    assert.equal(
      said({ first_name: 'Aminata' }, { programme: 'PEV' }),
      "n'oubliez pas Aminata OK carnet PEV"
    )
    assert.equal(
      said({ first_name: 'Aminata Fatou' }, { programme: 'PEV' }),
      "n'oubliez pas Aminata Fatou OK carnet"
    )
    assert.equal(said({ first_name: 'Aminata Fatoumata' }), "n'oubliez pas Aminata Fatoumata OK")
  })

  test('names are counted only where it could not be sent otherwise', ({ assert }) => {
    const names = ['Aminata', 'Balkissa', 'Célestine', 'Dieudonné']
    const children = names.map((name, place) => aText({ first_name: name, patient_id: place }))
    const say = (maxSegments: number, count = names.length) => {
      const [first, ...others] = children.slice(0, count)
      const text = composeMessage([first, ...others], templatesOf(`${PAD}x {of_first_name}.`), {
        ...LIMITS,
        maxSegments,
      })
      return text.ok && text.body.slice(PAD.length + 2)
    }
    assert.equal(say(2), "d'Aminata, de Balkissa, de Célestine et de Dieudonné.")
    assert.equal(say(1), "d'Aminata et de 3 autres enfants.")
  })

  test('a language whose letters need UCS-2 keeps the letters of names, and splits no character', ({
    assert,
  }) => {
    const templates = templatesOf(`${'ش'.repeat(60)} {first_name} {at_facility}`, 'ar')
    const say = (name: string) =>
      composeMessage(
        [
          aText({
            language: 'ar',
            first_name: name,
            facility_language: 'ar',
            facility_at_phrase: 'في 😀',
          }),
        ],
        templates,
        LIMITS
      )
    assert.containSubset(say('Aï'), { encoding: 'UCS-2', segments: 1 })
    const two = say('Aïda')
    assert.containSubset(two, { encoding: 'UCS-2', segments: 2 })
    assert.include(two.ok && two.body, 'Aïda في 😀')
  })

  test('rows that were sent for twice the price, or not at all', ({ assert }) => {
    const [header, ...lines] = FIELD.trim().split('\n')
    const columns = header.split(',')
    for (const line of lines) {
      const cells = Object.fromEntries(line.split(',').map((cell, place) => [columns[place], cell]))
      const reminder = aText({ ...cells, facility_name: cells.facility })
      const text = composeMessage([reminder], shippedTemplates(), LIMITS)
      const long = cells.facility.length > 40 ? 2 : 1
      assert.containSubset(text, { ok: true, encoding: 'GSM-7', segments: long })
    }
  })
})

const FIELD = readFileSync(new URL('one_letter.csv', import.meta.url), 'utf8')

import { test } from '@japa/runner'
import fc from 'fast-check'
import { composeMessage } from '#texts/compose_message'
import type { MessageText } from '#texts/message_text'
import { aText, LIMITS, shippedTemplates, templatesOf } from '#tests/helpers/texts'

const shipped = shippedTemplates()
const reminders = (...values: Partial<MessageText>[]) =>
  values.map(aText) as [MessageText, ...MessageText[]]
const say = (...values: Partial<MessageText>[]) => {
  const text = composeMessage(reminders(...values), shipped, LIMITS)
  return text.ok ? text.body : text.reason
}
const AWA = { patient_id: 1, first_name: 'Awa' }
const ISSA = { patient_id: 2, first_name: 'Issa' }
const due = (child: Partial<MessageText>, ...vaccines: string[]) =>
  vaccines.map((vaccine) => ({ ...child, vaccine }))

test.group('Several reminders in one text', () => {
  test('one visit: four vaccines of twins are named once, in one SMS of at most two segments', ({
    assert,
  }) => {
    const vaccines = ['Penta', 'VPO', 'PCV13', 'Rota']
    const [first, ...others] = [...due(AWA, ...vaccines), ...due(ISSA, ...vaccines)]
    const text = composeMessage(reminders(first, ...others), shipped, LIMITS)
    assert.containSubset(text, {
      ok: true,
      segments: 1,
      body: "Bonjour. Rendez-vous lundi 7 décembre au CSI Bonabéri pour les vaccins d'Awa et d'Issa : Penta, VPO, PCV13 et Rota. Apportez le carnet de vaccination.",
    })
  })

  test('says whose vaccine it is where children have different ones', ({ assert }) => {
    assert.include(
      say(...due(ISSA, 'RR'), ...due(AWA, 'Penta', 'VPO')),
      "les vaccins d'Awa et d'Issa : Penta et VPO (Awa), RR (Issa)."
    )
  })

  test('siblings of one name are two children, one child in two reminders is one', ({ assert }) => {
    assert.include(say(AWA, { ...AWA, patient_id: 2 }), "d'Awa et d'Awa")
    assert.include(say(...due(AWA, 'Penta', 'Penta')), "le vaccin d'Awa : Penta.")
  })

  test('lists the visits where dates or places differ', ({ assert }) => {
    assert.equal(
      say(AWA, {
        ...ISSA,
        due_on: '2026-12-08',
        facility_name: 'Maternité de Pikine',
        vaccine: 'RR',
      }),
      'Bonjour. Rendez-vous de vaccination. Awa, lundi 7 décembre au CSI Bonabéri : Penta. Issa, mardi 8 décembre à la Maternité de Pikine : RR. Apportez le carnet.'
    )
    assert.include(
      say({ ...AWA, language: 'en' }, { ...ISSA, due_on: '2026-12-08' }),
      'Awa, Monday 7 December at CSI Bonabéri: Penta. Issa, Tuesday 8 December at CSI Bonabéri: Penta.'
    )
  })

  test('different types take the text of mixed reminders, the overdue one without its date', ({
    assert,
  }) => {
    const overdue = { ...ISSA, message_type: 'overdue_reminder', due_on: '2026-11-29' }
    assert.equal(
      say(AWA, overdue),
      'Bonjour. Rendez-vous de vaccination. Issa, quand vous pouvez au CSI Bonabéri : Penta. Awa, lundi 7 décembre au CSI Bonabéri : Penta. Apportez le carnet.'
    )
    const templates = templatesOf('{first_name} {day}')
    assert.containSubset(composeMessage(reminders(AWA, overdue), templates, LIMITS), {
      ok: false,
      reason: 'template_missing',
    })
  })

  test('a plain template lists names and vaccines, and says nothing wrong about two dates', ({
    assert,
  }) => {
    const plain = templatesOf('{first_name}: {vaccine} (dose {dose}), {due_date}, {facility}.')
    const together = reminders(...due(AWA, 'Penta', 'VPO'), { ...ISSA, vaccine: 'RR' })
    assert.containSubset(composeMessage(together, plain, LIMITS), {
      body: 'Awa et Issa: Penta et VPO (Awa), RR (Issa) (dose 1), 7 décembre 2026, CSI Bonabéri.',
    })
    assert.containSubset(composeMessage(reminders(AWA, { due_on: '2026-12-09' }), plain, LIMITS), {
      ok: false,
      reason: 'missing_placeholder',
      detail: 'no value for {due_date}',
    })
  })

  test('vaccines are left out on a shared phone', ({ assert }) => {
    const text = composeMessage(reminders(...due(AWA, 'Penta', 'VPO')), shipped, {
      ...LIMITS,
      namesVaccine: false,
    })
    assert.include(text.ok && text.body, "pour la vaccination d'Awa. Apportez")
  })

  test('whatever comes together: no more segments than allowed, every child named or counted', ({
    assert,
  }) => {
    const child = fc.record({
      patient_id: fc.integer({ min: 1, max: 9 }),
      vaccine: fc.constantFrom('Penta', 'VPO', 'PCV13', 'Pentavalent (DTC-HepB-Hib)', 'ɓ’ï'),
      due_on: fc.constantFrom('2026-12-07', '2026-08-01'),
      facility_name: fc.constantFrom('CSI Ouakam', 'Hôpital de District de Bonassama'),
    })
    const some = fc.array(child, { minLength: 1, maxLength: 20 })
    const limit = fc.integer({ min: 1, max: 4 })
    fc.assert(
      fc.property(some, limit, fc.constantFrom('fr', 'en'), (children, maxSegments, language) => {
        const named = children.map((each) => ({
          ...each,
          language,
          first_name: `Enfant${each.patient_id}ï`,
        }))
        const text = composeMessage(reminders(...named), shipped, { ...LIMITS, maxSegments })
        if (!text.ok) {
          assert.equal(text.reason, 'text_too_long')
          return
        }
        assert.isAtMost(text.segments, maxSegments)
        const ids = [...new Set(children.map(({ patient_id: id }) => id))]
        const missing = ids.filter((id) => !text.body.includes(`Enfant${id}`))
        const [, count = '0'] = /\b(\d{1,2}) (?:autres? enfants?|other child)/.exec(text.body) ?? []
        if (
          count === '0' ||
          new Set(named.map((each) => each.due_on + each.facility_name)).size === 1
        )
          assert.equal(missing.length, Number(count))
      }),
      { numRuns: 150 }
    )
  })
})

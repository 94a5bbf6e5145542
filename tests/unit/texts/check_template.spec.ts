import { test } from '@japa/runner'
import fc from 'fast-check'
import { checkTemplate } from '#texts/check_template'
import { LIMITS } from '#tests/helpers/texts'

const SAMPLE = {
  firstNames: ['Awa', 'Aïda'],
  facilities: [{ name: 'CSI Ouakam', short_name: null, at_phrase: null, language: 'fr' }],
}
const check = (body: string, { language = 'fr', limits = LIMITS, isReminder = true } = {}) =>
  checkTemplate({ messageType: '7_day_reminder', language, body, isReminder }, SAMPLE, limits)
const GOOD = '{first_name}, {day} {at_facility}'

test.group('A template that is saved', () => {
  test('is refused with the place of what cannot be read', async ({ assert }) => {
    for (const [body, message, line, column] of [
      ['Bonjour {first_name', 'a { has no }', 1, 9],
      [
        "L'enfant\nd'{frist_name}",
        '{frist_name} is not a placeholder; did you mean {first_name}?',
        2,
        3,
      ],
      ['{vaccine_count, plural, one {x}}', 'the branch other {…} is missing', 1, 32],
      [
        '{vaccine, plural, one {x} other {y}}',
        '{vaccine, plural, …}: only child_count, vaccine_count, visit_count are counts',
        1,
        1,
      ],
      ['{day, date, long}', '{day, …}: after the comma comes plural or select', 1, 1],
      ['<b>{first_name}</b>', '<b> is not a tag of texts: use <optional> or <visit>', 1, 1],
      ['<optional>{day}', 'a tag is not closed', 1, 1],
      ['<visit>{day} <visit>{day}</visit></visit>', '<visit> stands in another <visit>', 1, 14],
      [
        '{vaccine_count, plural, other {<optional>#</optional>}}',
        '# has no count inside a tag: write {vaccine_count} or alike',
        1,
        42,
      ],
    ] as const) {
      const { errors, measure } = await check(body)
      assert.deepEqual(errors, [{ message, line, column }])
      assert.isNull(measure)
    }
    assert.match(
      (await check('x'.repeat(4_001))).errors[0].message,
      /has 4001 characters, at most 4000/
    )
    assert.match(
      (await check(`${GOOD}${'<optional> {facility}</optional>'.repeat(11)}`)).errors[0].message,
      /more than 10 <optional> parts/
    )
    assert.equal((await check(' \n')).errors[0].message, 'the template is empty')
    assert.match(
      (await check('{of_first_name}', { language: 'wo' })).errors[0].message,
      /write \{first_name\}/
    )
  })

  test('is refused where none of its texts could be sent', async ({ assert }) => {
    const limits = { ...LIMITS, namesVaccine: false }
    assert.equal(
      (await check(`${GOOD} {vaccine}`, { limits })).errors[0].message,
      'no text can be made: no value for {vaccine}'
    )
    const { errors } = await check(`${GOOD}<optional> {vaccine}</optional>`, { limits })
    assert.deepEqual(errors, [])
  })

  test('is shown with what it lacks and what its letters cost', async ({ assert }) => {
    const messages = async (body: string, options = {}) =>
      (await check(body, options)).warnings.map(({ message }) => message)
    assert.match(
      (await messages('Bonjour {vaccine}')).join('\n'),
      /the child's name[^]*the date[^]*the place/
    )
    assert.notMatch((await messages('Bonjour {vaccine}', { isReminder: false })).join('\n'), /name/)
    assert.match((await messages(GOOD))[0], /leave one by one/)
    assert.deepEqual(await messages(`<visit>${GOOD}</visit>`), [])
    assert.deepEqual((await check(`<visit>${GOOD}</visit>, bientôt`)).warnings, [
      {
        message:
          '"ô" makes each SMS UCS-2, 70 characters a segment instead of 160: write "o", or another word',
        line: 1,
        column: 56,
      },
    ])
    assert.match(
      (await messages(`<visit>{first_name} {day} {facility}</visit> ش`, { language: 'ar' }))[0],
      /need UCS-2/
    )
    assert.match(
      (await messages(`<visit>${GOOD}</visit> ${'x'.repeat(150)}`))[0],
      /100 % of the sample costs more/
    )
  })

  test('is shown as it would leave', async ({ assert }) => {
    assert.equal((await check(GOOD)).example, 'Awa, jeudi 1er janvier au CSI Ouakam')
  })

  test('any text is answered, with errors or with a measure', async ({ assert }) => {
    const piece = fc.constantFrom(
      ...['{', '}', '<', '>', "'", '#', '/', ',', ' ', 'plural', 'select', 'other', '{first_name}'],
      ...[
        '<optional>',
        '</optional>',
        '<visit>',
        '</visit>',
        '{vaccine_count, plural, other {',
        '}}',
        'ï',
        '\n',
      ]
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const { errors, measure } = await check(pieces.join(''))
        assert.isTrue(errors.length > 0 || measure !== null)
      }),
      { numRuns: 500 }
    )
  })
})

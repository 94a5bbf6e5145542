import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  weighWord,
  type EarlierWords,
  type KnownWord,
  type SaidWord,
  type Weight,
} from '#consents/weigh_word'

const NOTHING: EarlierWords = { stopReceivedAt: null, stopSentAt: null, hasStarted: false }

const at = (minute: number) => `2026-03-10 09:${String(minute).padStart(2, '0')}:00`

const no = (minute: number, source = 'reply'): KnownWord => {
  return { status: 'opted_out', source, saidAt: at(minute) }
}
const yes = (minute: number | null): KnownWord => {
  return { status: 'opted_in', source: 'reply', saidAt: minute === null ? null : at(minute) }
}
const word = (
  status: SaidWord['status'],
  { sent = null, received = 30, isCredible = sent !== null }: Partial<Given> = {}
): SaidWord => {
  return { status, receivedAt: at(received), sentAt: sent === null ? null : at(sent), isCredible }
}
interface Given {
  sent: number | null
  received: number
  isCredible: boolean
}

const CASES: [string, SaidWord, KnownWord, Partial<EarlierWords>, Weight][] = [
  ['a STOP after a yes', word('opted_out', { sent: 5 }), yes(4), {}, 'counts'],
  ['a STOP of the second of a yes', word('opted_out', { sent: 5 }), yes(5), {}, 'counts'],
  ['a STOP before a yes', word('opted_out', { sent: 4 }), yes(5), {}, 'overtaken'],
  ['a STOP without a time', word('opted_out'), yes(5), {}, 'counts'],
  ['a STOP after a yes without a time', word('opted_out', { sent: 4 }), yes(null), {}, 'counts'],
  [
    'a STOP with a time that cannot be',
    word('opted_out', { sent: 4, isCredible: false }),
    yes(5),
    {},
    'counts',
  ],
  ['a STOP once more', word('opted_out', { sent: 6 }), no(5), {}, 'known'],
  ['a START after a no', word('opted_in', { sent: 6 }), no(5), {}, 'counts'],
  ['a START of the second of a no', word('opted_in', { sent: 5 }), no(5), {}, 'in_doubt'],
  [
    'a START before a no that has a time',
    word('opted_in', { sent: 4 }),
    no(5),
    { stopSentAt: at(5) },
    'overtaken',
  ],
  ['a START before a no without a time', word('opted_in', { sent: 4 }), no(5), {}, 'in_doubt'],
  [
    'a START of a clock that is ahead of us',
    word('opted_in', { sent: 50, isCredible: false }),
    no(5),
    {},
    'counts',
  ],
  [
    'a START of a clock that is ahead, as that of the STOP was',
    word('opted_in', { sent: 50, isCredible: false }),
    no(5),
    { stopSentAt: at(51) },
    'in_doubt',
  ],
  ['a START without a time', word('opted_in', { received: 6 }), no(5), {}, 'counts'],
  [
    'a START without a time that came with the no',
    word('opted_in', { received: 5 }),
    no(5),
    {},
    'in_doubt',
  ],
  [
    'a START without a time that may be an earlier one',
    word('opted_in', { received: 6 }),
    no(5),
    { hasStarted: true },
    'in_doubt',
  ],
  [
    'a START without a time that came before a STOP',
    word('opted_in', { received: 6 }),
    no(5),
    { stopReceivedAt: at(7) },
    'in_doubt',
  ],
  ['a START once more', word('opted_in', { sent: 6 }), yes(5), {}, 'known'],
  ...['staff', 'api', 'import', 'erased'].map((source): (typeof CASES)[number] => [
    `a START after a no of source ${source}`,
    word('opted_in', { sent: 6 }),
    no(5, source),
    {},
    'refused_otherwise',
  ]),
]

test.group('The weight of a word', () => {
  for (const [name, said, known, earlier, weight] of CASES) {
    test(`${name}: ${weight}`, ({ assert }) => {
      assert.equal(weighWord(said, known, { ...NOTHING, ...earlier }), weight)
    })
  }

  test('a yes never counts unless it is later than the no in all that is known', ({ assert }) => {
    const minute = fc.integer({ min: 0, max: 6 })
    const maybe = fc.option(minute)
    const given = fc.record({ sent: maybe, received: minute, isCredible: fc.boolean() })
    const instant = maybe.map((value) => (value === null ? null : at(value)))
    const earlier = fc.record({
      stopReceivedAt: instant,
      stopSentAt: instant,
      hasStarted: fc.boolean(),
    })
    fc.assert(
      fc.property(given, minute, earlier, ({ sent, received, isCredible }, noAt, words) => {
        const said = word('opted_in', { sent, received, isCredible: isCredible && sent !== null })
        if (weighWord(said, no(noAt), words) !== 'counts') return
        if (said.sentAt !== null && words.stopSentAt !== null)
          assert.isTrue(said.sentAt > words.stopSentAt)
        if (said.isCredible) assert.isTrue(said.sentAt! > at(noAt))
        else assert.isTrue(said.receivedAt > at(noAt) && !words.hasStarted)
      })
    )
  })
})

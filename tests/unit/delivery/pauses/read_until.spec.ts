import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { UnusableUntil } from '#delivery/pauses/errors'
import { readUntil } from '#delivery/pauses/read_until'
import { now } from '#tests/helpers/test_clock'

/** 10:00 in Douala. */
const DOUALA = 'Africa/Douala'

const read = (text: string, zone = DOUALA, at: DateTime = now) =>
  readUntil(text, at, zone).until.toUTC().toISO({ suppressMilliseconds: true })

test.group('The end of a pause', () => {
  const readable = [
    ['2026-03-10T15:00:00Z', '2026-03-10T15:00:00Z'],
    ['2026-03-10T15:00+02:00', '2026-03-10T13:00:00Z'],
    ['2026-03-10T15:00:30.500+0100', '2026-03-10T14:00:30.500Z'],
    ['2026-03-10 18:00', '2026-03-10T17:00:00Z'],
    ['2026-03-10T18:00', '2026-03-10T17:00:00Z'],
    ['2026-03-12', '2026-03-11T23:00:00Z'],
    ['18:00', '2026-03-10T17:00:00Z'],
    [' 10:01 ', '2026-03-10T09:01:00Z'],
    ['10:00', '2026-03-11T09:00:00Z'],
    ['09:30', '2026-03-11T08:30:00Z'],
  ]
  for (const [text, expected] of readable) {
    test(`"${text}" is ${expected}`, ({ assert }) => assert.equal(read(text), expected))
  }

  test('a time that is skipped in spring is the end of the gap', ({ assert }) => {
    const evening = DateTime.fromISO('2026-03-28T20:00:00Z')
    assert.equal(read('02:30', 'Europe/Paris', evening), '2026-03-29T01:00:00Z')
  })

  for (const text of [
    '2026-03-10T08:59:59Z',
    '2026-03-10T09:00:00Z',
    '2026-03-10 10:00',
    '2026-03-10',
    '2020-01-01',
  ]) {
    test(`"${text}" is past`, ({ assert }) => {
      assert.throws(() => read(text), `"${text}" is past: give a later time as "18:00"`)
    })
  }

  for (const text of [
    '',
    'tomorrow',
    '6pm',
    '25:00',
    '18:60',
    '2026-02-30',
    '2026-03-12 24:30',
    '2026-03-12T18:00:00X',
    '2026-03-12T18:00:00+99:00',
    '12/03/2026',
    '1773162000',
  ]) {
    test(`"${text}" cannot be read`, ({ assert }) => {
      assert.throws(() => read(text), /cannot be read as a time: give a later time/)
      try {
        read(text)
      } catch (error) {
        assert.instanceOf(error, UnusableUntil)
        assert.include(error, { code: 'E_UNUSABLE_UNTIL', until: text })
      }
    })
  }
})

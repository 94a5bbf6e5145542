import { test } from '@japa/runner'
import fc from 'fast-check'
import { readInterval } from '#schedules/manage/read_interval'

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

test.group('An interval as people write it', () => {
  test('is a number and a unit, or milliseconds', ({ assert }) => {
    const unit = fc.constantFrom(...(Object.keys(UNITS) as (keyof typeof UNITS)[]))
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        unit,
        fc.constantFrom('', ' '),
        (count, name, space) => {
          assert.equal(readInterval(`${count}${space}${name}`), count * UNITS[name])
          assert.equal(readInterval(` ${count} `), count)
        }
      )
    )
    assert.equal(readInterval('1.5h'), 5_400_000)
    assert.equal(readInterval('15 minutes'), 900_000)
  })

  test('of any other text it is nothing, never an error', ({ assert }) => {
    for (const text of ['', 'x', '15x', '1h30m', 'm', '1,5h', '--', '15m!']) {
      assert.isUndefined(readInterval(text), text)
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        const interval = readInterval(text)
        assert.isTrue(interval === undefined || Number.isFinite(interval), text)
      })
    )
  })
})

import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { consumptionPerDay, daysLeft, type BalancePoint } from '#monitoring/balance_outlook'
import { toSqlInstant } from '#storage/instants'

const start = DateTime.fromISO('2026-03-01T00:00:00Z', { zone: 'utc' })

/** One bundle, polled every `hours`. */
function polls(units: number[], hours: number, contract = 'one'): BalancePoint[] {
  return units.map((left, place) => ({
    polled_at: toSqlInstant(start.plus({ hours: place * hours })),
    contract_id: contract,
    units: left,
  }))
}

test.group('How long the units last', () => {
  test('is what they went down by a day', ({ assert }) => {
    assert.equal(consumptionPerDay(polls([1000, 900, 800], 24)), 100)
    assert.equal(daysLeft(800, 100), 8)
  })

  test('leaves out what was bought', ({ assert }) => {
    assert.equal(consumptionPerDay(polls([100, 50, 1050, 1000], 24)), 100 / 3)
  })

  test('is counted for each bundle', ({ assert }) => {
    const both = [...polls([500, 400, 300], 24), ...polls([10, 10, 2_000], 24, 'other')]
    assert.equal(consumptionPerDay(both.sort((a, b) => (a.polled_at < b.polled_at ? -1 : 1))), 100)
  })

  test('is not known from less than a day, nor where nothing is used', ({ assert }) => {
    assert.isNull(consumptionPerDay([]))
    assert.isNull(consumptionPerDay(polls([1000, 500], 23)))
    assert.isNull(daysLeft(500, consumptionPerDay(polls([500, 500], 24))))
  })

  test('is never negative, whatever is bought when', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 100_000 }), { minLength: 25, maxLength: 200 }),
        (units) => {
          assert.isAtLeast(consumptionPerDay(polls(units, 1))!, 0)
        }
      )
    )
  })
})

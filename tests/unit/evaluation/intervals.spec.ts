import { test } from '@japa/runner'
import fc from 'fast-check'
import { differenceOf, shareOf } from '#evaluation/intervals'

const counted = fc
  .integer({ min: 1, max: 100_000 })
  .chain((reminders) =>
    fc.record({ reminders: fc.constant(reminders), visits: fc.integer({ min: 0, max: reminders }) })
  )

test.group('Confidence intervals', () => {
  test('are those of Newcombe’s paper', ({ assert }) => {
    const share = shareOf({ reminders: 263, visits: 81 })!
    assert.closeTo(share.low, 0.2553, 0.00005)
    assert.closeTo(share.high, 0.3662, 0.00005)
    const difference = differenceOf({ reminders: 70, visits: 56 }, { reminders: 80, visits: 48 })!
    assert.closeTo(difference.share, 0.2, 1e-9)
    assert.closeTo(difference.low, 0.0524, 0.00005)
    assert.closeTo(difference.high, 0.3339, 0.00005)
  })

  test('say nothing of nobody', ({ assert }) => {
    assert.isNull(shareOf({ reminders: 0, visits: 0 }))
    assert.isNull(differenceOf({ reminders: 10, visits: 1 }, { reminders: 0, visits: 0 }))
  })

  test('hold the share, within what is possible', ({ assert }) => {
    fc.assert(
      fc.property(counted, counted, (one, other) => {
        const { share, low, high } = shareOf(one)!
        assert.isTrue(low >= 0 && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1)
        const difference = differenceOf(one, other)!
        assert.isTrue(difference.low >= -1 - 1e-12 && difference.high <= 1 + 1e-12)
        assert.isTrue(difference.low <= difference.share && difference.share <= difference.high)
      })
    )
  })
})

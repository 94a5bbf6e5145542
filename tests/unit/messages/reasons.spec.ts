import { test } from '@japa/runner'
import { GATEWAY_REASONS } from '#gateways/reasons'
import { explains, REASONS } from '#messages/reasons'

test.group('Reasons', () => {
  test('explain the states that they belong to, and no others', ({ assert }) => {
    assert.isTrue(explains('opted_out', 'suppressed'))
    assert.isFalse(explains('opted_out', 'pending'))
    assert.isFalse(explains('constructor', 'pending'))
  })

  test('of a gateway explain what an attempt leaves behind', ({ assert }) => {
    for (const reason of GATEWAY_REASONS) {
      for (const status of ['pending', 'failed', 'unknown'] as const) {
        assert.isTrue(explains(reason, status), reason)
      }
    }
    assert.isTrue(explains('text_too_long', 'failed'), 'which is ours as well')
  })

  test('are words that a filter takes', ({ assert }) => {
    for (const reason of REASONS) assert.match(reason, /^[a-z][a-z_]{2,39}$/)
    assert.lengthOf(new Set(REASONS), REASONS.length)
  })
})

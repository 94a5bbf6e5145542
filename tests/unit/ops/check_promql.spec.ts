import { test } from '@japa/runner'
import { faultsOfQuery } from '../../../scripts/ops/check_promql.js'

const METRICS = new Set(['rappel_due_messages', 'rappel_attempts_total'])

test.group('A query of an alert or a panel', () => {
  test('may use what Rappel prints', ({ assert }) => {
    const query = `sum by (outcome) (rate(rappel_attempts_total{outcome!~"accepted|throttled"}[30m]))`
    assert.deepEqual(faultsOfQuery(query, METRICS), [])
    assert.deepEqual(faultsOfQuery('rappel_due_messages > 5 and on() vector(1)', METRICS), [])
  })

  test('is at fault with a metric that there is not', ({ assert }) => {
    assert.deepEqual(faultsOfQuery('rate(rappel_due[5m]) > rappel_due_messages', METRICS), [
      'no such metric: rappel_due',
    ])
  })

  for (const query of ['sum(rappel_due_messages', 'rappel_due_messages >', ')']) {
    test(`is at fault as it cannot be parsed: ${query}`, ({ assert }) => {
      assert.isNotEmpty(faultsOfQuery(query, METRICS))
    })
  }
})

import { test } from '@japa/runner'
import { apiRoutes } from '#tests/helpers/longest/api_routes'
import { longestRequests } from '#tests/helpers/longest/requests'
import { withoutDatabase } from '#tests/helpers/without_database'

test.group('The longest requests of the API', (group) => {
  withoutDatabase(group)

  /** tests/long/longest_requests.spec.ts sends them. */
  test('are known for every route', ({ assert }) => {
    assert.sameMembers(
      Object.keys(longestRequests({} as any)),
      apiRoutes().map(({ name }) => name)
    )
  })
})

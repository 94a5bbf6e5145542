import { test } from '@japa/runner'
import config from '@adonisjs/core/services/config'
import testUtils from '@adonisjs/core/services/test_utils'
import limiter from '@adonisjs/limiter/services/main'
import { ABILITY_NAMES } from '#access/api_abilities'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'
import { longestTurnMs } from '#tests/helpers/longest_turn'
import { apiRoutes, type ApiRoute } from '#tests/helpers/longest/api_routes'
import { longestRequests, type Longest } from '#tests/helpers/longest/requests'
import { longestRows } from '#tests/helpers/longest/rows'
import { statusFor } from '#tests/helpers/longest/send'
import { emptyShape, shapesOf, type Shape } from '#tests/helpers/longest/shapes'

/** How much longer than an empty request one may keep others waiting. */
const MOST_MS = 50

/** What takes longer is sent again: a process that collects its garbage makes one turn longer. */
const ATTEMPTS = 5

test.group('The longest requests of the API', (group) => {
  withCleanDatabase(group)
  group.setup(() => testUtils.httpServer().start())
  group.each.setup(() => limiter.clear())
  group.each.setup(() => {
    const before = config.get('api')
    config.set('api', { ...(before as object), requestsPerMinute: 1_000_000 })
    return () => config.set('api', before)
  })

  test(`keep others waiting for ${MOST_MS} ms at most`, async ({ assert }) => {
    const headers = { Authorization: `Bearer ${await anApiToken(...ABILITY_NAMES)}` }
    const routes = new Map(apiRoutes().map((route) => [route.name, route]))
    const faults: string[] = []

    async function turnOf({ method }: ApiRoute, shape: Shape, time: number): Promise<number> {
      const { path } = shape
      const body = shape.body(time)
      let status = 0
      const ms = await longestTurnMs(async () => {
        status = await statusFor({ method, path, body, headers: { ...headers, ...shape.headers } })
      })
      if (status >= 500) faults.push(`${method} ${path.slice(0, 80)}, ${shape.what}: ${status}`)
      return ms
    }

    async function check(route: ApiRoute, longest: Longest): Promise<void> {
      const empty = emptyShape(route, longest)
      let leastMs = Infinity
      for (let attempt = 0; attempt < 2; attempt++)
        leastMs = Math.min(leastMs, await turnOf(route, empty, attempt))
      for (const shape of shapesOf(route, longest)) {
        let ms = Infinity
        for (let attempt = 0; attempt < ATTEMPTS && ms - leastMs > MOST_MS; attempt++)
          ms = Math.min(ms, await turnOf(route, shape, attempt))
        if (ms - leastMs > MOST_MS) faults.push(`${route.name}, ${shape.what}: ${ms.toFixed(0)} ms`)
      }
    }

    for (const [name, longest] of Object.entries(longestRequests(await longestRows())))
      await check(routes.get(name)!, longest)
    assert.deepEqual(faults, [])
  }).timeout(600_000)
})

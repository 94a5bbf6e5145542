import { test } from '@japa/runner'
import type { ApiResponse } from '@japa/api-client'
import type { Assert } from '@japa/assert'
import router from '@adonisjs/core/services/router'
import limiter from '@adonisjs/limiter/services/main'
import type { RouteJSON } from '@adonisjs/core/types/http'
import { isAbility, type ApiAbility } from '#access/api_abilities'
import { leastRoleOf } from '#dashboard/least_role'
import { anApiTokenWithoutAbility, anExpiredApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'

/** Routes that ask for no token, and why. */
const OPEN = [
  /** The verdict alone; details need the secret of monitoring. */
  '/health',
  '/health/live',
  '/health/ready',
  /** Asks for the secret of monitoring, or an address of a monitor. */
  '/metrics',
  /** The secret is in the URL: the operator sends no header. */
  '/webhooks/orange/:secret/delivery-receipts',
  '/webhooks/orange/:secret/inbound-messages',
  /** What the API is, which says nothing of anybody. */
  '/api/v1/openapi.json',
  '/api/v1/docs',
  '/api/v1/docs/style.css',
  /** Style sheets and scripts: the same for everybody. */
  '/assets/:name',
]

/** Of every domain: a route of one is reached by its Host header alone. */
const allRoutes = () => Object.values(router.toJSON()).flat()
const apiRoutes = () =>
  allRoutes().filter(({ pattern }) => pattern.startsWith('/api/') && !OPEN.includes(pattern))

/** In the order in which they run. */
function middlewareOf({ middleware }: RouteJSON): { name?: string; args?: any }[] {
  return [...middleware.all()].map((one: any) => ({ name: one.name, args: one.args }))
}

function abilityOf(route: RouteJSON): ApiAbility | undefined {
  return middlewareOf(route).find(({ name }) => name === 'ability')?.args?.ability
}

function requestsOf(route: RouteJSON) {
  const path = route.pattern.replace(/:\w+\??/g, '1').replace('*', 'x')
  return route.methods
    .filter((method) => method !== 'HEAD')
    .map((method) => ({ method: method.toLowerCase() as 'get', path }))
}

function assertIsProblem(assert: Assert, response: ApiResponse, status: number) {
  assert.equal(response.status(), status, response.text())
  assert.match(response.header('content-type')!, /^application\/problem\+json/)
  assert.equal(response.header('cache-control'), 'no-store')
  assert.equal(response.header('x-content-type-options'), 'nosniff')
  assert.isUndefined(response.header('set-cookie'))
  const problem = JSON.parse(response.text())
  assert.equal(problem.status, status)
  for (const member of ['type', 'title', 'detail', 'instance']) assert.isNotEmpty(problem[member])
  return problem
}

test.group('Routes', () => {
  test('every one is of the API, of the pages, or on the short list of open ones', ({ assert }) => {
    const others = allRoutes().filter(
      (route) => !route.pattern.startsWith('/api/v1/') && leastRoleOf(route) === undefined
    )
    assert.isAbove(others.length, 0)
    for (const { pattern } of others) assert.include(OPEN, pattern)
  })

  test('of the API ask for a token, count it, ask for an ability, then read the body', ({
    assert,
  }) => {
    assert.isAbove(apiRoutes().length, 2)
    for (const route of apiRoutes()) {
      assert.deepEqual(
        middlewareOf(route).map(({ name }) => name),
        ['initializeAuth', 'apiToken', 'apiThrottle', 'ability', 'body'],
        `${route.pattern} is not declared with apiRoute()`
      )
      assert.isTrue(isAbility(String(abilityOf(route))), route.pattern)
    }
  })

  test('that change something ask for an ability to write, the others for one to read', ({
    assert,
  }) => {
    for (const route of apiRoutes()) {
      const isRead = route.methods.every((method) => ['GET', 'HEAD'].includes(method))
      const ability = abilityOf(route)
      assert.match(ability!, isRead ? /:read$/ : /:write$/, `${route.methods} ${route.pattern}`)
    }
  })
})

test.group('Every route of the API', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('refuses who has no token, or none that is valid', async ({ assert, client }) => {
    const expired = await anExpiredApiToken()
    for (const { method, path } of apiRoutes().flatMap(requestsOf)) {
      await limiter.clear()
      const none = await client[method](path)
      const problem = assertIsProblem(assert, none, 401)
      assert.equal(none.header('www-authenticate'), 'Bearer')
      assert.include(problem.detail, 'token')
      for (const token of [expired, 'nonsense', 'rappel_MQ.MQ', `${expired}x`]) {
        assertIsProblem(assert, await client[method](path).bearerToken(token), 401)
      }
    }
  })

  test('refuses a token that has every ability but its own, and names it', async ({
    assert,
    client,
  }) => {
    for (const route of apiRoutes()) {
      const ability = abilityOf(route)!
      const token = await anApiTokenWithoutAbility(ability)
      for (const { method, path } of requestsOf(route)) {
        const response = await client[method](path).bearerToken(token)
        const { detail } = assertIsProblem(assert, response, 403)
        assert.equal(detail, `The token lacks the ability "${ability}"`)
      }
    }
  })
})

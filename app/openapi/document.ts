import { API_ABILITIES } from '#access/api_abilities'
import { describedRoutes, type DescribedRoute } from '#openapi/described_routes'
import { operationObject } from '#openapi/operation_object'
import { describedOperations, PARTS } from '#openapi/operations'
import { templateOf } from '#openapi/path_parameters'
import { componentsOf, resolveComponents, type FoundComponents } from '#openapi/resolve_components'

const INTRODUCTION = `Another system (a register, an EMR, a form tool) runs a vaccination programme by this API. docs/api.md begins at the beginning.

Every operation but the last ones asks for a bearer token with its ability; \`node ace token:create\` makes one. Errors are problem details (RFC 9457). Fields and parameters that are not named here are refused. Lists come in pages: give \`next_cursor\` as \`cursor\` for the next one.`

export interface OpenApiDocument {
  openapi: string
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, any>>
  components: Record<'schemas' | 'responses' | 'securitySchemes', Record<string, any>>
}

/**
 * OpenAPI 3.1 of all routes: the router says which there are and which ability each asks for, the
 * validators what they take, `app/openapi/operations` the rest.
 *
 * @throws if a route is not described, or what is described is not a route
 */
export function openApiDocument(version: string): OpenApiDocument {
  const operations = describedOperations()
  const found: FoundComponents = new Map()
  const paths: OpenApiDocument['paths'] = {}
  const routes = describedRoutes()
  refuseStrays(routes, [...operations.keys()])
  const byKey = new Map(routes.map((route) => [keyOf(route), route]))
  for (const [key, operation] of operations) {
    const route = byKey.get(key)!
    const path = (paths[templateOf(route.pattern)] ??= {})
    const whole = operationObject(operation, route)
    path[route.method.toLowerCase()] = resolveComponents(whole, found)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Rappel', version, description: INTRODUCTION },
    servers: [{ url: '/' }],
    tags: PARTS.map(({ tag: name, description }) => ({ name, description })),
    paths,
    components: { ...componentsOf(found), securitySchemes: { token: TOKEN } },
  }
}

const TOKEN = {
  type: 'http',
  scheme: 'bearer',
  description: `The abilities of tokens; none covers another:\n\n${Object.entries(API_ABILITIES)
    .map(([name, words]) => `- \`${name}\`: ${words}`)
    .join('\n')}`,
}

function keyOf({ method, pattern }: DescribedRoute): string {
  return `${method} ${pattern}`
}

function refuseStrays(routes: DescribedRoute[], described: string[]): void {
  const there = routes.map(keyOf)
  const undescribed = there.filter((key) => !described.includes(key))
  const gone = described.filter((key) => !there.includes(key))
  const faults = [
    ...undescribed.map((key) => `${key} is not described in app/openapi/operations`),
    ...gone.map((key) => `${key} is described, but is not a route`),
  ]
  if (faults.length > 0) throw new Error(faults.join('\n'))
}

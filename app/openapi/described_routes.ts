import router from '@adonisjs/core/services/router'
import { isAbility, type ApiAbility } from '#access/api_abilities'
import { nameOfFace } from '#faces/faces'

/** A route as the document shows it. */
export interface DescribedRoute {
  /** Such as `api.messages.show`. */
  name: string
  method: string
  /** As in the route list: `/api/v1/messages/:id`. */
  pattern: string
  /** None: it asks for no token. */
  ability?: ApiAbility
  /** The largest body, in bytes. */
  bodyLimitBytes?: number
}

interface NamedMiddleware {
  name?: string
  args?: { ability?: string; limitBytes?: number }
}

/** Metrics are in a format of their own, which docs/metrics.md describes; pages are for people. */
const DESCRIBED_FACES: readonly string[] = ['api', 'webhooks', 'health']

/** The routes for programs, with what their middleware asks for. HEAD goes with GET. */
export function describedRoutes(): DescribedRoute[] {
  const routes = Object.values(router.toJSON()).flat()
  const ofPrograms = routes.filter(({ pattern }) => DESCRIBED_FACES.includes(nameOfFace(pattern)))
  return ofPrograms.flatMap(({ name = '', pattern, methods, middleware }) => {
    const all = [...middleware.all()] as NamedMiddleware[]
    const argsOf = (wanted: string) => all.find((one) => one.name === wanted)?.args
    const ability = argsOf('ability')?.ability ?? ''
    return methods
      .filter((method) => method !== 'HEAD')
      .map((method) => ({
        name,
        method,
        pattern,
        ability: isAbility(ability) ? ability : undefined,
        bodyLimitBytes: argsOf('body')?.limitBytes,
      }))
  })
}

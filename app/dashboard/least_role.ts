import type { RouteJSON } from '@adonisjs/core/types/http'
import type { Role } from '#access/roles'

/** Who may use a route; `stranger`: anybody, for example the sign-in page. */
export type LeastRole = Role | 'stranger'

/** What a route of the pages was declared with (start/desk_route.ts); undefined for others. */
export function leastRoleOf({ middleware }: Pick<RouteJSON, 'middleware'>): LeastRole | undefined {
  const declared = [...middleware.all()].find((one) => 'name' in one && one.name === 'role')
  return (declared as { args?: { least: LeastRole } } | undefined)?.args?.least
}

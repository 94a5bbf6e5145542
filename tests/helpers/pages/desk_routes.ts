import router from '@adonisjs/core/services/router'
import type { RouteJSON } from '@adonisjs/core/types/http'
import { leastRoleOf } from '#dashboard/least_role'

/** The routes of the pages for people. */
export function deskRoutes(): RouteJSON[] {
  const all = Object.values(router.toJSON()).flat()
  return all.filter((route) => leastRoleOf(route) !== undefined)
}

export const methodOf = ({ methods }: RouteJSON) => methods.find((method) => method !== 'HEAD')!

export const nameOf = (route: RouteJSON) => `${methodOf(route)} ${route.pattern}`

/** With rows that do not exist, and as a browser can send it: the method in the query. */
export function addressOf(route: RouteJSON): string {
  const path = route.pattern.replace(/:\w+\??/g, '999999').replace('*', 'x')
  const method = methodOf(route)
  return ['GET', 'POST'].includes(method) ? path : `${path}?_method=${method}`
}

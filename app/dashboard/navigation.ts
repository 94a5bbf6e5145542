import router from '@adonisjs/core/services/router'
import { covers, type Role } from '#access/roles'
import type { CountInWords } from '#dashboard/attention_in_words'
import { leastRoleOf } from '#dashboard/least_role'

/** The pages of the navigation, in its order: the key of its words and its path. */
const PAGES = [
  ['today', '/'],
  ['messages', '/messages'],
  ['attention', '/attention'],
  ['patients', '/patients'],
  ['imports', '/imports'],
  ['schedules', '/schedules'],
  ['templates', '/templates'],
  ['results', '/results'],
  ['system', '/system'],
  ['activity', '/activity'],
  ['users', '/users'],
] as const

/** Pages that belong to another one of the navigation. */
const PARTS: Record<string, string> = { '/tokens': '/users', '/forecast': '/', '/start': '/' }

export interface NavigationItem {
  /** `frame.nav_KEY` has the words. */
  key: string
  path: string
  isHere: boolean
  count: CountInWords | null
}

/**
 * The pages that somebody with this role may see. `at`: the path that is shown; `counts`: beside a
 * page, by its key.
 */
export function navigationFor(
  role: Role,
  at: string,
  counts: Record<string, CountInWords | null> = {}
): NavigationItem[] {
  const first = `/${at.split('/', 2)[1] ?? ''}`
  const here = PARTS[first] ?? first
  return PAGES.filter(([, path]) => mayOpen(role, path)).map(([key, path]) => ({
    key,
    path,
    isHere: path === here,
    count: counts[key] ?? null,
  }))
}

function mayOpen(role: Role, path: string): boolean {
  const route = router.match(path, 'GET', true)?.route
  const least = route && leastRoleOf(route)
  return least !== undefined && least !== 'stranger' && covers(role, least)
}

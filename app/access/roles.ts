/** What people may do, from the least: look, act on messages and data, manage accounts. */
export const ROLES = ['viewer', 'operator', 'admin'] as const

export type Role = (typeof ROLES)[number]

/** Whether somebody with this role may do what needs at least the other. */
export function covers(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least)
}

export function isRole(name: string): name is Role {
  return ROLES.some((role) => role === name)
}

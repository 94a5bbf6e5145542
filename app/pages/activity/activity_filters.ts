import { DateTime } from 'luxon'
import { covers, type Role } from '#access/roles'
import { AUDIT_KINDS, type AuditAction, type AuditKind } from '#storage/audit/audit_actions'
import type { ActivityFilter, ActivityPlace } from '#storage/audit/read_activity'
import { isoOfSqlInstant, toSqlInstant } from '#storage/instants'
import { ROW_ID } from '#values/row_id'
import type { Reader } from '#app/pages/reader'

/** Accounts, sign-ins, and who looked at whom are for those who manage the accounts. */
const FOR_ADMINS: readonly AuditKind[] = ['access', 'reads']

/** Shown only where they are asked for: they would hide what was done. */
const ASKED_FOR: readonly AuditKind[] = ['reads']

/** What Activity can be narrowed by, as the URL names it. */
const FIELDS = ['who', 'kind', 'from', 'to'] as const

export type ActivityField = (typeof FIELDS)[number]
export type ActivityValues = Partial<Record<ActivityField, string>>

/** As `audit_events.actor` has it. */
const LONGEST_ACTOR = 120

export interface ActivityWish {
  values: ActivityValues
  /** Fields that cannot be understood, and therefore do not narrow the list. */
  faults: ActivityField[]
  filter: ActivityFilter
  after: ActivityPlace | null
}

/** The kinds that somebody with this role may see. */
export function kindsFor(role: Role): AuditKind[] {
  const kinds = Object.keys(AUDIT_KINDS) as AuditKind[]
  return kinds.filter((kind) => covers(role, 'admin') || !FOR_ADMINS.includes(kind))
}

/** Reads the query of a URL. A kind that the role may not see is not understood. */
export function readActivity(
  query: Record<string, unknown>,
  { zone, role }: { zone: Reader['zone']; role: Role }
): ActivityWish {
  const kinds = kindsFor(role)
  const usable: Record<ActivityField, (value: string) => boolean> = {
    who: (value) => value.length <= LONGEST_ACTOR,
    kind: (value) => kinds.some((kind) => kind === value),
    from: (value) => dayOf(value, zone) !== null,
    to: (value) => dayOf(value, zone) !== null,
  }
  const values: ActivityValues = {}
  const faults: ActivityField[] = []
  for (const name of FIELDS) {
    const given = query[name]
    if (given === undefined || given === '') continue
    if (typeof given === 'string' && usable[name](given)) values[name] = given
    else faults.push(name)
  }
  return { values, faults, filter: filterOf(values, { kinds, zone }), after: placeOf(query.before) }
}

function filterOf(
  { who, kind, from, to }: ActivityValues,
  { kinds, zone }: { kinds: AuditKind[]; zone: string }
): ActivityFilter {
  const shown = kind
    ? kinds.filter((one) => one === kind)
    : kinds.filter((one) => !ASKED_FOR.includes(one))
  return {
    actions: shown.flatMap((one): readonly AuditAction[] => AUDIT_KINDS[one]),
    ...(who !== undefined && { actor: who }),
    ...(from !== undefined && { since: toSqlInstant(dayOf(from, zone)!) }),
    ...(to !== undefined && { until: toSqlInstant(dayOf(to, zone)!.plus({ days: 1 })) }),
  }
}

/** The beginning of a day of the programme's zone. */
function dayOf(value: string, zone: string): DateTime<true> | null {
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(value)) return null
  const day = DateTime.fromISO(value, { zone })
  return day.isValid ? day : null
}

const PLACE = /^([12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ)_(\d{1,15})$/

/** Null for the first page, and for a place that nobody was given. */
function placeOf(given: unknown): ActivityPlace | null {
  const [, at, id] = (typeof given === 'string' && PLACE.exec(given)) || []
  if (!at || !ROW_ID.test(id)) return null
  const instant = DateTime.fromISO(at, { zone: 'utc' })
  return instant.isValid ? { at: toSqlInstant(instant), id: Number(id) } : null
}

/** The address of a page of Activity, or of its file. */
export function activityAddress(
  path: string,
  values: ActivityValues,
  after?: ActivityPlace | null
): string {
  const query = new URLSearchParams(values as Record<string, string>)
  if (after) query.set('before', `${isoOfSqlInstant(after.at)}_${after.id}`)
  return query.size > 0 ? `${path}?${query}` : path
}

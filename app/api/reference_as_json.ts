import type { ListedAccount, ListedBalance } from '#delivery/accounts/list_accounts'
import type { ListedFacility } from '#desk/list_facilities'
import type { ListedAuditEvent } from '#storage/audit/list_audit_events'
import { isoOfSqlInstant } from '#storage/instants'

const iso = (instant: string | null) => instant && isoOfSqlInstant(instant)

export function facilityAsJson({
  created_at: created,
  updated_at: updated,
  ...rest
}: ListedFacility) {
  return { ...rest, created_at: iso(created), updated_at: iso(updated) }
}

export function accountAsJson({ found, ratePerSecond, countedIn, ...account }: ListedAccount) {
  return {
    ...account,
    rate_per_second: ratePerSecond,
    counted_in: countedIn,
    state: found?.state ?? null,
    reason: found?.reason ?? null,
    detail: found?.detail ?? null,
    state_since: iso(found?.state_since ?? null),
    paused_by: found?.paused_by ?? null,
    rate_percent: found?.rate_percent ?? 100,
    units: found?.units ?? null,
    units_expire_at: iso(found?.units_expire_at ?? null),
    balance_polled_at: iso(found?.balance_polled_at ?? null),
    balance_error: found?.balance_error ?? null,
  }
}

export function balanceAsJson({
  polled_at: polled,
  expires_at: end,
  usable,
  ...rest
}: ListedBalance) {
  return { ...rest, usable: Boolean(usable), expires_at: iso(end), polled_at: iso(polled) }
}

export function auditEventAsJson({ at, detail, ...event }: ListedAuditEvent) {
  return { ...event, at: iso(at), detail: detail && JSON.parse(detail) }
}

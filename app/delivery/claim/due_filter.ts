/** Selects some of the due messages. */
export interface DueFilter {
  /** Only messages of this type. */
  type?: string
  /**
   * A condition on `phone_number` (app/delivery/accounts/account_routes.ts): only messages of
   * one account.
   */
  route?: string
}

/** For SQL, with the type bound to `:type`. */
export function alsoMatches({ type, route }: DueFilter): string {
  return `${type ? ' AND message_type = :type' : ''}${route ? ` AND (${route})` : ''}`
}

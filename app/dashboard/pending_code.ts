import type { Session } from '@adonisjs/session'

const KEY = 'pending_code'

/** Somebody whose password was right, and whose code is still to come. */
export interface PendingCode {
  userId: number
  stays: boolean
  /** The page to go to. */
  to: string
  /** In epoch milliseconds. */
  until: number
}

export function rememberPending(session: Session, pending: PendingCode): void {
  session.put(KEY, pending)
}

/** Null if no code is pending, or its time is over. */
export function pendingCode(session: Session, nowMs: number): PendingCode | null {
  const pending: PendingCode | undefined = session.get(KEY)
  return pending && pending.until > nowMs ? pending : null
}

export function forgetPending(session: Session): void {
  session.forget(KEY)
}

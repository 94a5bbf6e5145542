/** The kind of fault that stopped an account; it tells people whom to ask. */
export type PauseKind = 'operator' | 'auth' | 'credit' | 'contract' | 'configuration'

/** Reasons of `account` answers (app/gateways/orange/answer_rules.ts) by what must be fixed. */
const KINDS: Record<string, PauseKind> = {
  bad_credentials: 'auth',
  token_rejected: 'auth',
  access_denied: 'auth',
  forbidden: 'auth',
  no_credit: 'credit',
  quota_policy: 'credit',
  contract_expired: 'contract',
  not_provisioned: 'contract',
  suspended: 'contract',
  requester_blocked: 'contract',
  user_blocked: 'contract',
  policy_refused: 'contract',
}

export function pauseKind(outcome: 'account' | 'configuration', reason: string): PauseKind {
  return outcome === 'configuration' ? 'configuration' : (KINDS[reason] ?? 'contract')
}

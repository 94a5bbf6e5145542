import { Secret, TOTP } from 'otpauth'

/** RFC 6238 with what every authenticator app supports. */
const PERIOD_SECONDS = 30
const DIGITS = 6

/** Codes of the period before and after are taken: clocks differ, and people type slowly. */
const WINDOW = 1

/** 160 bits, as RFC 4226 advises, in base 32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** The address that authenticator apps open. */
export function totpAddress({ secret, email }: { secret: string; email: string }): string {
  return totpOf(secret, email).toString()
}

/** The period whose code this is; null if it is not the code of a present one. */
export function stepOfCode({
  secret,
  code,
  nowMs,
}: {
  secret: string
  code: string
  nowMs: number
}): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const delta = totpOf(secret).validate({ token: code, timestamp: nowMs, window: WINDOW })
  return delta === null ? null : Math.floor(nowMs / 1000 / PERIOD_SECONDS) + delta
}

function totpOf(secret: string, label = 'Rappel'): TOTP {
  return new TOTP({
    issuer: 'Rappel',
    label,
    digits: DIGITS,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  })
}

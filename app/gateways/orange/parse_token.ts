/** Visible ASCII, as a header may carry it. */
const USABLE_TOKEN = /^[\x21-\x7e]{1,8192}$/

export interface Token {
  value: string
  /** Milliseconds; absent if the answer did not say or said nonsense. */
  lifetimeMs?: number
}

/** `expires_in` came as a number and, in the documentation, as a string. */
export function parseToken(text: string): Token | undefined {
  let body
  try {
    body = JSON.parse(text)
  } catch {
    return undefined
  }
  const value: unknown = body?.access_token
  if (typeof value !== 'string' || !USABLE_TOKEN.test(value)) return undefined

  const seconds = Number(body.expires_in)
  return seconds > 0 && Number.isFinite(seconds) ? { value, lifetimeMs: seconds * 1000 } : { value }
}

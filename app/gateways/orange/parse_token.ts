/** Visible ASCII, as allowed in a header. */
const USABLE_TOKEN = /^[\x21-\x7e]{1,8192}$/

export interface Token {
  value: string
  /** Milliseconds; undefined if missing or invalid. */
  lifetimeMs?: number
}

/** `expires_in` has been seen as a number and is documented as a string. */
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

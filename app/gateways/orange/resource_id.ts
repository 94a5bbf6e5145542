/** An id, not an address: a truncated resourceURL ends in `tel:+237…`. */
const USABLE_ID = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$/

/** Characters of an address that is looked at; the operator's have about 150. */
const LONGEST_URL = 2_000

/**
 * The id that receipts will carry: the last path segment of `resourceURL`. Undefined if the body
 * has none; the message is accepted nevertheless.
 */
export function resourceId(text: string): string | undefined {
  const url = resourceUrl(text)
  if (typeof url !== 'string' || url.length > LONGEST_URL) return undefined
  const [path] = url.split(/[?#]/, 1)
  const segment = path.match(/\/requests\/([^/]+)\/*$/)?.[1]
  return segment && USABLE_ID.test(segment) ? segment : undefined
}

/** Older gateways wrapped it as `resourceReference.resourceURL`. */
function resourceUrl(text: string): unknown {
  try {
    const body = JSON.parse(text)
    const request = body?.outboundSMSMessageRequest ?? body
    return (
      request?.resourceURL ??
      request?.resourceReference?.resourceURL ??
      body?.resourceReference?.resourceURL
    )
  } catch {
    return undefined
  }
}

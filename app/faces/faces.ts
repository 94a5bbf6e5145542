/** How callers of one kind are answered, and which bodies they may send. */
export interface Face {
  /** Errors are problem details (RFC 9457), or a page if the caller prefers one. */
  errors: 'problem' | 'page'

  /**
   * What the body middleware parses; anything else gets 415. `unparsed`: the route reads the body
   * itself.
   */
  bodies: 'json' | 'form' | 'unparsed'

  /** A form may send `?_method=PUT`, `PATCH` or `DELETE`: browsers only send GET and POST. */
  methodSpoofing: boolean

  /** Headers of every response, unless its route sets them. */
  headers: Readonly<Record<string, string>>
}

/** A year in seconds. */
const HTTPS_FOR_SECONDS = 31_536_000

/**
 * Pages load nothing from elsewhere and run no script or style within them, so that a text shown in
 * one cannot act; no other site shows one in a frame. Machines get it, too: a wrong address is
 * answered alike everywhere.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * No caching, no MIME sniffing, no address given away in a Referer, no window shared with other
 * sites. Browsers that came over HTTPS come over HTTPS only.
 */
const PRIVATE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': `max-age=${HTTPS_FOR_SECONDS}`,
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': CONTENT_SECURITY_POLICY,
}

const MACHINES = { errors: 'problem', methodSpoofing: false, headers: PRIVATE } as const

/** By the first segment of the path; all others are pages. */
const FACES: ReadonlyMap<string, Face> = new Map([
  ['api', { ...MACHINES, bodies: 'json' }],
  ['webhooks', { ...MACHINES, bodies: 'unparsed' }],
  ['health', { ...MACHINES, bodies: 'unparsed' }],
  ['metrics', { ...MACHINES, bodies: 'unparsed' }],
])

const PAGES: Face = {
  errors: 'page',
  bodies: 'form',
  methodSpoofing: true,
  headers: PRIVATE,
}

/** The face of a path as in the router, without a query. */
export function faceOf(path: string): Face {
  return FACES.get(firstSegmentOf(path)) ?? PAGES
}

/** Its name, for counting: `api`, `webhooks`, `health`, `metrics` or `pages`. */
export function nameOfFace(path: string): string {
  const first = firstSegmentOf(path)
  return FACES.has(first) ? first : 'pages'
}

function firstSegmentOf(path: string): string {
  return path.split('/', 2)[1] ?? ''
}

/** SQLSTATE classes of PostgreSQL: data exception, constraint violated, limit exceeded, raised by a trigger. */
const POSTGRES_CLASSES = ['22', '23', '54', 'P0']

const SQLITE_CODES = ['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG']

/**
 * Whether a write failed because of its own data: it would fail again, and other rows would not.
 */
export function isFaultOfRows(error: unknown): boolean {
  const code = (error as { code?: unknown })?.code
  if (typeof code !== 'string') return false
  return SQLITE_CODES.includes(code) || (code.length === 5 && isOfRows(code))
}

const isOfRows = (sqlState: string) =>
  POSTGRES_CLASSES.some((ofClass) => sqlState.startsWith(ofClass))

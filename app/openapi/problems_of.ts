import type { Operation } from '#openapi/operation'
import { problemAnswer } from '#openapi/problem'
import type { DescribedRoute } from '#openapi/described_routes'
import type { Component } from '#openapi/schema'

/** Codes of problems, by status. */
type Codes = Map<number, string[]>

/** The problems that an operation may answer: those of its kind, and its own. */
export function problemsOf(
  operation: Operation,
  { ability, bodyLimitBytes }: DescribedRoute
): [number, Component][] {
  const codes: Codes = new Map()
  if (ability) {
    add(codes, 401, [])
    add(codes, 403, ['E_MISSING_ABILITY'])
    /** Any text may have characters that cannot be stored. */
    add(codes, 422, ['E_VALIDATION_ERROR'])
    add(codes, 429, [])
  }
  if (ability && operation.body) {
    add(codes, 400, ['E_MALFORMED_JSON', 'E_REPEATED_FIELD'])
    add(codes, 413, ['E_BODY_TOO_LARGE'])
    add(codes, 415, ['E_UNSUPPORTED_MEDIA_TYPE'])
  }
  for (const [status, own] of Object.entries(operation.problems ?? {}))
    add(codes, Number(status), own)
  const inOrder = [...codes].sort(([one], [other]) => one - other)
  return inOrder.map(([status, all]) => [status, problemAnswer(status, all, bodyLimitBytes)])
}

function add(codes: Codes, status: number, more: readonly string[]): void {
  codes.set(status, [...(codes.get(status) ?? []), ...more])
}

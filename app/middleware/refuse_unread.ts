import { validationError } from '#app/api/validation_error'
import { unknownFields } from '#values/unknown_fields'

/** Where a route finds its fields. `list`: in the body, which may be a list of objects. */
export type Reads = 'query' | 'body' | 'list' | 'nothing'

/**
 * Refuses fields where the route reads none: one that is ignored would look like one that works.
 * @throws E_VALIDATION_ERROR
 */
export function refuseUnread(
  reads: Reads,
  { query = {}, body = {} }: { query?: object; body?: object }
): void {
  if (reads === 'body' && Array.isArray(body))
    throw validationError([{ field: '', message: 'the body is a list: give one object' }])
  const faults = [
    ...(reads === 'query' ? [] : unknownFields(query, [])),
    ...(reads === 'body' || reads === 'list' ? [] : unknownFields(body, [])),
  ]
  if (faults.length > 0) throw validationError(faults)
}

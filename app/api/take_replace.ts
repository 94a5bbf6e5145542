/**
 * The fields of a body without `replace`, which says that the record of another child may be
 * overwritten; and what is wrong with it.
 */
export function takeReplace(body: Record<string, unknown>) {
  const { replace, ...fields } = body
  if (replace === undefined || typeof replace === 'boolean') return { replace, fields, faults: [] }
  return { fields, faults: [{ field: 'replace', message: 'must be true or false' }] }
}

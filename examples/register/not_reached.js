/** States in which a reminder did not reach the caregiver, or may not have. */
const NOT_REACHED = ['undelivered', 'failed', 'dead_letter', 'expired', 'suppressed', 'unknown']

/**
 * The children whose caregivers were not reached since a day, each with the reminders and why:
 * `opted_out` asks for respect, `no_phone` for a number, `undelivered` for a visit.
 */
export async function notReached(client, since) {
  const children = new Map()
  const filter = { status: NOT_REACHED.join(','), from: since }
  for await (const message of client.list('/messages', filter)) {
    const { patient, facility, type, status, reason } = message
    if (!patient) continue
    const child = children.get(patient) ?? { patient_ref: patient, facility, reminders: [] }
    child.reminders.push({ type, status, reason })
    children.set(patient, child)
  }
  return [...children.values()]
}

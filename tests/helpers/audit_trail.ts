import AuditEvent from '#models/audit_event'

/** What the audit says, in order. */
export async function auditTrail() {
  const events = await AuditEvent.query().orderBy('id')
  return events.map(({ actor, action, subject, detail }) => ({
    actor,
    action,
    subject,
    detail: JSON.parse(detail ?? 'null'),
  }))
}

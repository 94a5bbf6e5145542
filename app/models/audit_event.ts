import { AuditEventSchema } from '#database/schema'

/** Who did what to what, and when. Only ever appended. */
export default class AuditEvent extends AuditEventSchema {}

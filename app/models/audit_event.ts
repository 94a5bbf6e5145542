import { AuditEventSchema } from '#database/schema'

/** Who did what to what, and when. Append-only. */
export default class AuditEvent extends AuditEventSchema {}

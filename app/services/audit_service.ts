import { inject } from '@adonisjs/core'
import type { AuditFilter } from '#storage/audit/list_audit_events'
import type { ActivityFilter, ActivityPlace } from '#storage/audit/read_activity'
import { RunningWork } from '#services/running_work'
import type { AuditEvent } from '#storage/audit_events'

const loadActivity = () =>
  import('#storage/audit/read_activity').then(({ ReadActivity }) => ReadActivity)
const load = () => import('#storage/audit/audit_log').then(({ AuditLog }) => AuditLog)

/** The log of who did and saw what. */
@inject()
export class AuditService {
  constructor(private readonly work: RunningWork) {}

  /** Adds new events to the hash chain; returns how many. */
  seal() {
    return this.work.perform(load, (log) => log.seal())
  }

  /** Checks whether the log is whole. */
  verify() {
    return this.work.perform(load, (log) => log.verify())
  }

  /**
   * Records that somebody saw data of people. `rows`: what was shown, by id; `filter`: the names of
   * the fields that were asked for, without their values.
   */
  recordRead({ actor, what, subject, rows, filter }: PersonalDataRead) {
    const detail = { what, rows, filter }
    return this.work.perform(load, (log) =>
      log.append({ actor, action: 'personal_data_read', subject, detail })
    )
  }

  /** A page of the log, newest first. */
  list(filter: AuditFilter) {
    return this.work.perform(
      () => import('#storage/audit/list_audit_events').then((part) => part.ListAuditEvents),
      (events) => events.run(filter)
    )
  }

  /** A page of what people and programs did, newest first. */
  activity(filter: ActivityFilter, page: { after: ActivityPlace | null; limit: number }) {
    return this.work.perform(loadActivity, (activity) => activity.run(filter, page))
  }

  /** Everybody who has done something. */
  actors() {
    return this.work.perform(loadActivity, (activity) => activity.actors())
  }

  /** An event that belongs to no transaction of its own. */
  append(event: Omit<AuditEvent, 'at'>) {
    return this.work.perform(load, (log) => log.append(event))
  }
}

export interface PersonalDataRead {
  /** `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** The kind of data, for example `consents`. */
  what: string
  /** What was read, if it was one thing, for example `consent:12`. */
  subject?: string
  rows?: number[]
  filter?: string[]
}

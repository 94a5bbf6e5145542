import { inject } from '@adonisjs/core'
import { RunningWork } from '#services/running_work'
import type { AuditEvent } from '#storage/audit_events'

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
    const event = { actor, action: 'personal_data_read', subject, detail: { what, rows, filter } }
    return this.work.perform(load, (log) => log.append(event))
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

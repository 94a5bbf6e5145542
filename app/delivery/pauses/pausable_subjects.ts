import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { UnknownFacility, UnknownMessageType } from '#delivery/pauses/errors'
import type { PauseTarget } from '#delivery/pauses/pause'
import { nearest } from '#delivery/pauses/nearest'
import { query } from '#storage/sql'

/** Names that an error offers instead. */
const ALTERNATIVES = 5
/** Codes that are compared with a mistyped one. */
const CODES_AT_MOST = 10_000

/** A pause of what does not exist would hold back nothing and say that it did. */
@inject()
export class PausableSubjects {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** Throws `UnknownFacility` or `UnknownMessageType`. */
  async ensureExists({ scope, subject }: PauseTarget): Promise<void> {
    if (scope === 'facility' && !(await this.#facilityExists(subject)))
      throw new UnknownFacility(subject, await this.#nearFacilities(subject))
    if (scope === 'message_type' && !(await this.#typeExists(subject)))
      throw new UnknownMessageType(subject, await this.#knownTypes())
  }

  async #facilityExists(code: string): Promise<boolean> {
    const sql = 'SELECT id FROM facilities WHERE code = :code'
    const found = await query(this.db.connection(), sql, { code })
    return found.length > 0
  }

  async #nearFacilities(code: string): Promise<string[]> {
    const rows = await query<{ code: string }>(
      this.db.connection(),
      'SELECT code FROM facilities ORDER BY code LIMIT :limit',
      { limit: CODES_AT_MOST }
    )
    const codes = rows.map((row) => row.code)
    return nearest(code, codes, ALTERNATIVES)
  }

  async #typeExists(type: string): Promise<boolean> {
    if (this.config.rules.some((rule) => rule.type === type)) return true
    const found = await query(this.db.connection(), ANY_OF_TYPE, { type })
    return found.length > 0
  }

  async #knownTypes(): Promise<string[]> {
    const rows = await query<{ message_type: string }>(this.db.connection(), KNOWN_TYPES)
    const types = rows.map((row) => row.message_type)
    return [...new Set([...this.config.rules.map(({ type }) => type), ...types])]
  }
}

/** From the small tables to the large one, which is walked only for a type that nothing else knows. */
const ANY_OF_TYPE = `
  SELECT 1 AS found FROM sms_templates WHERE message_type = :type
  UNION ALL SELECT 1 FROM sms_daily_counts WHERE message_type = :type
  UNION ALL SELECT 1 FROM sms_messages WHERE message_type = :type
  LIMIT 1`

const KNOWN_TYPES = `
  SELECT message_type FROM sms_templates UNION SELECT message_type FROM sms_daily_counts
  ORDER BY message_type LIMIT 20`

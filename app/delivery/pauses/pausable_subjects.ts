import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { UnknownFacility, UnknownMessageType } from '#delivery/pauses/errors'
import type { PauseTarget } from '#delivery/pauses/pause_target'
import { nearest } from '#values/nearest'
import { query } from '#storage/sql'

/** Similar names that an error offers. */
const ALTERNATIVES = 5
/** Codes compared with a mistyped one. */
const CODES_AT_MOST = 10_000

/** Characters of the longest code or type: no longer one is looked for. */
const LONGEST_NAME = 100

/** Rejects a pause of something that does not exist: it would hold back nothing. */
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
    if (code.length > LONGEST_NAME) return false
    const sql = 'SELECT id FROM facilities WHERE code = :code'
    const found = await query(this.db.connection(), sql, { code })
    return found.length > 0
  }

  async #nearFacilities(code: string): Promise<string[]> {
    const rows = await query<Pick<Rows['facilities'], 'code'>>(
      this.db.connection(),
      'SELECT code FROM facilities ORDER BY code LIMIT :limit',
      { limit: CODES_AT_MOST }
    )
    const codes = rows.map((row) => row.code)
    return nearest(code, codes, ALTERNATIVES)
  }

  async #typeExists(type: string): Promise<boolean> {
    if (type.length > LONGEST_NAME) return false
    if (this.config.rules.some((rule) => rule.type === type)) return true
    const found = await query(this.db.connection(), ANY_OF_TYPE, { type })
    return found.length > 0
  }

  async #knownTypes(): Promise<string[]> {
    const rows = await query<Pick<Rows['sms_templates'], 'message_type'>>(
      this.db.connection(),
      KNOWN_TYPES
    )
    const types = rows.map((row) => row.message_type)
    return [...new Set([...this.config.rules.map(({ type }) => type), ...types])]
  }
}

/** Small tables first: the large one is searched only for a type that no other table knows. */
const ANY_OF_TYPE = `
  SELECT 1 AS found FROM sms_templates WHERE message_type = :type
  UNION ALL SELECT 1 FROM sms_daily_counts WHERE message_type = :type
  UNION ALL SELECT 1 FROM sms_messages WHERE message_type = :type
  LIMIT 1`

const KNOWN_TYPES = `
  SELECT message_type FROM sms_templates UNION SELECT message_type FROM sms_daily_counts
  ORDER BY message_type LIMIT 20`

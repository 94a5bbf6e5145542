import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { insertVersion } from './insert_version.js'
import { storedTexts } from './stored_text.js'

export interface RemoveTemplateRequest {
  type: string
  language: string
  /** The version that was read. */
  expected: number
  /** `cli:name`, `user:id`. */
  actor: string
  /** Why, for colleagues. */
  reason: string
}

/** `needed`: no other text would stand in. */
export type RemovalOutcome = 'removed' | 'changed' | 'needed'

/**
 * Ends the text of a type in one language; from then on the text of the default language stands in.
 * Its versions stay, and any of them can be put back.
 */
@inject()
export class RemoveTemplate {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  async run({
    type,
    language,
    expected,
    actor,
    reason,
  }: RemoveTemplateRequest): Promise<RemovalOutcome> {
    return transaction(
      this.db.connection(),
      async (trx) => {
        const [newest] = await storedTexts(trx, { type, language })
        if (!newest || newest.isRemoved || newest.version !== expected) return 'changed'
        if (!(await this.#standsIn(trx, type, language))) return 'needed'
        const version = expected + 1
        const at = toSqlInstant(this.clock.now())
        const { body } = newest
        const end = { type, language, body, version, actor, at, reason, isRemoved: true }
        if (!(await insertVersion(trx, end))) return 'changed'
        await appendAuditEvent(trx, {
          at,
          actor,
          action: 'template_removed',
          subject: `template:${type}:${language}`,
          detail: { reason, version, before: expected },
        })
        return 'removed'
      },
      { readsFirst: true }
    )
  }

  /** Whether a text can be removed: that of the default language stays, and stands in. */
  canRemove(address: { type: string; language: string }): Promise<boolean> {
    return this.#standsIn(this.db.connection(), address.type, address.language)
  }

  async #standsIn(client: QueryClientContract, type: string, language: string): Promise<boolean> {
    const { defaultLanguage } = this.config.text
    if (language.toLowerCase() === defaultLanguage.toLowerCase()) return false
    const [standIn] = await storedTexts(client, { type, language: defaultLanguage })
    return standIn !== undefined && !standIn.isRemoved
  }
}

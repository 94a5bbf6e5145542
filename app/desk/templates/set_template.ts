import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { checkText, type CheckedText } from './check_text.js'
import { InvalidDeskRequest } from '../invalid_desk_request.js'
import { loadTextSample, textSampleOf, type TextSample } from '#texts/text_sample'
import { insertVersion } from './insert_version.js'
import { storedTexts, type StoredText } from './stored_text.js'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'

/** First names of its own below which a programme's text is tried with the shipped sample. */
const FEWEST_NAMES = 100

export interface SetTemplateRequest {
  type: string
  language: string
  body: string
  /** The actor: `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** Why, for colleagues. */
  reason?: string
  /** The folder of the application, where the shipped sample is. */
  root: string
  /** The version that was in use when it was read, null for none; missing for any. */
  expected?: number | null
  /** Checks everything, changes nothing. */
  dryRun?: boolean
  /** First names to try it with, if not all: trying them holds up what else the process does. */
  names?: number
}

export interface SetTemplateResult extends CheckedText {
  type: string
  language: string
  /** The version in use until now; null if there was none. */
  before: number | null
  /** The version in use afterwards. */
  version: number
  /** False if the text was in use already: then nothing is written. */
  changed: boolean
  dryRun: boolean
}

/**
 * Gives a type a text in a language. Earlier versions stay, and messages that have left keep the
 * number of theirs; those that have not are sent with this one.
 */
@inject()
export class SetTemplate {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** @throws InvalidDeskRequest for a type, a language or a text that cannot be used */
  async run(request: SetTemplateRequest): Promise<SetTemplateResult> {
    const { type, language, body, dryRun = false } = request
    const sample = await this.#sample(request)
    const checked = await checkText({ type, language, body }, sample, this.config)
    const found = { ...checked, type, language, dryRun }
    if (dryRun) {
      const [newest] = await storedTexts(this.db.connection(), { type, language })
      return { ...found, ...afterwards(newest, body) }
    }
    return transaction(
      this.db.connection(),
      async (trx) => {
        const [newest] = await storedTexts(trx, { type, language })
        const result = { ...found, ...afterwards(newest, body) }
        if (request.expected !== undefined && request.expected !== result.before)
          throw new InvalidDeskRequest('version', `is ${result.before}: look at it again`)
        if (result.changed) await this.#write(trx, request, result)
        return result
      },
      { readsFirst: true }
    )
  }

  /** The names and facilities of this programme, once it has some. */
  async #sample({ root, names }: SetTemplateRequest): Promise<TextSample> {
    const own = await textSampleOf(this.db.connection())
    const isEnough = own.firstNames.length >= FEWEST_NAMES && own.facilities.length > 0
    const sample = isEnough ? own : await loadTextSample(root)
    return { ...sample, firstNames: sample.firstNames.slice(0, names) }
  }

  async #write(
    trx: TransactionClientContract,
    { actor, body, reason }: SetTemplateRequest,
    { type, language, version, before, measure }: SetTemplateResult
  ): Promise<void> {
    const at = toSqlInstant(this.clock.now())
    if (!(await insertVersion(trx, { type, language, body, version, actor, at, reason })))
      throw new InvalidDeskRequest(
        'text',
        'was changed by somebody else just now: look at it again'
      )
    await appendAuditEvent(trx, {
      at,
      actor,
      action: 'template_set',
      subject: `template:${type}:${language}`,
      detail: { reason, version, before, texts: measure.texts, segments: measure.segments },
    })
    this.logger.info({ actor, type, language, version }, 'template set')
  }
}

function afterwards(newest: StoredText | undefined, body: string) {
  const inUse = newest?.isRemoved ? undefined : newest
  const changed = inUse?.body !== body
  const version = (newest?.version ?? 0) + (changed ? 1 : 0)
  return { before: inUse?.version ?? null, changed, version }
}

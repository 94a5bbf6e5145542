import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { countForToken } from '#access/count_for_token'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { auditSelection } from '#desk/audit_selection'
import type { MessageSelection } from '#desk/message_selection'
import { extentOf } from '#desk/selected_messages'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { insertRows } from '#storage/write_rows'
import { measureText } from '#texts/measure_text'
import { checkBatch } from './batch_moves.js'
import {
  BATCH_COLUMNS,
  toBatch,
  type Batch,
  type BatchAction,
  type BatchOptions,
  type StoredBatch,
} from './batch_row.js'

export interface BatchRequest {
  action: BatchAction
  filter: MessageSelection
  options: BatchOptions
  /** The actor: `cli:name`, `user:id`, `token:id`. */
  actor: string
}

/**
 * Records an action on all messages that match now. Any process works it off in
 * the background (work_off_batches.ts); messages that match later are not touched.
 */
@inject()
export class CreateBatch {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** @throws InvalidDeskRequest, TokenCapReached */
  async run({ action, filter, actor, ...request }: BatchRequest): Promise<Batch> {
    const { selection, options } = checkBatch(action, filter, request.options, this.config)
    const client = this.db.connection()
    const { matched, upTo } = await extentOf(client, selection)
    const now = this.clock.now()
    const at = toSqlInstant(now)
    const { timezone } = this.config
    /** The cost of a new text is counted now, while the request can still be refused. */
    const segments = options.text === undefined ? 0 : measureText(options.text).segments * matched
    return transaction(client, async (trx) => {
      await countForToken(trx, { actor, now, timezone, messages: 0, segments })
      const [row] = await insertRows<StoredBatch>(
        trx,
        {
          into: 'message_batches',
          columns: `action, status, selection, options, actor, matched, up_to, refused, created_at, updated_at`,
          rows: `VALUES (:action, 'waiting', :selection, :options, :actor, :matched, :up_to, '{}', :at, :at)`,
          returning: BATCH_COLUMNS,
        },
        {
          action,
          selection: JSON.stringify(selection),
          options: JSON.stringify(options),
          actor,
          matched,
          up_to: upTo,
          at,
        }
      )
      const detail = { batch: row.id, doing: action, matched, reason: options.note }
      await auditSelection(trx, { at, actor, action: 'batch_created', selection, detail })
      return toBatch(row)
    })
  }
}

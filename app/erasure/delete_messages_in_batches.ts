import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { recordFinishedDays } from '#messages/figures/daily_figures'
import { recordDaysOf } from './count_erased.js'
import { DeleteMessages } from './delete_messages.js'
import { DeleteNumberData } from './delete_number_data.js'
import { addErasureCounts, noCounts, type ErasureCounts } from './erasure_result.js'
import { messagesOf } from './messages_of_person.js'
import type { Traces } from './traces.js'
import { ShortTurns } from '#storage/short_turns'

/**
 * A number may have tens of thousands of messages: all but the last page are deleted in their own
 * transactions. The data of the numbers is deleted before, because a former number can only be
 * found through its messages.
 */
@inject()
export class DeleteMessagesInBatches {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly messages: DeleteMessages,
    private readonly numbers: DeleteNumberData
  ) {}

  /** `recorded`: the days recorded so far, including those of the remaining messages. */
  async run(traces: Traces): Promise<{ counts: ErasureCounts; recorded: Set<string> }> {
    const client = this.db.connection()
    const { batchSize } = this.config.cleanup
    const messages = await messagesOf(client, traces)
    const recorded = new Set<string>()
    const { timezone } = this.config
    if (messages.length > 0) await recordFinishedDays(client, { now: this.clock.now(), timezone })
    await recordDaysOf(client, messages, { now: this.clock.now(), timezone, recorded })

    const turns = new ShortTurns(client, batchSize)
    let counts = noCounts()
    const write = async (
      work: (trx: TransactionClientContract, counts: ErasureCounts) => Promise<unknown>,
      rows?: number
    ) => {
      const written = await turns.take(
        async (trx) => {
          const ofThis = noCounts()
          await work(trx, ofThis)
          return ofThis
        },
        { rows }
      )
      counts = addErasureCounts(counts, written)
    }
    if (messages.length > turns.size)
      await write((trx, ofThis) => this.numbers.run(trx, traces.numbers, ofThis), 0)
    for (let start = 0; messages.length - start > turns.size;) {
      const page = messages.slice(start, start + turns.size)
      await write(
        (trx, ofThis) => this.messages.run(trx, page, ofThis, new Set(recorded)),
        page.length
      )
      start += page.length
    }
    return { counts, recorded }
  }
}

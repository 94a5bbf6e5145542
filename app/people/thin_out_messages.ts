import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { recordDaysOf } from '#people/count_erased'
import { DeleteMessages } from '#people/delete_messages'
import { DeleteWhatNumbersHave } from '#people/delete_what_numbers_have'
import { addCounts, noCounts, type ErasureCounts } from '#people/erasure_result'
import { messagesOf } from '#people/messages_of_person'
import type { Traces } from '#people/traces'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { writeTransaction } from '#storage/write_transaction'

/**
 * A number may have tens of thousands of messages: then all but the last page are
 * deleted in transactions of their own. What the numbers have goes before them, as
 * a former number is found by its messages alone.
 */
@inject()
export class ThinOutMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly messages: DeleteMessages,
    private readonly numbers: DeleteWhatNumbersHave
  ) {}

  /** `recorded`: the days that are written down now, of the messages that are left as well. */
  async run(traces: Traces): Promise<{ counts: ErasureCounts; recorded: Set<string> }> {
    const client = this.db.connection()
    const { batchSize } = this.config.cleanup
    const messages = await messagesOf(client, traces)
    const recorded = new Set<string>()
    const { timezone } = this.config
    await recordDaysOf(client, messages, { now: this.clock.now(), timezone, recorded })

    let counts = noCounts()
    const write = async (
      work: (trx: TransactionClientContract, counts: ErasureCounts) => Promise<unknown>
    ) => {
      const written = await retryDeadlocks(() =>
        writeTransaction(client, async (trx) => {
          const ofThis = noCounts()
          await work(trx, ofThis)
          return ofThis
        })
      )
      counts = addCounts(counts, written)
    }
    if (messages.length > batchSize)
      await write((trx, ofThis) => this.numbers.run(trx, traces.numbers, ofThis))
    for (let start = 0; messages.length - start > batchSize; start += batchSize) {
      const page = messages.slice(start, start + batchSize)
      await write((trx, ofThis) => this.messages.run(trx, page, ofThis, new Set(recorded)))
    }
    return { counts, recorded }
  }
}

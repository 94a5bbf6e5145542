import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { ClaimedMessage } from '#delivery/claim/claimed_message'
import { BY_HAND } from '#messages/by_hand'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { idList, query, textList } from '#storage/sql'

/** Which children a person has written about lately: their reminders would only repeat it. */
@inject()
export class SentByHand {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** The ids of those patients of reminders. Walks the index sms_messages_of_patient. */
  async among(messages: ClaimedMessage[]): Promise<Set<number | null>> {
    const { daysAfterByHand: days } = this.config.frequency
    const patients = messages.flatMap(({ immunization_id: immunization, patient_id: patient }) =>
      immunization === null ? [] : (patient ?? [])
    )
    if (days === 0 || patients.length === 0) return new Set()
    const client = this.db.connection()
    const rows = await query<Pick<Rows['sms_messages'], 'patient_id'>>(
      client,
      `SELECT DISTINCT patient_id FROM sms_messages
       WHERE patient_id IN (${idList(client)}) AND ${along('sms_messages_of_patient')}
         AND source IN (${textList(client, 'by_hand')}) AND status IN ('sending', 'sent', 'delivered') AND sent_at >= :since`,
      {
        ids: JSON.stringify([...new Set(patients)]),
        by_hand: JSON.stringify(BY_HAND),
        since: toSqlInstant(this.clock.now().minus({ days })),
      }
    )
    return new Set(rows.map(({ patient_id: patient }) => patient))
  }
}

import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { refusalOf, type ConsentRefusal } from '#messages/consent_policy'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import { query } from '#storage/sql'

/** Why the gate would refuse any message to this number; null if it would not. Changes nothing. */
@inject()
export class FindRefusal {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig,
    private readonly erased: ErasedOptOuts
  ) {}

  /** `phoneNumber`: E.164 */
  async run(phoneNumber: string): Promise<ConsentRefusal | null> {
    const client = this.db.connection()
    const [stored] = await query<Pick<Rows['sms_consents'], 'status'>>(
      client,
      'SELECT status FROM sms_consents WHERE phone_number = :phone',
      { phone: phoneNumber }
    )
    const erased = stored ? new Set() : await this.erased.among(client, [phoneNumber])
    const consent = erased.has(phoneNumber) ? 'opted_out' : (stored?.status ?? null)
    return refusalOf(consent, this.config.consent.policy)
  }
}

import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { refusalOf, type Refusal } from '#consents/consent_policy'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import { query } from '#storage/sql'

/** Why one number would not be sent to, as the gate would say for any message; null where it would. Changes nothing. */
@inject()
export class FindRefusal {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig,
    private readonly erased: ErasedOptOuts
  ) {}

  /** `phoneNumber`: E.164 */
  async run(phoneNumber: string): Promise<Refusal | null> {
    const client = this.db.connection()
    const [stored] = await query<{ status: string }>(
      client,
      'SELECT status FROM sms_consents WHERE phone_number = :phone',
      { phone: phoneNumber }
    )
    const erased = stored ? new Set() : await this.erased.among(client, [phoneNumber])
    const consent = erased.has(phoneNumber) ? 'opted_out' : (stored?.status ?? null)
    return refusalOf(consent, this.config.consent.policy)
  }
}

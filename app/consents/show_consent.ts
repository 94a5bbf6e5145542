import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { ConsentStatus } from '#consents/consent'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import { query } from '#storage/sql'

/** Instants as the database writes them, in UTC. */
export interface ShownConsent {
  status: ConsentStatus
  source: string
  evidence: string | null
  recordedBy: string | null
  since: string
}

export interface ConsentChange {
  at: string
  from: ConsentStatus | null
  to: ConsentStatus
  source: string
  evidence: string | null
  actor: string
}

export interface ConsentOfNumber {
  phoneNumber: string
  /** Null where nothing is known. */
  consent: ShownConsent | null
  /** It said no before its person was erased: nothing is sent to it. */
  refusedBeforeErasure: boolean
  /** The oldest first. */
  history: ConsentChange[]
}

/** What is known about the consent of one number (E.164), and how it came to be. */
@inject()
export class ShowConsent {
  constructor(
    private readonly db: Database,
    private readonly erased: ErasedOptOuts
  ) {}

  async run(phoneNumber: string): Promise<ConsentOfNumber> {
    const client = this.db.connection()
    const [consent = null] = await query<ShownConsent>(
      client,
      `SELECT status, source, evidence, recorded_by AS "recordedBy", updated_at AS since
       FROM sms_consents WHERE phone_number = :phone`,
      { phone: phoneNumber }
    )
    const history = await query<ConsentChange>(
      client,
      `SELECT at, from_status AS "from", to_status AS "to", source, evidence, actor
       FROM sms_consent_events WHERE phone_number = :phone ORDER BY id`,
      { phone: phoneNumber }
    )
    const erased = await this.erased.among(client, [phoneNumber])
    return { phoneNumber, consent, refusedBeforeErasure: erased.has(phoneNumber), history }
  }
}

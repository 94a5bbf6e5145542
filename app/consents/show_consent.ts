import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { ConsentStatus } from '#consents/consent'
import { CONSENT_COLUMNS, type StoredConsent } from '#consents/list_consents'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import { query } from '#storage/sql'

/** Instants as the database writes them, in UTC. */
export interface ConsentChange {
  at: string
  from: ConsentStatus | null
  /** Null: nothing is known any more. */
  to: ConsentStatus | null
  source: string
  evidence: string | null
  actor: string
  saidAt: string | null
}

export interface ConsentOfNumber {
  phoneNumber: string
  /** Null if nothing is known. */
  consent: StoredConsent | null
  /** It opted out before its person was erased: nothing is sent to it. */
  refusedBeforeErasure: boolean
  /** Oldest first. */
  history: ConsentChange[]
}

/** The consent of one number and its history. */
@inject()
export class ShowConsent {
  constructor(
    private readonly db: Database,
    private readonly erased: ErasedOptOuts
  ) {}

  /** `phoneNumber`: E.164 */
  async ofNumber(phoneNumber: string): Promise<ConsentOfNumber> {
    const [consent = null] = await this.#find('phone_number = :value', phoneNumber)
    const erased = await this.erased.among(this.db.connection(), [phoneNumber])
    const refusedBeforeErasure = erased.has(phoneNumber)
    return { phoneNumber, consent, refusedBeforeErasure, history: await this.#history(phoneNumber) }
  }

  async byId(id: number): Promise<(StoredConsent & { history: ConsentChange[] }) | null> {
    const [consent] = await this.#find('id = :value', id)
    return consent ? { ...consent, history: await this.#history(consent.phoneNumber) } : null
  }

  #find(condition: string, value: string | number): Promise<StoredConsent[]> {
    return query(
      this.db.connection(),
      `SELECT ${CONSENT_COLUMNS} FROM sms_consents WHERE ${condition}`,
      { value }
    )
  }

  #history(phoneNumber: string): Promise<ConsentChange[]> {
    return query(
      this.db.connection(),
      `SELECT at, from_status AS "from", to_status AS "to", source, evidence, actor,
         said_at AS "saidAt"
       FROM sms_consent_events WHERE phone_number = :phone ORDER BY id`,
      { phone: phoneNumber }
    )
  }
}

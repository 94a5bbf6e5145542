import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ShowConsent, type ConsentOfNumber } from '#consents/show_consent'
import { FindRefusal } from '#consents/find_refusal'
import { zoneFor } from './local_time.js'
import {
  remindersOf,
  type ReminderMessage,
  type ReminderOfPatient,
  type Visit,
} from './reminders_of_patient.js'
import { whatComesNext } from './what_comes_next.js'
import { WhyNothingLeaves } from './why_nothing_leaves.js'
import { query } from '#storage/sql'
import { maskPhoneNumber } from '#values/mask_phone_number'
import { tidyValue } from '#values/tidy_value'

/** The most visits, and messages, that are read; the newest count. */
const HISTORY = 200

type Person = Pick<
  Rows['patients'],
  'id' | 'first_name' | 'last_name' | 'birth_date' | 'caregiver_phone' | 'language' | 'status'
> & { ref: string; facility: string; facility_name: string; timezone: string }

/** Columns as in the tables; instants as the database writes them, in UTC. */
export interface ShownPatient {
  patient: Omit<Person, 'timezone'>
  /** The zone of the facility. */
  timezone: string
  /** By due date. */
  visits: Omit<Visit, 'id'>[]
  /** Of the caregiver's number; null without a number. */
  consent: ConsentOfNumber | null
  /** Why the number may not be sent to now; null if it may. */
  refusal: string | null
  /** By due date: each reminder, planned or not, and why. Times in `timezone`. */
  reminders: ReminderOfPatient[]
  /** One sentence. */
  next: string
}

/** A patient with visits, consent and reminders: why did she not get it? */
@inject()
export class ShowPatient {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly consents: ShowConsent,
    private readonly refusals: FindRefusal,
    private readonly stop: WhyNothingLeaves
  ) {}

  /** Null if nobody has the reference. `unmasked`: whether the reader may see whole numbers. */
  async run(request: { ref: string; unmasked?: boolean }): Promise<ShownPatient | null> {
    const [found] = await this.#query<Person>(PERSON, { ref: tidyValue(request.ref) })
    if (!found) return null

    const { timezone: zone, ...patient } = found
    const { id } = patient
    const timezone = zoneFor(zone, this.config.timezone)
    const { caregiver_phone: number } = patient
    const consent = number ? await this.consents.ofNumber(number) : null
    const refusal = number ? await this.refusals.run(number) : null
    const visits = await this.#history<Visit>(VISITS, id)
    const messages = await this.#history<ReminderMessage>(MESSAGES, id)
    const context = { config: this.config, zone: timezone, now: this.clock.now() }
    const reminders = remindersOf(visits, messages, context)
    const shown: ShownPatient = {
      patient,
      timezone,
      visits: visits.map(({ id: _, ...visit }) => visit),
      consent,
      refusal,
      reminders,
      next: whatComesNext(
        { ...patient, refusal, stop: await this.stop.run() },
        reminders,
        timezone
      ),
    }
    return request.unmasked ? shown : masked(shown)
  }

  /** Oldest first. */
  async #history<Row>(sql: string, id: number): Promise<Row[]> {
    const newestFirst = await this.#query<Row>(sql, { id })
    return newestFirst.reverse()
  }

  #query<Row>(sql: string, bindings: { ref: string } | { id: number }): Promise<Row[]> {
    return query<Row>(this.db.connection(), sql, bindings)
  }
}

function masked({ patient, consent, ...shown }: ShownPatient): ShownPatient {
  const { caregiver_phone: number } = patient
  const hidden = number && maskPhoneNumber(number)
  return {
    ...shown,
    patient: { ...patient, caregiver_phone: hidden },
    consent: consent && {
      ...consent,
      phoneNumber: hidden ?? '',
      consent: consent.consent && { ...consent.consent, phoneNumber: hidden ?? '' },
    },
  }
}

const PERSON = `
  SELECT p.id, p.external_ref AS ref, p.first_name, p.last_name, p.birth_date, p.caregiver_phone,
    COALESCE(p.language, f.language) AS language, p.status, f.code AS facility, f.name AS facility_name, f.timezone
  FROM patients p JOIN facilities f ON f.id = p.facility_id WHERE p.external_ref = :ref`

const VISITS = `
  SELECT id, vaccine, dose, due_on, administered_on, cancelled_at FROM immunizations
  WHERE patient_id = :id ORDER BY due_on DESC, id DESC LIMIT ${HISTORY}`

const MESSAGES = `
  SELECT m.id, m.immunization_id, m.message_type, m.status, m.reason, m.due_on, m.scheduled_at, m.sent_at,
    m.delivered_at, m.expires_at, m.unconfirmed_at
  FROM immunizations i JOIN sms_messages m ON m.immunization_id = i.id
  WHERE i.patient_id = :id ORDER BY m.due_on DESC, +m.id DESC LIMIT ${HISTORY}`

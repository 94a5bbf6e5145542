import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { findDose, type DoseOnRecord } from '#records/dose_of_patient'
import { messagesChanged, type NamedMessage } from '#records/named_messages'
import { findPatients } from '#registry/find_patients'
import { tidyValue } from '#values/tidy_value'

export interface ShownImmunization {
  dose: DoseOnRecord
  /** Its reminders, as far as they are planned. */
  messages: NamedMessage[]
}

/** One immunization with its reminders. */
@inject()
export class ShowImmunization {
  constructor(private readonly db: Database) {}

  /** Undefined if there is no such patient or immunization. */
  async run(of: {
    ref: string
    vaccine: string
    dose: string
  }): Promise<ShownImmunization | undefined> {
    const client = this.db.connection()
    const ref = tidyValue(of.ref)
    const patients = await findPatients(client, [ref])
    const patient = patients.get(ref)
    const key = { vaccine: tidyValue(of.vaccine), dose: tidyValue(of.dose) }
    const dose = patient && (await findDose(client, patient.id, key))
    return dose && { dose, messages: await messagesChanged(client, [dose.id], EVER) }
  }
}

const EVER = '1970-01-01 00:00:00'

import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { byId, idList, query } from '#storage/sql'

export interface PersonOfMessage {
  id: number
  firstName: string
  lastName: string
  facility: string
  /** Of a reminder; null of a message about a child alone. */
  vaccine: string | null
  dose: string | null
}

/** The names of the children that messages are about. */
@inject()
export class PeopleOfMessages {
  constructor(private readonly db: Database) {}

  /** By the id of the message; messages about no child are missing. */
  async run(ids: number[]): Promise<Map<number, PersonOfMessage>> {
    if (ids.length === 0) return new Map()
    const client = this.db.connection()
    const rows = await query<PersonOfMessage>(
      client,
      `SELECT m.id, p.first_name AS "firstName", p.last_name AS "lastName", f.name AS facility,
              i.vaccine, i.dose
       FROM sms_messages m ${byId(client)}
       JOIN patients p ON p.id = m.patient_id
       JOIN facilities f ON f.id = p.facility_id
       LEFT JOIN immunizations i ON i.id = m.immunization_id
       WHERE m.id IN (${idList(client)})`,
      { ids: JSON.stringify(ids) }
    )
    return new Map(rows.map((row) => [row.id, row]))
  }
}

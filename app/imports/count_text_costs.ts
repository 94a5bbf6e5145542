import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import type { PatientRow } from '#registry/registered_row'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { query, rowsOf } from '#storage/sql'
import type { MessageText } from '#texts/message_text'
import { TemplateStore } from '#texts/template_store'
import { TextCosts } from '#texts/text_costs'
import type { SampleFacility } from '#texts/text_sample'

/** What the first reminder of each coming visit of a file will cost. */
@inject()
export class CountTextCosts {
  #costs: TextCosts | undefined

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly templates: TemplateStore
  ) {}

  get summary() {
    return this.#costs?.summary ?? null
  }

  /** Forgets what was counted for another file. */
  begin(): void {
    this.#costs = undefined
  }

  /** Rows of one visit that stand far apart in the file count as two texts. */
  async add(rows: PatientRow[]): Promise<void> {
    const today = this.clock.now().toISODate()
    const coming = rows.filter((row) => row.phone && !row.administeredOn && row.dueOn >= today)
    const [rule] = this.config.rules
    if (coming.length === 0 || !rule) return
    const { type } = rule
    this.#costs ??= new TextCosts(await this.templates.load([type]), this.config.text)
    const facilities = await this.#facilitiesOf(coming)
    const visits = Map.groupBy(coming, (row) => JSON.stringify([row.patientRef, row.dueOn]))
    for (const [first, ...others] of visits.values()) {
      const facility = facilities.get(first.facility)
      const asText = (row: PatientRow): MessageText => ({
        message_type: type,
        language: row.language ?? null,
        patient_id: 1,
        body: null,
        first_name: row.firstName,
        last_name: row.lastName ?? null,
        vaccine: row.vaccine,
        dose: row.dose,
        due_on: row.dueOn,
        facility_name: facility?.name ?? row.facility,
        facility_language: facility?.language ?? null,
        facility_short_name: facility?.short_name ?? null,
        facility_at_phrase: facility?.at_phrase ?? null,
      })
      this.#costs.add([asText(first), ...others.map(asText)], first.line)
    }
  }

  async #facilitiesOf(rows: PatientRow[]) {
    const client = this.db.connection()
    const codes = [...new Set(rows.map(({ facility }) => facility))]
    const known = await query<SampleFacility & { code: string }>(
      client,
      `SELECT f.code, f.name, f.short_name, f.at_phrase, f.language
       FROM ${rowsOf(client, 'r', { code: 'text' })} JOIN facilities AS f ON f.code = r.code`,
      { rows: JSON.stringify(codes.map((code) => ({ code }))) }
    )
    return new Map(known.map((facility) => [facility.code, facility]))
  }
}

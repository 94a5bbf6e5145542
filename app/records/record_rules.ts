import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import { AccountCountries } from '#gateways/account_countries'
import type { RowRules } from '#imports/parse_row'
import type { SingleRow } from '#registry/registered_row'
import { InvalidRecord } from '#records/invalid_record'
import { readRecord, type RecordFault } from '#records/read_record'
import type { RecordShape } from '#records/record_fields'
import { SHIPPED_LANGUAGES, TemplateStore } from '#texts/template_store'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/** The rules that records are read by: those of an import that begins now. */
@inject()
export class RecordRules {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly countries: AccountCountries,
    private readonly templates: TemplateStore
  ) {}

  async present(): Promise<RowRules> {
    const [defaultCountry] = this.countries.all()
    return {
      defaultCountry,
      latestPast: this.clock.now().plus({ days: 1 }).toISODate(),
      longestCell: this.config.imports.longestCell,
      languages: new Set([...SHIPPED_LANGUAGES, ...(await this.templates.languages())]),
    }
  }

  /**
   * Reads one record. `others`: faults that were found before. @throws InvalidRecord with these and
   * its own
   */
  async read(
    record: Record<string, unknown>,
    shape: RecordShape,
    others: RecordFault[] = []
  ): Promise<SingleRow> {
    const read = readRecord(record, 1, await this.present(), shape)
    if (!read.row || others.length > 0) throw new InvalidRecord([...(read.faults ?? []), ...others])
    const { row } = read
    const empty = shape.required.filter(
      (field) => field === 'administered_on' && !row.administeredOn
    )
    if (empty.length === 0) return row
    throw new InvalidRecord(empty.map((field) => ({ field, message: 'is required' })))
  }
}

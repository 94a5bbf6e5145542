import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import { RecordService } from '#services/record_service'
import { readPhoneNumber } from '#values/phone_number'

/** Characters of the longest name, reference or number that is looked for. */
const LONGEST_SEARCH = 120

/** What a reader looks for; null for the whole list. */
export function searchOf(q: unknown): string | null {
  const search = typeof q === 'string' ? q.trim().slice(0, LONGEST_SEARCH) : ''
  return search === '' ? null : search
}

/** The children of a list: all, of a number, or of a name. */
@inject()
export class FindPatients {
  constructor(private readonly records: RecordService) {}

  run(search: string | null, page: { after: number | null; take: number }) {
    if (search === null) return this.records.listPatients(page)
    const reading = readPhoneNumber(search, config.get('api.defaultCountry'))
    if (reading.ok) return this.records.listPatients({ ...page, phoneNumber: reading.number })
    return this.records.findByName({ ...page, name: search })
  }
}

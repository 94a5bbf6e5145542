import config from '@adonisjs/core/services/config'
import type { MessageSelection } from '#desk/message_selection'
import type { MessageStatus } from '#messages/message_status'
import { readPhoneNumber } from '#values/phone_number'

/** The fields by which messages are found, as the API names them. */
export interface MessageFilter {
  ids?: number[]
  status?: MessageStatus[]
  type?: string
  reason?: string
  facility?: string
  patient?: string
  phone_number?: string
  language?: string
  source?: string
  schedule?: number
  provider_message_id?: string
  search?: string
  from?: string
  to?: string
}

/** A filter with the desk's names. A search is also a number if it can be read as one. */
export function selectionFrom(filter: MessageFilter): MessageSelection {
  const { status, phone_number: phoneNumber, provider_message_id: id, ...rest } = filter
  const number = filter.search && readPhoneNumber(filter.search, config.get('api.defaultCountry'))
  return {
    ...rest,
    statuses: status,
    phoneNumber,
    providerMessageId: id,
    searchNumber: number && number.ok ? number.number : undefined,
  }
}

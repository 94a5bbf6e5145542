import type { AccountCountries } from '#gateways/account_countries'
import { objectIn, readJson, textIn, unreadable } from '#inbound/read_json'
import { readAddress } from '#inbound/phone_of'
import type { Read } from '#inbound/webhook'
import { isObject } from '#values/is_object'

const LONGEST_ID = 120
const LONGEST_STATUS = 60
const LONGEST_ADDRESS = 60

/** We have seen one per call; more than a few are not from Orange. */
const MOST_RECEIPTS = 20

/** The operator's report about one SMS. */
export interface DeliveryReceipt {
  /** The resource id of the send; null if the operator left it out. */
  providerMessageId: string | null
  /** In the operator's own word. */
  providerStatus: string
  /** E.164; null where none was given that can be read, or it may be of several countries. */
  phoneNumber: string | null
  /** The digits of a national form: compared with the number of the message. */
  address: string | null
  /** Of a call with several: what it says of this one. Null where the call is about one SMS. */
  part: string | null
}

/**
 * Reads `{ deliveryInfoNotification: { callbackData, deliveryInfo: { address, deliveryStatus } } }`
 * (Orange, "Real time SMS DR"; OneAPI has an array of `deliveryInfo`).
 */
export function readDeliveryReceipts(
  body: string,
  countries: AccountCountries
): Read<DeliveryReceipt[]> {
  const json = readJson(body)
  if (!json.readable) return json
  const notification = objectIn(json.value, 'deliveryInfoNotification')
  if (!notification) return unreadable('deliveryInfoNotification', 'an object')

  const id = readId(notification)
  if (!id.readable) return id
  const { deliveryInfo } = notification
  const infos = Array.isArray(deliveryInfo) ? deliveryInfo : [deliveryInfo]
  if (infos.length === 0 || infos.length > MOST_RECEIPTS || !infos.every(isObject)) {
    return unreadable(
      'deliveryInfoNotification.deliveryInfo',
      `an object, or an array of 1 to ${MOST_RECEIPTS}`
    )
  }
  const receipts: DeliveryReceipt[] = []
  for (const info of infos) {
    const providerStatus = textIn(info, 'deliveryStatus', LONGEST_STATUS)
    if (!providerStatus) {
      return unreadable(
        'deliveryInfo.deliveryStatus',
        `a text of 1 to ${LONGEST_STATUS} characters`
      )
    }
    const address = textIn(info, 'address', LONGEST_ADDRESS) ?? ''
    const { numbers, national } = readAddress(address, countries.all())
    if (!id.value && numbers.length === 0) {
      return unreadable(
        'callbackData',
        'the resource id of an SMS, or deliveryInfo.address a number'
      )
    }
    receipts.push({
      providerMessageId: id.value,
      providerStatus,
      phoneNumber: numbers.length === 1 ? numbers[0] : null,
      address: national,
      part: infos.length > 1 ? partOf(id.value, info) : null,
    })
  }
  return { readable: true, value: receipts }
}

/** As the call would be if it were about this SMS alone. */
function partOf(callbackData: string | null, deliveryInfo: object): string {
  return JSON.stringify({ deliveryInfoNotification: { callbackData, deliveryInfo } })
}

function readId(notification: Record<string, unknown>): Read<string | null> {
  const given = Object.hasOwn(notification, 'callbackData') ? notification.callbackData : null
  if (given === null || given === undefined) return { readable: true, value: null }
  const id = textIn(notification, 'callbackData', LONGEST_ID)
  if (id === undefined) {
    return unreadable('callbackData', `a text of at most ${LONGEST_ID} characters`)
  }
  return { readable: true, value: id || null }
}

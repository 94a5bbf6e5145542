import type { CountryCode } from 'libphonenumber-js'
import { isObject, objectIn, readJson, textIn, unreadable } from '#inbound/read_json'
import { phoneOf } from '#inbound/phone_of'
import type { Read } from '#inbound/webhook'

const LONGEST_ID = 120
const LONGEST_STATUS = 60
const LONGEST_ADDRESS = 60

/** Seen with one; more than a few are not Orange's. */
const MOST_RECEIPTS = 20

/** What the operator says about one SMS. */
export interface DeliveryReceipt {
  /** The resource id of the send; null where the operator left it out. */
  providerMessageId: string | null
  /** In the operator's own word. */
  providerStatus: string
  /** E.164; null where none was given that can be read. */
  phoneNumber: string | null
}

/**
 * Reads `{ deliveryInfoNotification: { callbackData, deliveryInfo: { address, deliveryStatus } } }`
 * (Orange, "Real time SMS DR"; OneAPI has an array of `deliveryInfo`).
 */
export function readDeliveryReceipts(body: string, country: CountryCode): Read<DeliveryReceipt[]> {
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
    const phoneNumber = phoneOf(textIn(info, 'address', LONGEST_ADDRESS) ?? '', country)
    if (!id.value && !phoneNumber) {
      return unreadable(
        'callbackData',
        'the resource id of an SMS, or deliveryInfo.address a number'
      )
    }
    receipts.push({ providerMessageId: id.value, providerStatus, phoneNumber })
  }
  return { readable: true, value: receipts }
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

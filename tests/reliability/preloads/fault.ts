import 'reflect-metadata'
import { PostMessages } from '#delivery/send/post_messages'
import { ReceiveWebhook } from '#inbound/receive_webhook'

/**
 * Loaded before the application: with the first POST, or the first call of the
 * operator, something goes wrong that nobody catches, and once more a moment later.
 */
const FAULTS: Record<string, (error: Error) => void> = {
  async rejection(error) {
    throw error
  },
  exception(error) {
    setImmediate(() => {
      throw error
    })
  },
}
const fault = FAULTS[process.env.FAULT!]
const AGAIN_AFTER_MS = 100

type Part = { run(...args: any[]): Promise<any> }

let hasHappened = false
for (const part of [PostMessages.prototype, ReceiveWebhook.prototype] as Part[]) {
  const run = part.run
  part.run = async function (...args) {
    if (!hasHappened) {
      hasHappened = true
      fault(new Error('a fault about +237690001234'))
      setTimeout(() => fault(new Error('the second fault')), AGAIN_AFTER_MS)
    }
    return run.apply(this, args)
  }
}

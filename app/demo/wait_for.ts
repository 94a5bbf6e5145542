import { setTimeout as delay } from 'node:timers/promises'

/** Asks again and again until it is so; after 30 seconds says what was waited for in vain. */
export async function waitFor(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await isSo()) return
    await delay(100)
  }
  throw new Error(`${what} did not answer within 30 seconds`)
}

import { setTimeout as delay } from 'node:timers/promises'

/** Polls until the condition holds; after 30 seconds it throws and names what it waited for. */
export async function waitFor(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await isSo()) return
    await delay(100)
  }
  throw new Error(`${what} did not answer within 30 seconds`)
}

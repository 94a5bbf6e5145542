import type { Group } from '@japa/runner/core'
import type { EmulatorOptions } from '#emulator/options'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { Client } from '#tests/helpers/emulator_client'

/** Emulators that end with the test. */
export function withEmulators(group: Group) {
  const running: OrangeEmulator[] = []
  group.each.teardown(async () => {
    for (const emulator of running.splice(0)) await emulator.stop()
  })
  return async (options: EmulatorOptions = {}): Promise<Client> => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: null, ...options })
    running.push(emulator)
    return new Client(emulator)
  }
}

import type { Answer } from '#emulator/answer'
import type { FaultRule } from '#emulator/fault_rule'
import { faultNamed, type FaultName } from '#emulator/faults'
import { magicNumberOf } from '#emulator/magic_numbers'
import type { EmulatedOrange } from '#emulator/emulated_orange'

/** The fault of this try of the message: the number decides first, then the configured faults. */
export function findFault(
  address: string,
  textHash: string,
  { faults, settings, tries }: EmulatedOrange
): FaultRule | undefined {
  const magic = settings.magicNumbers ? magicNumberOf(address) : undefined
  if (!magic && !faults.has('send')) return undefined

  const message = `${address} ${textHash}`
  const nth = tries.next(message)
  if (magic && nth <= (magic.firstTries ?? Infinity)) return { fault: magic.fault }
  return faults.pick('send', message, nth)
}

/** Faults that do not depend on a message. */
export function findRefusal(
  scope: 'token' | 'server',
  { faults, tries }: EmulatedOrange
): { name: FaultName; answer: Answer } | undefined {
  if (!faults.has(scope)) return undefined
  const rule = faults.pick(scope, scope, tries.next(scope))
  const fault = rule && faultNamed(rule.fault)
  return fault && 'refuse' in fault ? { name: rule.fault, answer: fault.refuse('') } : undefined
}

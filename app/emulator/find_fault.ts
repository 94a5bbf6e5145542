import type { Answer } from '#emulator/answer'
import type { FaultRule } from '#emulator/fault_rule'
import { faultNamed, type FaultName } from '#emulator/faults'
import { magicNumberOf } from '#emulator/magic_numbers'
import type { PretendedOrange } from '#emulator/pretended_orange'

/** What happens to this try of this message: the number decides first, then the faults that are set. */
export function findFault(
  address: string,
  textHash: string,
  { faults, settings, tries }: PretendedOrange
): FaultRule | undefined {
  const magic = settings.magicNumbers ? magicNumberOf(address) : undefined
  if (!magic && !faults.has('send')) return undefined

  const message = `${address} ${textHash}`
  const nth = tries.next(message)
  if (magic && nth <= (magic.firstTries ?? Infinity)) return { fault: magic.fault }
  return faults.pick('send', message, nth)
}

/** Faults that have nothing to do with one message. */
export function findRefusal(
  scope: 'token' | 'server',
  { faults, tries }: PretendedOrange
): { name: FaultName; answer: Answer } | undefined {
  if (!faults.has(scope)) return undefined
  const rule = faults.pick(scope, scope, tries.next(scope))
  const fault = rule && faultNamed(rule.fault)
  return fault && 'refuse' in fault ? { name: rule.fault, answer: fault.refuse('') } : undefined
}

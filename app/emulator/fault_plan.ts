import { chance } from '#emulator/chance'
import { faultNamed, type Fault } from '#emulator/faults'
import type { FaultRule } from '#emulator/fault_rule'
import { nowMs } from '#emulator/now_ms'

interface SetRule extends FaultRule {
  struck: number
  seen: number
  setAtMs: number
}

/** The configured faults, and which requests they affect. */
export class FaultPlan {
  #rules: SetRule[] = []

  constructor(private readonly seed: number) {}

  set(rules: FaultRule[]): void {
    const setAtMs = nowMs()
    this.#rules.push(...rules.map((rule) => ({ ...rule, struck: 0, seen: 0, setAtMs })))
  }

  clear(): void {
    this.#rules = []
  }

  has(scope: Fault['scope']): boolean {
    return this.#rules.some(({ fault }) => faultNamed(fault).scope === scope)
  }

  /**
   * The first rule, in the order they were set, that affects this request. `key` and `nth` seed the
   * dice.
   */
  pick(scope: Fault['scope'], key: string, nth: number): FaultRule | undefined {
    return this.#rules.find((rule) => {
      return faultNamed(rule.fault).scope === scope && this.#strikes(rule, key, nth)
    })
  }

  /** The rules for people, without the counters. */
  rules(): FaultRule[] {
    return this.#rules.map(({ struck, seen, setAtMs, ...rule }) => rule)
  }

  #strikes(rule: SetRule, key: string, nth: number): boolean {
    rule.seen++
    if (rule.forMs !== undefined && nowMs() - rule.setAtMs >= rule.forMs) return false
    if (rule.seen <= (rule.after ?? 0) || rule.struck >= (rule.times ?? Infinity)) return false
    if (chance(this.seed, rule.fault, key, nth) >= (rule.probability ?? 1)) return false
    rule.struck++
    return true
  }
}

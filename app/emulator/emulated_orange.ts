import { AccessTokens } from '#emulator/access_tokens'
import { Callbacks } from '#emulator/callbacks'
import { Arrivals } from '#emulator/arrivals'
import { Contract } from '#emulator/contract'
import { FaultPlan } from '#emulator/fault_plan'
import { Journal } from '#emulator/journal'
import type { EmulatorSettings } from '#emulator/options'
import { parseFault } from '#emulator/parse_fault'
import { SlidingLimit } from '#emulator/sliding_limit'
import { writeReport, type EmulatorReport } from '#emulator/report'
import { Tries } from '#emulator/tries'

/** The state of the emulated Orange, which all endpoints share. */
export class EmulatedOrange {
  readonly tokens: AccessTokens
  readonly contract: Contract
  readonly arrivals: Arrivals
  readonly tokenLimit: SlidingLimit
  readonly faults: FaultPlan
  readonly journal: Journal
  readonly callbacks: Callbacks
  readonly tries = new Tries()

  constructor(readonly settings: EmulatorSettings) {
    this.tokens = new AccessTokens(settings.tokenSeconds)
    this.contract = new Contract(settings.units, settings.country, settings.contractExpiresAt)
    this.callbacks = new Callbacks(settings)
    this.faults = new FaultPlan(settings.seed)
    this.faults.set(settings.faults.map(parseFault))
    this.tokenLimit = new SlidingLimit(settings.tokensPerMinute, 60_000)
    this.arrivals = new Arrivals(settings.ratePerSecond)
    this.journal = new Journal(settings.journalFile)
    this.arrivals.remember(this.journal.entries().map(({ at }) => at))
  }

  report(): EmulatorReport {
    return writeReport(this.journal.entries(), this.arrivals, {
      ratePerSecond: this.settings.ratePerSecond,
      tokensIssued: this.tokens.issued,
      unitsLeft: this.contract.units,
      callbacks: this.callbacks.all,
    })
  }

  /** Forgets sent messages; tokens, units and faults stay. */
  reset(): void {
    this.journal.clear()
    this.callbacks.clear()
    this.arrivals.clear()
    this.tries.clear()
  }
}

import type { FaultName } from '#emulator/faults'

/** When a fault strikes. What is not given does not restrict: a bare name is every request. */
export interface FaultRule {
  fault: FaultName
  /** 0 to 1. */
  probability?: number
  /** Strikes at most so many times. */
  times?: number
  /** Spares the first so many requests. */
  after?: number
  /** Ends so many milliseconds after it was set. */
  forMs?: number
  /** For `slow`: how late the answer is. */
  delayMs?: number
}

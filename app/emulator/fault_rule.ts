import type { FaultName } from '#emulator/faults'

/** When a fault occurs. A missing field does not restrict: a bare name affects every request. */
export interface FaultRule {
  fault: FaultName
  /** 0 to 1. */
  probability?: number
  /** Occurs at most this many times. */
  times?: number
  /** Spares this many requests at first. */
  after?: number
  /** Ends this many milliseconds after it was set. */
  forMs?: number
  /** For `slow`: how late the answer is. */
  delayMs?: number
}

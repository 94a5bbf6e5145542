import type { ErasureResult } from '#erasure/erasure_result'

export function erasureAsJson({
  deleted,
  numbersTakenOff,
  bodiesEmptied,
  optOutsKept,
  files: { changed, rows, notReached },
  kept,
}: ErasureResult) {
  return {
    deleted,
    numbers_taken_off: numbersTakenOff,
    bodies_emptied: bodiesEmptied,
    opt_outs_kept: optOutsKept,
    files: { changed, rows, not_reached: notReached },
    kept,
  }
}

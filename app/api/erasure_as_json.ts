import type { ErasureResult } from '#erasure/erasure_result'

export function erasureAsJson({
  deleted,
  numbersTakenOff,
  bodiesEmptied,
  optOutsKept,
  textsRedacted,
  files: { changed, rows, notReached },
  kept,
  overwritten,
}: ErasureResult) {
  return {
    deleted,
    numbers_taken_off: numbersTakenOff,
    bodies_emptied: bodiesEmptied,
    opt_outs_kept: optOutsKept,
    texts_redacted: textsRedacted,
    files: { changed, rows, not_reached: notReached },
    kept,
    overwritten: { outcome: overwritten.outcome, too_large: overwritten.tooLarge },
  }
}

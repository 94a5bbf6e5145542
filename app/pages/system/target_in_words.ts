import { isOfAll, type PauseTarget } from '#delivery/pauses/pause_target'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'

/** What is paused. `facilities`: names by code. */
export function targetInWords(
  reader: Reader,
  { scope, subject }: PauseTarget,
  facilities: ReadonlyMap<string, string>
): string {
  if (isOfAll(scope)) return reader.t('system.everything')
  if (scope === 'facility') return facilities.get(subject) ?? subject
  return reader.t('system.of_type', { type: typeInWords(reader, subject) })
}

import { isOfAll, pauseTarget, type PauseTarget } from '#delivery/pauses/pause_target'

/** Characters of the longest value of a form. */
const LONGEST = 120

/** What a form names: `everything`, `facility:CODE`, `type:TYPE`; null for anything else. */
export function readTarget(what: unknown): PauseTarget | null {
  if (typeof what !== 'string' || what.length > LONGEST) return null
  if (what === 'everything') return pauseTarget({})
  const [, kind, subject] = /^(facility|type):(.+)$/.exec(what) ?? []
  return kind ? pauseTarget({ [kind]: subject }) : null
}

export function addressOfTarget({ scope, subject }: PauseTarget): string {
  if (isOfAll(scope)) return 'everything'
  return `${scope === 'facility' ? 'facility' : 'type'}:${subject}`
}

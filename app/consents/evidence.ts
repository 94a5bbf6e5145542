/** How a person said yes or no to staff. */
export const WAYS_OF_SAYING = ['in_person', 'by_phone', 'paper_form'] as const

export type WayOfSaying = (typeof WAYS_OF_SAYING)[number]

/** In the column, in front of the note. */
const WRITTEN: Record<WayOfSaying, string> = {
  in_person: 'in person',
  by_phone: 'by phone',
  paper_form: 'paper form',
}

/** `paper form: card of 2 October`, as `sms_consents.evidence` has it. */
export function writeEvidence(way: WayOfSaying, note: string | undefined): string {
  return note === undefined ? WRITTEN[way] : `${WRITTEN[way]}: ${note}`
}

/** The two parts again; without a way for what programs and commands wrote. */
export function readEvidence(evidence: string): { way: WayOfSaying | null; note: string } {
  for (const way of WAYS_OF_SAYING) {
    const written = WRITTEN[way]
    if (evidence === written) return { way, note: '' }
    if (evidence.startsWith(`${written}: `))
      return { way, note: evidence.slice(written.length + 2) }
  }
  return { way: null, note: evidence }
}

import type { Look } from '../../tests/helpers/looks.js'

export interface Picture {
  file: string
  look: Look
  /** A page and its state: `today-full`. */
  page: string
}

const DESK = { width: 1280, colorScheme: 'light', language: 'en' } as const
const PHONE = { width: 360, colorScheme: 'light', language: 'en' } as const

/** What the README shows, as much of it as a window of this height holds. */
export const OF_README: readonly (Picture & { height: number })[] = [
  { file: 'today.png', page: 'today-full', look: DESK, height: 1120 },
  { file: 'messages.png', page: 'messages-all', look: DESK, height: 900 },
  {
    file: 'attention.png',
    page: 'attention-full',
    look: { ...DESK, colorScheme: 'dark' },
    height: 1120,
  },
  { file: 'patient.png', page: 'patient-full', look: PHONE, height: 780 },
]

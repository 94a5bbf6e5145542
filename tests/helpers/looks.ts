import { mkdir } from 'node:fs/promises'
import type { Browser, BrowserContextOptions } from 'playwright'
import { Screen } from '#tests/helpers/screen'
import { aUser } from '#tests/helpers/users'

/** A folder for pictures of every page, to be looked at; none are made without it. */
const PICTURES = process.env.PICTURES

/** Each width in both colours, each colour in both languages. */
export const LOOKS = [
  { width: 360, colorScheme: 'light', language: 'fr' },
  { width: 360, colorScheme: 'dark', language: 'en' },
  { width: 1280, colorScheme: 'light', language: 'en' },
  { width: 1280, colorScheme: 'dark', language: 'fr' },
] as const

/**
 * Those that a run walks. Pages look alike on every database, so the run on each has one of its
 * own, and both have each width, colour and language. `LOOKS=all`, and pictures: all of them.
 */
export const WALKED_LOOKS: readonly Look[] = walkedLooks()

function walkedLooks(): readonly Look[] {
  if (PICTURES || process.env.LOOKS === 'all') return LOOKS
  if (process.env.DB_CONNECTION !== 'pg') return [LOOKS[0]]
  return [{ width: 1280, colorScheme: 'dark', language: 'en' }]
}

export interface Look {
  width: number
  colorScheme: 'light' | 'dark'
  language: 'fr' | 'en'
}

/** Every width in every colour and every language. */
export const ALL_LOOKS: readonly Look[] = [360, 1280].flatMap((width) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    (['fr', 'en'] as const).map((language) => ({ width, colorScheme, language }))
  )
)

export const nameOf = ({ width, colorScheme, language }: Look) =>
  `${width}-${colorScheme}-${language}`

export function openWindow(
  browser: Browser,
  { width, colorScheme, language }: Look,
  options: BrowserContextOptions = {}
): Promise<Screen> {
  const viewport = { width, height: 800 }
  return Screen.open(browser, { colorScheme, viewport, locale: language, ...options })
}

/** A window of that look, in which an operator has signed in. */
export async function open(
  browser: Browser,
  look: Look,
  options: BrowserContextOptions = {}
): Promise<Screen> {
  const screen = await openWindow(browser, look, options)
  await screen.signIn((await aUser({ role: 'operator', language: look.language })).email)
  return screen
}

export async function picture(screen: Screen, name: string): Promise<void> {
  if (!PICTURES) return
  await mkdir(PICTURES, { recursive: true })
  await screen.picture(`${PICTURES}/${name}.png`)
}

import { existsSync } from 'node:fs'

/** Debian's place for it. */
const USUAL_PATH = '/usr/bin/chromium'

/** For a machine without a display, as root, and without calls of its own. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The browser of the suite `browser` (CHROMIUM_PATH). Null, and a line that says why, where there is
 * none; REQUIRE_CHROMIUM=1 makes that an error.
 */
export function findChromium(): string | null {
  const path = process.env.CHROMIUM_PATH || USUAL_PATH
  if (existsSync(path)) return path
  const missing = `there is no Chromium at ${path}: install it, or set CHROMIUM_PATH`
  if (process.env.REQUIRE_CHROMIUM === '1') throw new Error(missing)
  console.log(`\nBrowser: SKIPPED, ${missing}`)
  return null
}

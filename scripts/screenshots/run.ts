/**
 * `npm run screenshots`: pictures of every page in every state, in both languages, light and dark,
 * on a phone and on a desk, and an index. `--to=FOLDER` (tmp/screenshots), `--only=NAME` for pages
 * whose name begins with it, `--readme` for the pictures of the README alone. Ends with 1 if a page
 * answers with another status than it should, has an error in the console, scrolls to the side or
 * is cut off.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright'
import { exitOnSignals } from '../../tests/helpers/at_exit.js'
import { CHROMIUM_FLAGS, findChromium } from '../../tests/helpers/chromium.js'
import type { Look } from '../../tests/helpers/looks.js'
import { OF_README, type Picture } from './pictures.js'
import { startApplication } from './start_application.js'
import { writeIndex } from './write_index.js'

const { values: options } = parseArgs({
  options: {
    to: { type: 'string' },
    only: { type: 'string', default: '' },
    readme: { type: 'boolean', default: false },
  },
})
const folder = options.to ?? (options.readme ? 'docs/pictures' : 'tmp/screenshots')

exitOnSignals()
const executablePath = findChromium()
if (!executablePath) process.exit(1)
await mkdir(folder, { recursive: true })
await startApplication()
/** They know the application, so they are loaded after it. */
const { ALL_LOOKS, nameOf } = await import('#tests/helpers/looks')
const { cleanDatabase } = await import('#tests/helpers/database')
const { walkErrorPages } = await import('#tests/helpers/pages/error_pages')
const { walkPages } = await import('#tests/helpers/pages/page_walk')
const { PAGES } = await import('#tests/helpers/pages/pages')

const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS })
const pictures: Picture[] = []
let faults = 0

/** What is wanted of this look: a file for each page, and how much of the page. */
function wantedOf(look: Look) {
  if (!options.readme)
    return (page: string) =>
      page.startsWith(options.only) ? { file: `${page}-${nameOf(look)}.png` } : undefined
  const inReadme = OF_README.filter((one) => nameOf(one.look) === nameOf(look))
  return (page: string) => inReadme.find((one) => one.page === page)
}

async function* visits(look: Look, isWanted: (page: string) => boolean) {
  const pages = PAGES.map(({ states, ...page }) => ({
    ...page,
    states: Object.fromEntries(
      Object.entries(states).filter(([state]) => isWanted(`${page.name}-${state}`))
    ),
  }))
  yield* walkPages(
    browser,
    look,
    pages.filter(({ states }) => Object.keys(states).length > 0)
  )
  if (isWanted('error-404')) yield* walkErrorPages(browser, look)
}

for (const look of ALL_LOOKS) {
  const wanted = wantedOf(look)
  await cleanDatabase()
  for await (const visit of visits(look, (page) => wanted(page) !== undefined)) {
    const { file, height } = { height: undefined, ...wanted(visit.name)! }
    for (const fault of await visit.takeFaults()) {
      faults += 1
      console.error(`${file}: ${fault}`)
    }
    await visit.screen.picture(join(folder, file), height)
    pictures.push({ file, look, page: visit.name })
  }
  console.log(`${pictures.length} pictures, the last of ${nameOf(look)}`)
}

if (!options.readme) console.log(await writeIndex(folder, pictures))
await browser.close()
process.exit(faults > 0 ? 1 : 0)

import { test } from '@japa/runner'
import { withCleanDatabase } from '#tests/helpers/database'
import { nameOf, picture, WALKED_LOOKS } from '#tests/helpers/looks'
import { HOSTILE_TEXTS, makeHostile, WORKED_OUT } from '#tests/helpers/pages/hostile_texts'
import { walkPages } from '#tests/helpers/pages/page_walk'
import { PAGES } from '#tests/helpers/pages/pages'

/** Nothing that a template writes, or that a text could become. */
const FOREIGN = [
  'script:not([src^="/assets/"])',
  ...['img:not(.qr)', 'iframe', 'object', 'embed', 'base', 'b:not(.tile *, [aria-hidden])'],
  ...['onload', 'onerror', 'onfocus', 'autofocus'].map((name) => `[${name}]`),
  '[href^="javascript:" i]',
  '[style]:not([style=""], [class^="u-"])',
].join(', ')

/** All but the test SMS: no hostile text can be sent as one. */
const WALKED = PAGES.filter(({ name }) => name !== 'start-test')

test.group('Hostile texts in a browser', (group) => {
  withCleanDatabase(group)

  for (const look of WALKED_LOOKS)
    test(`are shown as they are written, ${nameOf(look)}`, async ({ assert, browser }) => {
      const seen = new Set<string>()
      const faults: string[] = []
      let pages = 0
      for await (const visit of walkPages(browser, look, WALKED, makeHostile)) {
        const { name, screen } = visit
        const { page } = screen
        await picture(screen, `hostile-${name}-${nameOf(look)}`)
        const written = (await page.locator('body').textContent())!
        const foreign = await page
          .locator(FOREIGN)
          .evaluateAll((all) => all.map((one: any) => one.outerHTML.slice(0, 200)))
        if (written.includes(WORKED_OUT)) foreign.push('a sum that was worked out')
        for (const fault of [...(await visit.takeFaults()), ...foreign])
          faults.push(`${name}: ${fault}`)
        const shown = HOSTILE_TEXTS.filter((text) => written.includes(text.slice(0, 60)))
        for (const text of shown) seen.add(text)
        if (shown.some((text) => text !== 'null')) pages += 1
      }
      assert.deepEqual(faults, [])
      assert.sameMembers([...seen], [...HOSTILE_TEXTS])
      assert.isAbove(pages, 20)
    }).timeout(600_000)
})

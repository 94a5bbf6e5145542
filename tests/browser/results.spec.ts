import { test } from '@japa/runner'
import { withCleanDatabase } from '#tests/helpers/database'
import { nameOf, open, picture, WALKED_LOOKS } from '#tests/helpers/looks'
import { aDayOfResults } from '#tests/helpers/visit_results'

test.group('Results in a browser', (group) => {
  withCleanDatabase(group)

  for (const look of WALKED_LOOKS) {
    test(`are sound, empty and compared, ${nameOf(look)}`, async ({ assert, browser }) => {
      const screen = await open(browser, look)
      await screen.visit('/results')
      await picture(screen, `results-empty-${nameOf(look)}`)
      await screen.assertSound(assert, 'no results')

      for (const facility of ['CMA Nkolndongo', 'CSI Briqueterie']) {
        await aDayOfResults({ facility, reminders: 2_000, visits: 1_440 })
        await aDayOfResults({ facility, arm: 'held_out', reminders: 500, visits: 330 })
      }
      await screen.visit('/results?by=facility')
      await picture(screen, `results-${nameOf(look)}`)
      await screen.assertSound(assert, 'results')
      await screen.close()
    })
  }
})

import { test } from '@japa/runner'
import { aProgramme } from '#tests/helpers/programme'
import { withCleanDatabase } from '#tests/helpers/database'
import { nameOf, open, picture, WALKED_LOOKS } from '#tests/helpers/looks'

test.group('The forecast in a browser', (group) => {
  withCleanDatabase(group)

  for (const look of WALKED_LOOKS) {
    test(`is sound, ${nameOf(look)}`, async ({ assert, browser }) => {
      await aProgramme()
      const screen = await open(browser, look)
      await screen.visit('/forecast')
      await picture(screen, `forecast-${nameOf(look)}`)
      await screen.assertSound(assert, 'forecast')
      await screen.close()
    })
  }
})

import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type { Screen } from '#tests/helpers/screen'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aRow, csv } from '#tests/helpers/imports'
import { LOOKS, nameOf, open, picture, WALKED_LOOKS } from '#tests/helpers/looks'

const inDays = (days: number) => DateTime.utc().plus({ days }).toISODate()

/** Forty children of two weeks, with faults of several kinds. */
function aClinic(): string {
  const rows = Array.from({ length: 40 }, (_, n) =>
    aRow({
      patient_ref: `MFOU-${n}`,
      first_name: n === 7 ? '' : 'Amina',
      caregiver_phone: n === 3 ? '6 77 12' : `+2376900000${String(n).padStart(2, '0')}`,
      due_on: n === 12 ? '17/03/2026' : inDays(8 + (n % 14)),
      consent: n === 20 ? 'peut-être' : 'yes',
    })
  )
  return csv(...rows, aRow({ patient_ref: 'MFOU-1', first_name: 'Issa', due_on: inDays(9) }))
}

async function upload({ page }: Screen, content: string, name: string): Promise<void> {
  await page.setInputFiles('#file', { name, mimeType: 'text/csv', buffer: Buffer.from(content) })
  await Promise.all([page.waitForNavigation(), page.locator('form .btn.main').click()])
}

/** Tables that their cards do not show whole. */
const CUT = `[...document.querySelectorAll('.card.list')].filter((card) => card.scrollWidth > card.clientWidth).length`

/** Until the page says what is the case for good. */
async function settle({ page }: Screen): Promise<void> {
  while (
    (await page.locator('.chip').first().textContent())?.match(/cours|being|about|va com|running/i)
  )
    await page.reload()
}

test.group('Imports in a browser', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())

  for (const look of WALKED_LOOKS) {
    const name = nameOf(look)
    test(`are sound from the file to its end, ${name}`, async ({ assert, browser }) => {
      const screen = await open(browser, look)
      const { page } = screen
      const see = async (what: string) => {
        await picture(screen, `${what}-${name}`)
        await screen.assertSound(assert, what)
        const cut = await page.evaluate<number>(CUT)
        assert.equal(cut, 0, `${what}: a table is wider than its card`)
      }
      await screen.visit('/imports')
      await see('imports-empty')
      await upload(screen, 'nom;téléphone\nAwa;1\n', 'liste.csv')
      await see('import-refused')
      await screen.visit('/imports')
      await upload(screen, aClinic(), 'hopital-de-district-de-mfou-novembre.csv')
      await settle(screen)
      await page.locator('details.more').evaluate('(one) => { one.open = true }')
      await see('import-preview')
      await Promise.all([page.waitForNavigation(), page.locator('.btn.main').click()])
      await settle(screen)
      await see('import-done')
      const id = Number(page.url().split('/').at(-1))
      await db.from('import_uploads').where({ id }).update({
        status: 'running',
        percent: 42,
        folder: 'elsewhere',
      })
      await page.reload()
      await see('import-running')
      await screen.visit('/imports')
      await see('imports')
      await screen.close()
    })
  }

  test('lead from a file to its children without JavaScript', async ({ assert, browser }) => {
    const screen = await open(browser, LOOKS[0], { javaScriptEnabled: false })
    const { page } = screen
    await screen.visit('/imports')
    await upload(screen, aClinic(), 'mfou.csv')
    await settle(screen)
    assert.include(await page.textContent('h1'), '36')
    await page.locator('.btn.main').focus()
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
    await settle(screen)
    assert.include(await page.textContent('h1'), '36 lignes sont importées')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Lignes refusées' }).click(),
    ])
    assert.match(download.suggestedFilename(), /^rejected-\d+\.csv$/)
    await screen.close()
  })
})

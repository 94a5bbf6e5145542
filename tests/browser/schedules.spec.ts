import { test } from '@japa/runner'
import { withCleanDatabase } from '#tests/helpers/database'
import { LOOKS, nameOf, open, picture, WALKED_LOOKS } from '#tests/helpers/looks'
import { PHONE } from '#tests/helpers/arrange'
import { anOccurrenceRow, aScheduleRow } from '#tests/helpers/schedule_rows'

/** One that runs and has failed, one that is paused, and one that is over. */
async function schedules(): Promise<number> {
  const payload = {
    phoneNumber: PHONE,
    message: 'Réunion des vaccinateurs lundi à 8 h à l’hôpital de district de Mfou.',
    messageType: 'custom',
    language: 'fr',
  }
  const id = await aScheduleRow({
    name: 'Réunion des vaccinateurs de Mfou',
    kind: 'cron',
    run_at: null,
    cron: '0 9 * * 1',
    timezone: 'Africa/Douala',
    payload: JSON.stringify(payload),
    next_run_at: '2100-01-04 08:00:00',
    next_run_local: '2100-01-04 09:00:00',
    run_count: 3,
    max_runs: 10,
  })
  const runs = [
    { fired_at: '2026-02-16 08:00:00', attempts: 1 },
    { fired_at: '2026-02-23 08:00:00', status: 'skipped', reason: 'missed', missed: 2 },
    {
      fired_at: '2026-03-02 08:00:00',
      status: 'dead_letter',
      reason: 'unexpected_error',
      error: 'connect ECONNREFUSED 10.0.0.7:5432',
      attempts: 4,
    },
  ]
  for (const run of runs) await anOccurrenceRow({ schedule_id: id, ...run })
  await aScheduleRow({
    name: 'Nettoyage',
    app_name: 'command',
    kind: 'interval',
    run_at: null,
    interval_ms: 86_400_000,
    starts_at: '2026-01-01 03:00:00',
    enabled: false,
    disabled_reason: 'paused',
    disabled_detail: 'mauvais texte',
    disabled_at: '2026-03-01 10:00:00',
    disabled_by: 'cli:awa',
  })
  await aScheduleRow({ enabled: false, disabled_reason: 'finished', run_count: 1 })
  return id
}

test.group('Schedules in a browser', (group) => {
  withCleanDatabase(group)

  for (const look of WALKED_LOOKS) {
    test(`are sound, full and empty, ${nameOf(look)}`, async ({ assert, browser }) => {
      const screen = await open(browser, look)
      await screen.visit('/schedules')
      await picture(screen, `empty-schedules-${nameOf(look)}`)
      await screen.assertSound(assert, 'empty')
      const id = await schedules()
      const pages: Record<string, string> = {
        'schedules': '/schedules',
        'schedule': `/schedules/${id}`,
        'schedule-paused': `/schedules/${id + 1}`,
        'schedule-run': `/schedules/${id}/run`,
        'schedule-pause': `/schedules/${id}/pause`,
        'schedule-new': '/schedules/new',
        'schedule-edit': `/schedules/${id}/edit`,
        'schedule-edit-interval': `/schedules/${id + 1}/edit`,
        'schedule-delete': `/schedules/${id}/delete`,
      }
      for (const [page, path] of Object.entries(pages)) {
        await screen.visit(path)
        await picture(screen, `${page}-${nameOf(look)}`)
        await screen.assertSound(assert, page)
      }
      const { page } = screen
      await screen.visit('/schedules/new')
      await page.click('button[value=preview]')
      /** The browser notes that the answer is a refusal. */
      screen.faults.length = 0
      await picture(screen, `schedule-faults-${nameOf(look)}`)
      await screen.assertSound(assert, 'faults of the form')
      await screen.visit(`/schedules/${id}/edit`)
      await page.fill('#time', '07:45')
      await page.click('button[value=preview]')
      await picture(screen, `schedule-preview-${nameOf(look)}`)
      await screen.assertSound(assert, 'preview')
      await screen.close()
    })
  }

  test('are created without JavaScript, and show the fields of what was chosen', async ({
    assert,
    browser,
  }) => {
    const screen = await open(browser, LOOKS[0], { javaScriptEnabled: false })
    const { page } = screen
    await screen.visit('/schedules')
    await page.click('a[href="/schedules/new"]')
    assert.isFalse(await page.isVisible('#at'))
    await page.fill('#name', 'Réunion de Mfou')
    await page.fill('#number', PHONE)
    await page.fill('#message', 'Réunion lundi')
    await page.check('[name=kind][value=once]')
    assert.isFalse(await page.isVisible('#time'))
    await page.check('[name=kind][value=weekly]')
    await page.check('[name="days[]"][value="1"]')
    await page.fill('#time', '08:00')
    await page.click('button[value=preview]')
    assert.include(await page.textContent('h1'), 'À 08:00, uniquement le lundi')
    await page.click('button[value=change]')
    assert.equal(await page.inputValue('#time'), '08:00')
    await page.fill('#time', '09:00')
    await page.click('button[value=preview]')
    await page.fill('#reason', 'demandé par le district')
    await page.click('button[value=save]')
    assert.include(await page.textContent('main'), 'La planification est créée.')
    await screen.close()
  })

  test('are paused with the keyboard, without JavaScript', async ({ assert, browser }) => {
    const id = await schedules()
    const screen = await open(browser, LOOKS[0], { javaScriptEnabled: false })
    const { page } = screen
    await screen.visit(`/schedules/${id}/pause`)
    await page.locator('#reason').focus()
    await page.keyboard.type('jour férié')
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
    assert.include(await page.textContent('main'), 'jour férié')
    await screen.close()
  })
})

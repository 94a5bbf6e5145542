import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { FrozenClock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import { theAlerts } from '#tests/helpers/alerts'
import { aFacility } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { LOOKS, nameOf, open, picture, WALKED_LOOKS } from '#tests/helpers/looks'
import { aRun, aWorker } from '#tests/helpers/operation_rows'

/** Two processes, a round of each kind, a pause, and three weeks of units. */
async function aSystem(): Promise<void> {
  const now = DateTime.utc()
  await aFacility({ code: 'HD-1', name: 'Hôpital de district de Mfou' })
  await aWorker('host-a:1', { heartbeat_at: toSqlInstant(now) })
  await aWorker('host-b:2', { heartbeat_at: toSqlInstant(now.minus({ hours: 2 })) })
  await aRun(toSqlInstant(now.startOf('hour')), { job: 'sweep' })
  const error = 'connect ECONNREFUSED'
  await aRun(toSqlInstant(now.startOf('hour')), { job: 'balance', outcome: 'failed', error })
  await db.table('sending_pauses').insert({
    scope: 'facility',
    subject: 'HD-1',
    reason: 'Route coupée, le vaccinateur est absent.',
    paused_by: 'cli:rosine',
    since: toSqlInstant(now.minus({ hours: 3 })),
  })
  const polls = Array.from({ length: 20 }, (_, day) => ({
    account: 'log',
    polled_at: toSqlInstant(now.minus({ days: 19 - day })),
    contract_id: 'bundle',
    units: 36_000 - 1_400 * day,
    usable: true,
  }))
  await db.table('gateway_balances').multiInsert(polls)
  await someIncidents()
}

/** One that nobody has taken, one that somebody is on, and one that is over. */
async function someIncidents(): Promise<void> {
  const alerts = await theAlerts({ clock: new FrozenClock(DateTime.utc().minus({ hours: 2 })) })
  await alerts.minutes(2, { account: 'fail' })
  await alerts.minutes(10, { account: 'pass', balance: 'warn' })
  await alerts.minutes(2, { disk: 'fail' })
  await db
    .from('alert_incidents')
    .where('rule', 'balance')
    .update({ acknowledged_by: 'cli:rosine', acknowledged_at: toSqlInstant(DateTime.utc()) })
}

test.group('System in a browser', (group) => {
  withCleanDatabase(group)

  for (const look of WALKED_LOOKS) {
    test(`is sound, full and empty, ${nameOf(look)}`, async ({ assert, browser }) => {
      const screen = await open(browser, look)
      await screen.visit('/system')
      await picture(screen, `empty-system-${nameOf(look)}`)
      await screen.assertSound(assert, 'empty')
      await aSystem()
      const pages: Record<string, string> = {
        system: '/system',
        pause: '/system/pause?what=type:7_day_reminder',
        resume: '/system/resume?what=facility:HD-1',
      }
      for (const [page, path] of Object.entries(pages)) {
        await screen.visit(path)
        await picture(screen, `${page}-${nameOf(look)}`)
        await screen.assertSound(assert, page)
      }
      await screen.close()
    })
  }

  test('says who is on an alert without JavaScript', async ({ assert, browser }) => {
    await someIncidents()
    const screen = await open(browser, LOOKS[0], { javaScriptEnabled: false })
    const { page } = screen
    await screen.visit('/system')
    await page.click('button:has-text("Je m’en occupe")')
    assert.include(await page.textContent('main'), 'Vous vous en occupez')
    assert.equal(await page.locator('button:has-text("Je m’en occupe")').count(), 0)
    await screen.close()
  })

  test('is paused and resumed without JavaScript', async ({ assert, browser }) => {
    await aSystem()
    const screen = await open(browser, LOOKS[0], { javaScriptEnabled: false })
    const { page } = screen
    await screen.visit('/system')
    await page.selectOption('#what', 'everything')
    await page.click('text=Voir ce que cela retient')
    await page.click('button:has-text("Suspendre")')
    assert.include(await page.textContent('.error'), 'Écrivez une raison')
    await picture(screen, 'pause-fault')
    await page.fill('#reason', 'inondation')
    await page.click('button:has-text("Suspendre")')
    assert.include(await page.textContent('h1'), 'tout est suspendu')
    await page.click('text=Voir ce qui partirait')
    await page.click('button:has-text("Terminer"), button:has-text("Reprendre")')
    assert.include(await page.textContent('main'), 'repris')
    await screen.close()
  })
})

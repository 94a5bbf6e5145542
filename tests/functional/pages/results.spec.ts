import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { withCleanDatabase } from '#tests/helpers/database'
import { runAce } from '#tests/helpers/run_ace'
import { aDayOfResults } from '#tests/helpers/visit_results'
import { readable, Walker } from '#tests/helpers/walker'

test.group('Results', (group) => {
  withCleanDatabase(group)

  test('say that it is too early, and when it will not be', async ({ assert }) => {
    const page = await (await Walker.signedIn('viewer')).get('/results')
    assert.include(readable(page), 'Il est trop tôt')
    assert.include(readable(page), 'quand les 14 jours qui suivent ses rappels sont passés')
  })

  test('say what share came, and that nobody knows how many would have', async ({ assert }) => {
    await aDayOfResults({ reminders: 400, visits: 288 })
    const page = await (await Walker.signedIn('viewer', 'en')).get('/results?by=dose')
    assert.include(readable(page), '72% of the doses are given within 14 days of a reminder.')
    assert.include(readable(page), 'Without a hold-out nobody knows')
    assert.include(readable(page), 'Penta 1')
    assert.include(readable(page), '67% to 76%')
  })

  test('compare with the hold-out, and only say what the interval allows', async ({ assert }) => {
    await aDayOfResults({ reminders: 4_000, visits: 2_880 })
    await aDayOfResults({ arm: 'held_out', reminders: 40, visits: 26 })
    const viewer = await Walker.signedIn('viewer')
    assert.include(readable(await viewer.get('/results')), 'On ne voit pas encore')

    await db
      .from('visit_results')
      .where('arm', 'held_out')
      .update({ reminders: 1_000, visits: 660 })
    const page = readable(await viewer.get('/results'))
    assert.include(page, 'Les rappels font venir 6 enfants de plus sur 100.')
    assert.include(page, 'de 2,8 à 9,3 points')
  })

  test('are a file for an evaluator', async ({ assert }) => {
    await aDayOfResults({ reminders: 400, visits: 288, facility: '=1+1' })
    const page = await (await Walker.signedIn('viewer')).get('/results.csv?by=facility')
    assert.match(page.headers.get('content-type')!, /text\/csv/)
    const [head, row] = page.html.trim().split('\n')
    assert.include(head, 'from,to,within_days,facility,reminded_reminders,reminded_visits')
    assert.include(row, `,14,'=1+1,400,288,0.72,`)
  })

  test('are printed by a command', async ({ assert }) => {
    const none = await runAce(['sms:results', '--json'])
    assert.equal(none.code, 3)
    await aDayOfResults({ reminders: 400, visits: 288 })
    const { code, stdout } = await runAce(['sms:results', '--by=vaccine', '--json'])
    assert.equal(code, 0)
    const { groups } = JSON.parse(stdout)
    assert.containSubset(groups, [{ name: 'Penta', reminded: { reminders: 400, visits: 288 } }])
    const refused = await runAce(['sms:results', '--by=child'])
    assert.equal(refused.code, 1)
    assert.include(refused.stdout + refused.stderr, 'by is "child", allowed: type, facility')
  })
})

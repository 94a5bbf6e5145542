import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { aMessage, anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { runAce } from '#tests/helpers/run_ace'
import { readable, Walker } from '#tests/helpers/walker'

test.group('The forecast on a page', (group) => {
  withCleanDatabase(group)

  test('says that nothing is planned', async ({ assert }) => {
    const page = await (await Walker.signedIn('viewer')).get('/forecast')
    assert.include(readable(page), 'Rien n’est prévu dans les sept jours.')
  })

  test('says that everything fits, day by day and by facility', async ({ assert }) => {
    const soon = DateTime.utc().plus({ minutes: 1 }) as DateTime<true>
    await aMessage({ scheduledAt: soon })
    await anImmunization({ dueOn: DateTime.utc().plus({ days: 4 }).toISODate() })
    const page = readable(await (await Walker.signedIn('viewer', 'en')).get('/forecast'))
    assert.match(page, /Everything fits: \d SMS are planned for the next seven days\./)
    assert.include(page, 'By facility')
    assert.include(page, 'not read yet')
  })

  test('is printed by a command', async ({ assert }) => {
    await aMessage({ scheduledAt: DateTime.utc().plus({ minutes: 1 }) as DateTime<true> })
    const { code, stdout } = await runAce(['sms:forecast', '--json'])
    assert.equal(code, 0)
    assert.equal(JSON.parse(stdout).total, 1)
    assert.equal((await runAce(['sms:forecast', '--by=month'])).code, 1)
  })
})

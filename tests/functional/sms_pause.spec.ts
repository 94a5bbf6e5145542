import { test } from '@japa/runner'
import SendingPause from '#models/sending_pause'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { aFacility, aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { auditTrail } from '#tests/helpers/audit_trail'

test.group('sms:pause', (group) => {
  withCleanDatabase(group)

  test('stops everything, so that sms:process ends with 75 and says why', async ({ assert }) => {
    await aMessage()
    const paused = await runAce([
      'sms:pause',
      '--reason=wrong text',
      '--until=2099-01-01',
      '--json',
    ])
    assert.equal(paused.code, 0)
    const { pause, changed } = JSON.parse(paused.stdout)
    assert.isFalse(changed)
    assert.include(pause, { scope: 'everything', subject: '', reason: 'wrong text' })
    assert.equal(pause.until, '2099-01-01T00:00:00.000Z')
    assert.match(pause.pausedBy, /^cli:./)
    const [event] = await auditTrail()
    assert.include(event, { action: 'sending_paused', actor: pause.pausedBy })

    const sweep = await runAce(['sms:process', '--json'])
    assert.equal(sweep.code, 75)
    assert.include(JSON.parse(sweep.stdout), { outcome: 'paused', pauseReason: 'wrong text' })
    const forPeople = await runAce(['sms:process'])
    assert.equal(forPeople.code, 75)
    assert.match(forPeople.stdout, /Nothing is sent: wrong text/)
  })

  test('stops one facility, says how to go on, and changes the pause the second time', async ({
    assert,
  }) => {
    await aFacility({ code: "Centre de l'Est" })
    const first = await runAce(['sms:pause', "--facility=Centre de l'Est"])
    assert.equal(first.code, 0)
    assert.include(first.stdout, `Paused facility "Centre de l'Est"`)
    assert.include(first.stdout, `node ace sms:resume --facility='Centre de l'\\''Est'`)

    const second = await runAceProcess(
      ['sms:pause', "--facility=Centre de l'Est", '--until=2099-06-01 18:00'],
      {
        APP_TIMEZONE: 'Africa/Douala',
      }
    )
    assert.include(second.stdout, 'Changed the pause of facility')
    assert.include(second.stdout, 'until 2099-06-01 18:00 (Africa/Douala)')
    const [row, ...others] = await SendingPause.all()
    assert.isEmpty(others)
    assert.equal(row.until?.toUTC().toISO(), '2099-06-01T17:00:00.000Z')
  })

  const refused: [string[], RegExp][] = [
    [['--facility=CSI-2'], /no facility with the code "CSI-2"; near it: "CSI-1"/],
    [['--type=nope'], /no message type "nope"; use one of: 7_day_reminder/],
    [['--until=yesterday'], /"yesterday" cannot be read as a time: give/],
    [['--until=2020-01-01'], /"2020-01-01" is past: give/],
    [['--facility=CSI-1', '--type=custom'], /two pauses: name one at a time/],
  ]
  for (const [flags, message] of refused) {
    test(`refuses ${flags.join(' ')} and says what would help`, async ({ assert }) => {
      await aFacility({ code: 'CSI-1' })
      const json = await runAce(['sms:pause', ...flags, '--json'])
      assert.equal(json.code, 1)
      assert.match(JSON.parse(json.stdout).error, message)
      assert.isEmpty(await SendingPause.all())
    })
  }

  test('a flag without a value pauses nothing', async ({ assert }) => {
    for (const flag of ['--facility=', '--type=', '--until=']) {
      assert.equal((await runAce(['sms:pause', flag])).code, 1)
    }
    assert.isEmpty(await SendingPause.all())
  })

  test('says for people what it refuses', async ({ assert }) => {
    const { code, stdout, stderr } = await runAce(['sms:pause', '--until=2020-01-01'])
    assert.equal(code, 1)
    assert.match(stdout + stderr, /"2020-01-01" is past/)
  })
})

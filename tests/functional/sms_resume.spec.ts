import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import AuditEvent from '#models/audit_event'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aMessageFrom } from '#tests/helpers/pauses'
import { aPausedAccount } from '#tests/helpers/operation_rows'

test.group('sms:resume', (group) => {
  withCleanDatabase(group)

  test('lets a paused account send again and keeps who said so and why', async ({ assert }) => {
    await aPausedAccount({ state_since: '2026-03-10 09:00:00' })
    const { code, stdout } = await runAce(['sms:resume', '--reason=bundle bought', '--json'])

    assert.equal(code, 0)
    const since = '2026-03-10T09:00:00.000Z'
    assert.deepEqual(JSON.parse(stdout), {
      scope: 'everything',
      subject: '',
      resumed: true,
      pause: null,
      dueAgain: 0,
      accounts: [{ account: 'log', since }],
      review: null,
    })
    const [account] = await db.from('gateway_accounts')
    assert.include(account, { state: 'active', reason: null })
    const event = await AuditEvent.firstOrFail()
    assert.equal(event.action, 'account_resumed')
    assert.equal(event.subject, 'log')
    assert.match(event.actor, /^cli:./)
    assert.deepEqual(JSON.parse(event.detail!), {
      reason: 'bundle bought',
      stopped: 'no_credit',
      since,
    })
  })

  test('logs neither the reason nor whom it names', async ({ assert }) => {
    await aPausedAccount()
    await runAce(['sms:pause', '--reason=asked by Zulmira Kanari 677123456', '--json'])
    const reason = '--reason=Zulmira Kanari +237677123456 called'
    const { stderr } = await runAceProcess(['sms:resume', reason, '--json'], {
      LOG_LEVEL: 'trace',
    })
    assert.include(stderr, 'account resumed')
    assert.include(stderr, 'sending resumed')
    assert.notMatch(stderr, /Zulmira|Kanari|677123456/)
  })

  test('says that nothing was paused', async ({ assert }) => {
    const { code, stdout, stderr } = await runAce(['sms:resume'])
    assert.equal(code, 0)
    assert.match(stdout + stderr, /There was no pause of everything: nothing was changed/)
    assert.lengthOf(await AuditEvent.all(), 0)
  })

  test('ends the pause of everything and leaves that of a facility', async ({ assert }) => {
    await aMessageFrom('CSI-1')
    await aMessage()
    for (const flags of [[], ['--facility=CSI-1']]) await runAce(['sms:pause', ...flags])

    const { code, stdout } = await runAce(['sms:resume', '--reason=corrected', '--json'])

    assert.equal(code, 0)
    const { resumed, pause, accounts } = JSON.parse(stdout)
    assert.isTrue(resumed)
    assert.include(pause, { scope: 'everything', until: null })
    assert.isEmpty(accounts)
    const sweep = await runAce(['sms:process', '--json'])
    assert.equal(sweep.code, 0)
    assert.include(JSON.parse(sweep.stdout).statistics, { sent: 1, heldBack: 1 })
  })

  test('shows with --dry-run what it would lead to, then does it', async ({ assert }) => {
    const message = await aMessageFrom('CSI-1')
    await runAce(['sms:pause', '--facility=CSI-1', '--reason=flood'])
    await runAce(['sms:process', '--json'])
    assert.equal((await message.refresh()).reason, 'facility_paused')

    const preview = await runAce(['sms:resume', '--facility=CSI-1', '--dry-run', '--json'])
    assert.equal(preview.code, 0)
    const { dryRun, pause, statistics } = JSON.parse(preview.stdout)
    assert.isTrue(dryRun)
    assert.equal(pause.reason, 'flood')
    assert.include(statistics, { processed: 1, sent: 1 })
    const shown = await runAce(['sms:resume', '--facility=CSI-1', '--dry-run'])
    assert.match(stripVTControlCharacters(shown.stdout), /sent\s+│\s+1/)
    assert.equal((await message.refresh()).reason, 'facility_paused')

    const resumed = await runAce(['sms:resume', '--facility=CSI-1'])
    assert.equal(resumed.code, 0)
    assert.match(resumed.stdout, /Resumed facility "CSI-1".*held back and due again: 1/)
    await runAce(['sms:process', '--json'])
    assert.equal((await message.refresh()).status, 'sent')
  })

  test('refuses a facility that does not exist, and two at once', async ({ assert }) => {
    for (const flags of [[], ['--dry-run']]) {
      const unknown = await runAce(['sms:resume', '--facility=CSI-9', '--json', ...flags])
      assert.equal(unknown.code, 1)
      assert.match(JSON.parse(unknown.stdout).error, /no facility with the code "CSI-9"/)
    }
    const both = await runAce(['sms:resume', '--facility=CSI-9', '--type=custom'])
    assert.equal(both.code, 1)
    assert.match(both.stdout + both.stderr, /name one at a time/)
  })
})

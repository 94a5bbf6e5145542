import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsConsent from '#models/sms_consent'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { aMessage } from '#tests/helpers/arrange'
import { aConsent } from '#tests/helpers/consents'
import { withCleanDatabase } from '#tests/helpers/database'

const PHONE = '+237677123456'

test.group('consent:opt-out, consent:opt-in and consent:show', (group) => {
  withCleanDatabase(group)

  test('end all messages to a number as people write it, let them begin again, and show it', async ({
    assert,
  }) => {
    const message = await aMessage({ phoneNumber: PHONE })
    const out = await runAce([
      'consent:opt-out',
      '6 77 12 34 56',
      '--evidence=at the desk',
      '--json',
    ])
    assert.equal(out.code, 0)
    assert.include(JSON.parse(out.stdout), {
      phoneNumber: PHONE,
      status: 'opted_out',
      changed: true,
      before: null,
      suppressed: 1,
    })
    assert.equal((await message.refresh()).status, 'suppressed')

    const again = await runAce(['consent:opt-out', PHONE])
    assert.equal(again.code, 0)
    assert.include(again.stdout, `${PHONE} is already opted_out`)
    const back = await runAce(['consent:opt-in', PHONE])
    assert.equal(back.code, 0)
    assert.include(back.stdout, `${PHONE} is opted in`)

    const shown = await runAce(['consent:show', PHONE, '--json'])
    const { consent, history } = JSON.parse(shown.stdout)
    assert.include(consent, { status: 'opted_in', source: 'staff', evidence: null })
    assert.match(consent.recordedBy, /^cli:./)
    assert.containSubset(history, [
      { from: null, to: 'opted_out', evidence: 'at the desk' },
      { from: 'opted_out', to: 'opted_in' },
    ])
    assert.include((await runAce(['consent:show', PHONE])).stdout, `${PHONE} is opted_in since`)
    const audit = await db.from('audit_events').where('action', 'consent_recorded')
    assert.lengthOf(audit, 2)
    assert.notInclude(JSON.stringify(audit), '677123456')
  })

  test('log what was done without the number', async ({ assert }) => {
    const { stderr } = await runAceProcess(
      ['consent:opt-out', PHONE, '--evidence=Kanari', '--json'],
      {
        LOG_LEVEL: 'trace',
      }
    )
    assert.include(stderr, 'consent recorded')
    assert.notMatch(stderr, /677123456|Kanari/)
  })

  test('refuse what is no phone number', async ({ assert }) => {
    for (const name of ['consent:opt-out', 'consent:opt-in', 'consent:show']) {
      const { code, stdout } = await runAce([name, '12', '--json'])
      assert.equal(code, 1)
      assert.match(JSON.parse(stdout).error, /^"12" .*give it with \+ and the country/)
    }
    assert.isEmpty(await SmsConsent.all())
  })

  test('a number that nobody knows is shown as such', async ({ assert }) => {
    const { code, stdout } = await runAce(['consent:show', PHONE])
    assert.equal(code, 0)
    assert.include(stdout, 'Nothing is known about')
  })
})

test.group('consent:undo-replies', (group) => {
  withCleanDatabase(group)

  const range = ['--from=2026-03-10 00:00', '--to=2026-03-11']

  test('shows what it would undo, needs a yes, undoes it, and finds nothing more', async ({
    assert,
  }) => {
    await aConsent(PHONE, 'opted_out')
    const shown = await runAce(['consent:undo-replies', ...range, '--dry-run', '--json'])
    assert.include(JSON.parse(shown.stdout), { dryRun: true, undone: 1, keptAsChanged: 0 })
    assert.equal(shown.code, 0)

    const refused = await runAce(['consent:undo-replies', ...range, '--json'])
    assert.equal(refused.code, 1)
    assert.match(JSON.parse(refused.stdout).error, /add --yes$/)
    assert.isNotNull(await SmsConsent.findBy('phone_number', PHONE))

    const done = await runAce(['consent:undo-replies', ...range, '--yes'])
    assert.equal(done.code, 0)
    assert.include(done.stdout, '1 numbers have their state before')
    assert.isNull(await SmsConsent.findBy('phone_number', PHONE))
    const again = await runAce(['consent:undo-replies', ...range, '--yes', '--json'])
    assert.equal(again.code, 3)

    const history = await runAce(['consent:show', PHONE, '--json'])
    assert.containSubset(JSON.parse(history.stdout).history, [{ source: 'undo', to: null }])
  })

  test('needs both ends of the period', async ({ assert }) => {
    for (const flags of [['--from=2026-03-10'], ['--to=2026-03-10'], ['--from=x', '--to=y']]) {
      const { code, stdout } = await runAce(['consent:undo-replies', ...flags, '--yes', '--json'])
      assert.equal(code, 1)
      assert.match(JSON.parse(stdout).error, /^--(from|to) is ".?": give a day such as/)
    }
  })
})

import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import SmsMessage from '#models/sms_message'
import { DateTime } from 'luxon'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { anImmunization } from '#tests/helpers/arrange'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { withCleanDatabase } from '#tests/helpers/database'

const inDays = (days: number) => DateTime.utc().plus({ days }).toFormat('yyyy-MM-dd')

test.group('sms:generate', (group) => {
  withCleanDatabase(group)

  test('plans what is due, and says so in a table', async ({ assert }) => {
    await anImmunization({ dueOn: inDays(5) })
    const { code, stdout } = await runAce(['sms:generate'])
    assert.equal(code, 0)
    assert.match(stripVTControlCharacters(stdout), /planned\s+│\s+1/)
    const [message] = await SmsMessage.all()
    assert.containSubset(message.$attributes, { messageType: '7_day_reminder', status: 'pending' })
  })

  test('prints one JSON document; a rehearsal counts the same and changes nothing', async ({
    assert,
  }) => {
    await installDefaultTemplates()
    await anImmunization({ dueOn: inDays(5) })
    const rehearsal = await runAce(['sms:generate', '--dry-run', '--json'])
    assert.containSubset(JSON.parse(rehearsal.stdout), {
      dryRun: true,
      immunizations: 1,
      planned: 1,
      texts: { texts: 1, segments: [1], costly: [], failed: {} },
    })
    assert.isEmpty(await SmsMessage.all())

    const done = await runAce(['sms:generate', '--json'])
    assert.containSubset(JSON.parse(done.stdout), { dryRun: false, planned: 1, complete: true })
    const again = await runAce(['sms:generate', '--json'])
    assert.containSubset(JSON.parse(again.stdout), { planned: 0, suppressed: 0 })
  })

  test('plans as far ahead as the given day asks for', async ({ assert }) => {
    await anImmunization({ dueOn: inDays(30) })
    assert.equal(JSON.parse((await runAce(['sms:generate', '--json'])).stdout).planned, 0)
    const ahead = await runAce(['sms:generate', '--json', `--date=${inDays(24)}`])
    assert.equal(JSON.parse(ahead.stdout).planned, 1)
  })

  test('refuses what is no date', async ({ assert }) => {
    const { code, stdout, stderr } = await runAce(['sms:generate', '--date=10/03/2026'])
    assert.equal(code, 1)
    assert.include(stdout + stderr, '--date is "10/03/2026", allowed: a date as YYYY-MM-DD')
  })

  test('two processes at once plan each reminder once', async ({ assert }) => {
    for (let n = 0; n < 5; n++) await anImmunization({ dueOn: inDays(5) })
    const runs = await Promise.all([1, 2, 3].map(() => runAceProcess(['sms:generate', '--json'])))
    const planned = runs.map(({ stdout }) => JSON.parse(stdout).planned)
    assert.equal(
      planned.reduce((sum, count) => sum + count, 0),
      5
    )
    assert.lengthOf(await SmsMessage.all(), 5)
  })
})

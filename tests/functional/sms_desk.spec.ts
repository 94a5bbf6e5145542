import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import type { Group } from '@japa/runner/core'
import ace from '@adonisjs/core/services/ace'
import AuditEvent from '#models/audit_event'
import SmsMessageEvent from '#models/sms_message_event'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { aMessage, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { atATerminal } from '#tests/helpers/terminal'
import SmsCancel from '../../commands/sms_cancel.js'
import SmsEdit from '../../commands/sms_edit.js'
import SmsReject from '../../commands/sms_reject.js'
import SmsResolve from '../../commands/sms_resolve.js'

const said = ({ stdout, stderr }: { stdout: string; stderr: string }) =>
  stripVTControlCharacters(stdout + stderr)

/** What commands of this process say is kept, not printed. */
function withoutPrinting(group: Group): void {
  group.each.setup(() => {
    ace.ui.switchMode('raw')
    return () => ace.ui.switchMode('normal')
  })
}

test.group('sms:edit', (group) => {
  withCleanDatabase(group)
  withoutPrinting(group)

  test('changes number and text; then the message can be sent again', async ({ assert }) => {
    const message = await aMessage({ status: 'dead_letter', attemptCount: 9 })
    const id = String(message.id)
    const result = await runAceProcess(
      ['sms:edit', id, '--number=677 12 34 56', '--text=Canari demain', '--json'],
      { LOG_LEVEL: 'trace' }
    )
    assert.equal(result.code, 0)
    assert.deepEqual(JSON.parse(result.stdout), {
      outcome: 'edited',
      id: message.id,
      status: 'dead_letter',
      changed: { number: true, text: true },
      segments: 1,
      encoding: 'GSM-7',
    })
    assert.notMatch(said(result), /Canari|677123456|677 12/)
    await message.refresh()
    assert.include(message.$attributes, { phoneNumber: '+237677123456', body: 'Canari demain' })
    assert.equal((await runAce(['sms:retry', id])).code, 0)
    assert.equal((await message.refresh()).status, 'pending')
  })

  test('says what is wrong with what it got', async ({ assert }) => {
    const { id } = await aMessage({ status: 'failed' })
    const cases: [args: string[], message: RegExp][] = [
      [[`${id}`, '--number=12'], /--number is not/],
      [[`${id}`, `--text=${'x'.repeat(500)}`], /--text cannot be sent: 4 segments/],
      [[`${id}`], /give a new number, a new text, or both/],
      [['x', '--text=y'], /id is "x"/],
    ]
    for (const [args, message] of cases) {
      const command = await ace.create(SmsEdit, args)
      await command.exec()
      assert.equal(command.exitCode, 1)
      command.assertLogMatches(message, 'stderr')
    }
  })

  test('ends with 3 without the message, with 1 when it has left', async ({ assert }) => {
    const missing = await runAce(['sms:edit', '999999', '--text=x'])
    assert.equal(missing.code, 3)
    assert.match(said(missing), /There is no message 999999/)
    const { id } = await aMessage({ status: 'sent' })
    const sent = await runAce(['sms:edit', `${id}`, '--text=x'])
    assert.equal(sent.code, 1)
    assert.match(said(sent), new RegExp(`Message ${id} is sent: it can no longer be changed`))
  })
})

test.group('sms:reject, sms:cancel, sms:resolve', (group) => {
  withCleanDatabase(group)
  withoutPrinting(group)

  const commands = [
    { name: 'sms:reject', flags: [], from: 'dead_letter', to: 'cancelled', reason: 'rejected' },
    {
      name: 'sms:cancel',
      flags: [],
      from: 'pending',
      to: 'cancelled',
      reason: 'cancelled_by_person',
    },
    {
      name: 'sms:resolve',
      flags: ['--as=delivered'],
      from: 'unknown',
      to: 'delivered',
      reason: 'resolved_by_person',
    },
  ] as const
  for (const { name, flags, from, to, reason } of commands) {
    test(`${name}: ${from} → ${to}, with the reason that was given`, async ({ assert }) => {
      const message = await aMessage({ status: from })
      const other = await aMessage({ status: 'sent' })
      const ids = [message.id, other.id].map(String)

      const { code, stdout } = await runAce([
        name,
        ...ids,
        ...flags,
        '--reason=we asked',
        '--yes',
        '--json',
      ])

      assert.equal(code, 0)
      assert.deepEqual(JSON.parse(stdout), {
        matched: 1,
        moved: 1,
        changedMeanwhile: 0,
        unmatched: [{ id: other.id, status: 'sent' }],
        stopped: false,
      })
      assert.include((await message.refresh()).$attributes, { status: to, reason })
      const [event] = await SmsMessageEvent.all()
      assert.equal(event.detail, 'we asked')
      assert.match(event.actor, /^cli:./)
    })

    test(`${name} moves all that match a filter, and nothing else`, async ({ assert }) => {
      const wanted = await aMessage({ status: from, messageType: 'session', reason: 'no_route' })
      const others = [
        await aMessage({ status: from, messageType: 'session', reason: 'requeued' }),
        await aMessage({ status: from, messageType: 'other', reason: 'no_route' }),
        await aMessage({ status: 'sent', messageType: 'session', reason: 'no_route' }),
      ]
      const filter = ['--type=session', '--with-reason=no_route', '--reason=we asked', ...flags]

      const preview = await runAce([name, ...filter, '--dry-run', '--json'])
      const { dryRun, matched, examples } = JSON.parse(preview.stdout)
      assert.deepEqual(
        [preview.code, dryRun, matched, examples.map(({ id }: { id: number }) => id)],
        [0, true, 1, [wanted.id]]
      )
      const refused = await runAce([name, ...filter])
      assert.equal(refused.code, 1)
      assert.match(said(refused), /no terminal to ask at: look with --dry-run, then add --yes/)
      assert.equal((await wanted.refresh()).status, from)

      assert.equal((await runAce([name, ...filter, '--yes'])).code, 0)
      assert.equal((await wanted.refresh()).status, to)
      for (const other of others) {
        const { status } = other
        assert.equal((await other.refresh()).status, status)
      }
    })

    test(`${name} ends with 3 when nothing matched`, async ({ assert }) => {
      const result = await runAce([name, '999999', ...flags, '--reason=x'])
      assert.equal(result.code, 3)
      assert.match(said(result), /There is no message 999999[\s\S]*No message matches/)
    })
  }

  test('say what is missing or wrong', async ({ assert }) => {
    const unusable = [
      [await ace.create(SmsReject, ['1']), /--reason is missing/],
      [await ace.create(SmsResolve, ['1']), /--as is missing: sent, delivered, not_sent or/],
      [await ace.create(SmsResolve, ['1', '--as=lost']), /--as is "lost", allowed: sent, deliv/],
      [await ace.create(SmsCancel, ['all']), /id is "all"/],
    ] as const
    for (const [command, message] of unusable) {
      await command.exec()
      assert.equal(command.exitCode, 1)
      command.assertLogMatches(message, 'stderr')
    }
  })
})

test.group('sms:cancel at a terminal', (group) => {
  withCleanDatabase(group)
  atATerminal(group)

  class Answering extends SmsCancel {
    static answer = true
    question?: string

    protected async ask(question: string) {
      this.question = question
      return Answering.answer
    }
  }

  for (const agreed of [true, false]) {
    test(`shows what matches, asks, and takes a ${agreed ? 'yes' : 'no'}`, async ({ assert }) => {
      Answering.answer = agreed
      const patientId = (await aPatient({ externalRef: 'CM-9' })).id
      const messages = []
      for (let n = 0; n < 7; n++) messages.push(await aMessage({ patientId, phoneNumber: PHONE }))
      const command = await ace.create(Answering, ['--phone=677 12 34 56'])
      await command.exec()
      command.assertSucceeded()
      assert.equal(command.question, 'Cancel 7 messages? This cannot be undone')
      const printed = ace.ui.logger
        .getLogs()
        .map(({ message }) => stripVTControlCharacters(message))
      assert.lengthOf(
        printed.filter((line) => line.includes('CM-9') && line.includes('+237•••••••56')),
        5
      )
      assert.isTrue(printed.some((line) => line.includes('and 2 more')))
      assert.notInclude(printed.join(), PHONE)
      const status = agreed ? 'cancelled' : 'pending'
      for (const message of messages) assert.equal((await message.refresh()).status, status)
      const [audited] = await AuditEvent.all()
      if (agreed) assert.notInclude(JSON.stringify(audited.$attributes), '677123456')
      else assert.isUndefined(audited)
    })
  }
})

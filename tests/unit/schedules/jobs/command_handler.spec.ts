import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { type SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { CommandHandler } from '#schedules/jobs/command_handler'
import { faultsOf, usable } from './support.js'

function aHandler() {
  return new CommandHandler(app.config.get<SmsSchedulerConfig>('sms_scheduler'), app.makePath())
}

test.group('What the handler "command" accepts', () => {
  test('is a command of the list, with its arguments', ({ assert }) => {
    const { check } = { check: (payload: unknown) => usable(aHandler().check(payload)) }
    assert.deepEqual(check({ command: 'sms:generate' }), { command: 'sms:generate', args: [] })
    const full = { command: 'sms:process', args: ['--limit=10', '--type=7_day_reminder'] }
    assert.deepEqual(check(full), full)
  })

  for (const [what, payload, field, expected] of [
    ['nothing', null, 'jobData', /must be an object such as \{"command":"sms:generate"/],
    ['no command', { args: [] }, 'jobData.command', /is missing/],
    [
      'a command that is not allowed',
      { command: 'sms:reject' },
      'jobData.command',
      /must be one of sms:generate, sms:process.*\(schedules.allowedCommands\)/,
    ],
    [
      'more than a command',
      { command: 'sms:generate; rm -rf /' },
      'jobData.command',
      /must be one of/,
    ],
    [
      'arguments in one text',
      { command: 'sms:generate', args: '--json' },
      'jobData.args',
      /a list of at most 20/,
    ],
    [
      'an argument that is none',
      { command: 'sms:generate', args: ['--limit', 3] },
      'jobData.args',
      /a list/,
    ],
    [
      'an argument no process can have',
      { command: 'sms:generate', args: ['a\0b'] },
      'jobData.args',
      /a list/,
    ],
    [
      'too many arguments',
      { command: 'sms:generate', args: Array.from({ length: 21 }, () => '-v') },
      'jobData.args',
      /at most 20/,
    ],
    [
      'arguments under another name',
      { command: 'sms:cleanup', arguments: ['--dry-run'] },
      'jobData.arguments',
      /is not known: the fields are command, args/,
    ],
  ] as const) {
    test(`not ${what}`, ({ assert }) => {
      const faults = faultsOf(aHandler().check(payload))
      assert.lengthOf(faults, 1)
      assert.equal(faults[0].field, field)
      assert.match(faults[0].message, expected)
    })
  }
})

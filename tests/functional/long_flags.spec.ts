import { test } from '@japa/runner'
import { withCleanDatabase } from '#tests/helpers/database'
import { runAce } from '#tests/helpers/run_ace'

const LONG = 'x'.repeat(5_000)

const COMMANDS: Record<string, string[]> = {
  'a flag': ['sms:pause', `--reason=${LONG}`],
  'a time': ['sms:pause', `--until=${'1'.repeat(5_000)}`],
  'an argument': ['consent:show', '6'.repeat(5_000)],
  'one of several arguments': ['sms:retry', '1', '2'.repeat(5_000)],
  'a payload': ['schedule:create', '--app=command', `--payload=${'x'.repeat(131_073)}`],
}

test.group('What is too long to be meant', (group) => {
  withCleanDatabase(group)

  for (const [what, command] of Object.entries(COMMANDS)) {
    test(`is refused: ${what}`, async ({ assert }) => {
      const { code, stdout } = await runAce([...command, '--json'])
      assert.equal(code, 1)
      assert.match(JSON.parse(stdout).error, /^(An argument|--[a-z]+) is longer than/)
    })
  }

  test('but no longer text than an SMS may have', async ({ assert }) => {
    const { stdout } = await runAce(['sms:edit', '1', `--text=${'x'.repeat(1_530)}`, '--json'])
    assert.notInclude(stdout, 'is longer than')
  })
})

import { PassThrough } from 'node:stream'
import { test } from '@japa/runner'
import ace from '@adonisjs/core/services/ace'
import { askPassword } from '../../commands/_ask_password.js'
import UserCreate from '../../commands/user_create.js'
import AuditEvent from '#models/audit_event'
import User from '#models/user'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { runAce } from '#tests/helpers/run_ace'
import { atATerminal } from '#tests/helpers/terminal'
import { PASSWORD } from '#tests/helpers/users'
import { Visitor } from '#tests/helpers/visitor'

const FLAGS = ['--email=Rosine@Example.org', '--name=Rosine Abena', '--role=admin']

test.group('user:create', (group) => {
  withCleanDatabase(group)

  test('creates an account that can sign in', async ({ assert }) => {
    const created = await runAce(['user:create', ...FLAGS, `--password=${PASSWORD}`, '--json'])
    assert.equal(created.code, 0, created.stdout)
    assert.notInclude(created.stdout, PASSWORD)
    const { id, ...rest } = JSON.parse(created.stdout)
    assert.deepEqual(rest, { email: 'rosine@example.org', name: 'Rosine Abena', role: 'admin' })
    const user = await User.findOrFail(id)
    assert.equal(user.language, 'fr')
    assert.match(user.password, /^\$scrypt\$/)
    const visitor = await Visitor.signedIn(user)
    assert.equal((await visitor.get('/users')).status, 200)
    const [event] = await AuditEvent.query().where('action', 'user_created')
    assert.match(event.actor, /^cli:/)
  })

  const refused: [string[], RegExp][] = [
    [['--email=rosine'], /e-mail address is "rosine", allowed: one such as/],
    [['--name=<b>'], /The name is "<b>", allowed: 1 to 80 letters/],
    [['--role=boss'], /no role "boss"; use one of: viewer, operator, admin/],
    [['--language=de'], /no pages in "de"; use one of: fr, en/],
    [['--password=short'], /has 5 characters, allowed: at least 12/],
    [['--password=rosine@example.org'], /others do not guess/],
  ]
  for (const [flags, message] of refused) {
    test(`refuses ${flags.join(' ')}`, async ({ assert }) => {
      const all = [...FLAGS, `--password=${PASSWORD}`, '--json']
      const names = flags.map((flag) => flag.split('=')[0])
      const kept = all.filter((flag) => !names.includes(flag.split('=')[0]))
      const { code, stdout } = await runAce(['user:create', ...kept, ...flags])
      assert.equal(code, 1)
      assert.match(JSON.parse(stdout).error, message)
      assert.equal(await countOf('users'), 0)
    })
  }

  test('refuses a second account for an address', async ({ assert }) => {
    const create = () => runAce(['user:create', ...FLAGS, `--password=${PASSWORD}`])
    assert.equal((await create()).code, 0)
    const again = await create()
    assert.equal(again.code, 1)
    assert.include(again.stderr + again.stdout, 'already an account for "rosine@example.org"')
  })

  test('refuses to go without a password where nobody can be asked', async ({ assert }) => {
    const { code, stdout } = await runAce(['user:create', ...FLAGS, '--json'])
    assert.equal(code, 1)
    assert.match(JSON.parse(stdout).error, /no terminal to ask for the password at/)
  })
})

test.group('user:create at a terminal', (group) => {
  withCleanDatabase(group)
  atATerminal(group)

  async function create(...answers: (string | undefined)[]) {
    const command = await ace.create(UserCreate, FLAGS)
    const asked: string[] = []
    Object.assign(command, {
      askSecret: async (question: string) => {
        asked.push(question)
        return answers.shift()
      },
    })
    await command.exec()
    return { command, asked }
  }

  test('asks for the password twice', async ({ assert }) => {
    const { command, asked } = await create(PASSWORD, PASSWORD)
    assert.equal(command.exitCode, 0)
    assert.lengthOf(asked, 2)
    const user = await User.findByOrFail('email', 'rosine@example.org')
    assert.equal((await new Visitor().signIn(user.email, PASSWORD)).status, 302)
  })

  test('creates nothing if the two differ, or nothing is given', async ({ assert }) => {
    assert.equal((await create(PASSWORD, `${PASSWORD}x`)).command.exitCode, 1)
    assert.lengthOf((await create(undefined)).asked, 1)
    assert.equal(await countOf('users'), 0)
  })
})

test.group('A password at the terminal', () => {
  test('is not shown', async ({ assert }) => {
    const [input, output] = [new PassThrough(), new PassThrough()]
    const answer = askPassword('Password:', input, output)
    input.write('secret words\r')
    assert.equal(await answer, 'secret words')
    assert.equal(output.read().toString(), 'Password: \n')
  })

  for (const [what, typed] of [
    ['Ctrl-C', 'abc\u0003'],
    ['the end of the input', null],
  ] as const) {
    test(`is none at ${what}`, async ({ assert }) => {
      const input = new PassThrough()
      const answer = askPassword('Password:', input, new PassThrough())
      if (typed === null) input.end()
      else input.write(typed)
      assert.isUndefined(await answer)
    })
  }
})

import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { withCleanDatabase } from '#tests/helpers/database'

const CREATE = ['token:create', '--name=clinic system', '--abilities=scheduler:read, stats:read']

test.group('token:create, token:list and token:revoke', (group) => {
  withCleanDatabase(group)

  test('give a token that works, show who has one, and take it back', async ({
    assert,
    client,
  }) => {
    const created = await runAce([...CREATE, '--expires-in=7', '--json'])
    assert.equal(created.code, 0, created.stderr)
    const { token, id, name, abilities, expiresAt } = JSON.parse(created.stdout)
    assert.equal(name, 'clinic system')
    assert.deepEqual(abilities, ['scheduler:read', 'stats:read'])
    assert.closeTo(Date.parse(expiresAt) - Date.now(), 7 * 86_400_000, 60_000)
    const ask = () => client.get('/api/v1/scheduler/status').bearerToken(token)
    ;(await ask()).assertStatus(200)

    const listed = await runAce(['token:list', '--json'])
    assert.include(JSON.parse(listed.stdout).tokens[0], { id, name, expired: false })
    assert.notInclude(listed.stdout, token)
    assert.include((await runAce(['token:list'])).stdout, 'clinic system')

    const revoked = await runAce(['token:revoke', String(id)])
    assert.equal(revoked.code, 0)
    ;(await ask()).assertStatus(401)
    assert.equal((await runAce(['token:revoke', String(id)])).code, 1)
  })

  test('without --expires-in it is valid for 90 days; for people the token stands alone', async ({
    assert,
  }) => {
    const { stdout } = await runAce(CREATE)
    assert.match(stdout.trim().split('\n').at(-1)!, /^rappel_\S+$/)
    const { expires_at: expiresAt } = await db.from('auth_access_tokens').firstOrFail()
    assert.closeTo(Date.parse(`${expiresAt}Z`) - Date.now(), 90 * 86_400_000, 60_000)
  })

  test('the help lists the abilities', async ({ assert }) => {
    const { stdout } = await runAceProcess(['token:create', '--help'])
    assert.include(stdout, 'consents:write')
    assert.include(stdout, 'pause and resume sending')
  })

  const refused: [string[], RegExp][] = [
    [['--abilities=stats:read'], /The name is ""/],
    [['--name=x'], /name those it needs/],
    [['--name=x', '--abilities=*'], /no ability "\*"/],
    [
      ['--name=x', '--abilities=stats:read', '--expires-in=soon'],
      /--expires-in is "soon", allowed: a whole number/,
    ],
    [['--name=x', '--abilities=stats:read', '--expires-in=-1'], /--expires-in is "-1"/],
    [['--name=x', '--abilities=stats:read', '--expires-in=9999'], /allowed: .* from 1 to 3650/],
    [['--name=x', '--abilities=stats:read', '--expires-in=0'], /0 days/],
  ]
  for (const [flags, message] of refused) {
    test(`refuses ${flags.join(' ')}`, async ({ assert }) => {
      const { code, stdout } = await runAce(['token:create', ...flags, '--json'])
      assert.equal(code, 1)
      assert.match(JSON.parse(stdout).error, message)
      assert.isEmpty(await db.from('auth_access_tokens'))
    })
  }
})

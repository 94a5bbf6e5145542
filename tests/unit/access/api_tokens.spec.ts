import { test } from '@japa/runner'
import { Secret } from '@adonisjs/core/helpers'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { ApiTokens } from '#access/api_tokens'
import { IssueToken } from '#access/issue_token'
import { ListTokens } from '#access/list_tokens'
import { RevokeTokens } from '#access/revoke_tokens'
import AuditEvent from '#models/audit_event'
import { withCleanDatabase } from '#tests/helpers/database'

const START = '2026-03-09T08:00:00.500Z'

function aWorld() {
  const clock = new FrozenClock(START)
  return {
    clock,
    tokens: new ApiTokens(db, clock),
    issue: new IssueToken(db, clock),
    list: new ListTokens(db, clock),
    revoke: new RevokeTokens(db, clock),
  }
}

const REQUEST = { name: 'clinic', abilities: ['stats:read'], days: 2, actor: 'cli:ada' }

test.group('API tokens', (group) => {
  withCleanDatabase(group)

  test('are kept as a hash, with abilities and an end', async ({ assert }) => {
    const { issue, tokens } = aWorld()
    const issued = await issue.run({ ...REQUEST, abilities: ['stats:read', 'stats:read'] })
    assert.match(issued.token.release(), /^rappel_/)
    assert.equal(issued.expiresAt.toISO(), '2026-03-11T08:00:00.000Z')
    const row = await db.from('auth_access_tokens').firstOrFail()
    assert.equal(row.expires_at, '2026-03-11 08:00:00')
    assert.notInclude(JSON.stringify(row), issued.token.release().slice(10))

    const verified = await tokens.verifyToken(issued.token)
    assert.deepEqual(verified!.abilities, ['stats:read'])
    assert.equal(
      (await tokens.findById(verified!.tokenableId as number))!.getOriginal().name,
      'clinic'
    )
  })

  test('end at their second, not later', async ({ assert }) => {
    const { clock, issue, tokens } = aWorld()
    const { token } = await issue.run(REQUEST)
    clock.travelTo('2026-03-11T07:59:59.999Z')
    assert.isNotNull(await tokens.verifyToken(token))
    clock.travelTo('2026-03-11T08:00:00Z')
    assert.isNull(await tokens.verifyToken(token))
  })

  test('do not verify when altered, of another id, or nonsense', async ({ assert }) => {
    const { issue, tokens } = aWorld()
    const [first, second] = [await issue.run(REQUEST), await issue.run(REQUEST)]
    const [, secret] = first.token.release().split('.')
    const [otherId] = second.token.release().split('.')
    const id = (text: string) => Buffer.from(text).toString('base64url')
    const forged = [
      `${otherId}.${secret}`,
      `${first.token.release()}x`,
      `rappel_${id("1' OR '1'='1")}.${secret}`,
      `rappel_${id('99999999999999999999')}.${secret}`,
      `rappel_${id('1.5')}.${secret}`,
      'rappel_',
      'rappel_.',
      '',
    ]
    for (const value of forged) assert.isNull(await tokens.verifyToken(new Secret(value)), value)
  })

  test('remember when they were used, once a minute', async ({ assert }) => {
    const { clock, issue, tokens, list } = aWorld()
    const { token } = await issue.run(REQUEST)
    const lastUse = async () => (await list.run())[0].lastUsedAt?.toISO()
    assert.isUndefined(await lastUse())

    await tokens.verifyToken(token)
    assert.equal(await lastUse(), '2026-03-09T08:00:00.000Z')
    clock.advance({ seconds: 59 })
    await tokens.verifyToken(token)
    assert.equal(await lastUse(), '2026-03-09T08:00:00.000Z')
    clock.advance({ seconds: 1 })
    await tokens.verifyToken(token)
    assert.equal(await lastUse(), '2026-03-09T08:01:00.000Z')
  })

  test('a wrong secret does not count as use', async ({ assert }) => {
    const { issue, tokens, list } = aWorld()
    const { token } = await issue.run(REQUEST)
    await tokens.verifyToken(new Secret(`${token.release()}x`))
    assert.isNull((await list.run())[0].lastUsedAt)
  })

  test('are revoked one by one or by name, with who did it', async ({ assert }) => {
    const { issue, revoke, tokens } = aWorld()
    const [first, second] = [await issue.run(REQUEST), await issue.run(REQUEST)]
    const other = await issue.run({ ...REQUEST, name: 'other' })

    await revoke.run({ which: String(first.id), actor: 'cli:ada' })
    assert.isNull(await tokens.verifyToken(first.token))
    assert.isNotNull(await tokens.verifyToken(second.token))

    assert.deepEqual(await revoke.run({ which: 'clinic', actor: 'cli:ada' }), [
      { id: second.id, name: 'clinic' },
    ])
    assert.isNull(await tokens.verifyToken(second.token))
    assert.isNotNull(await tokens.verifyToken(other.token))
    await assert.rejects(() => revoke.run({ which: 'clinic', actor: 'x' }), /no token .* "clinic"/)

    const audit = await AuditEvent.query().orderBy('id')
    assert.deepEqual(
      audit.map(({ actor, action, subject }) => [actor, action, subject]),
      [
        ...Array(2).fill(['cli:ada', 'token_created', 'clinic']),
        ['cli:ada', 'token_created', 'other'],
        ...Array(2).fill(['cli:ada', 'token_revoked', 'clinic']),
      ]
    )
  })

  test('are not issued for everything, for nothing, for ever, or for nobody', async ({
    assert,
  }) => {
    const { issue } = aWorld()
    const refused: [Partial<typeof REQUEST>, RegExp][] = [
      [{ abilities: ['*'] }, /no ability "\*"; use one of: patients:read/],
      [{ abilities: ['stats:write'] }, /no ability "stats:write"/],
      [{ abilities: ['constructor'] }, /no ability "constructor"/],
      [{ abilities: [] }, /name those it needs/],
      [{ days: 0 }, /0 days, allowed: a whole number from 1 to 3650/],
      [{ days: 3_651 }, /3651 days/],
      [{ days: Number.NaN }, /NaN days/],
      [{ name: ' ' }, /The name is ""/],
      [{ name: '12' }, /a letter first/],
      [{ name: 'x'.repeat(61) }, /at most 60/],
    ]
    for (const [change, message] of refused)
      await assert.rejects(() => issue.run({ ...REQUEST, ...change }), message)
    assert.isEmpty(await db.from('api_clients'))
    assert.isEmpty(await AuditEvent.all())
  })
})

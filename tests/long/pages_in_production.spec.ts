import { getActiveTest, test } from '@japa/runner'
import { withCleanDatabase } from '#tests/helpers/database'
import { ServerProcess } from '#tests/helpers/server_process'
import { aUser, PASSWORD } from '#tests/helpers/users'
import { Visitor } from '#tests/helpers/visitor'

test.group('The pages in production', (group) => {
  withCleanDatabase(group)

  test('have cookies of this host alone, over HTTPS alone', async ({ assert }) => {
    const server = await ServerProcess.start({ SMS_GATEWAY: 'log' })
    getActiveTest()!.cleanup(() => server.stop())
    const visitor = new Visitor({}, server.url)
    const cookies = (await visitor.get('/sign-in')).headers.getSetCookie()
    assert.isNotEmpty(cookies)
    for (const cookie of cookies) {
      assert.match(cookie, /^__Host-/)
      assert.match(cookie, /; Secure/i)
    }
    const user = await aUser()
    assert.equal(
      (await visitor.post('/sign-in', { email: user.email, password: PASSWORD })).to,
      '/'
    )
    const { html } = await visitor.get('/account')
    assert.include(html, 'Vous êtes Rosine Abena.')
    assert.isFalse([...visitor.cookies.keys()].includes('session'))
  })
})

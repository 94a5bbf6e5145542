import { test } from '@japa/runner'
import { PauseSending } from '#delivery/pauses/pause_sending'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { aMessage } from '#tests/helpers/arrange'
import { aProgramme } from '#tests/helpers/programme'
import { aUser } from '#tests/helpers/users'
import { Visitor, type Page } from '#tests/helpers/visitor'

test.group('The frame of a page', (group) => {
  withCleanDatabase(group)

  test('says where one is, who one is, and that nothing is sent', async ({ assert }) => {
    const visitor = await Visitor.signedIn(await aUser({ role: 'operator' }))
    const { html, headers } = await visitor.get('/account')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.include(html, '<span class="env test">DRY-RUN</span>')
    assert.include(html, '<strong>Rien n’est envoyé</strong>')
    assert.include(html, '<a class="skip" href="#main">Aller au contenu</a>')
    assert.include(html, 'agent du programme')
    assert.equal(html.match(/<h1>/g)!.length, 1)
  })

  test('leads to the pages that the role may open', async ({ assert }) => {
    const viewer = await Visitor.signedIn(await aUser({ role: 'viewer' }))
    assert.notInclude((await viewer.get('/account')).html, 'href="/users"')
    const admin = await Visitor.signedIn(await aUser({ role: 'admin' }))
    const { html } = await admin.get('/users')
    assert.include(html, '<a href="/users" aria-current="page">')
    for (const [, path] of html.matchAll(/<li><a href="(\/[^"]*)"/g))
      assert.equal((await admin.get(path)).status, 200, path)
  })

  test('names who paused everything, since when, and why', async ({ assert }) => {
    const user = await aUser({ name: 'Paule Mbarga' })
    const visitor = await Visitor.signedIn(user)
    const pause = await make(PauseSending)
    await pause.run({
      scope: 'everything',
      subject: '',
      actor: user.actor,
      reason: 'Textes <b>à relire</b>',
    })
    const { html } = await visitor.get('/account')
    assert.match(
      html,
      /<strong>Rien ne part depuis [^<]+<\/strong>\u00a0: Paule Mbarga a tout suspendu/
    )
    assert.include(html, 'Textes &lt;b&gt;à relire&lt;/b&gt;')
  })

  test('loads style sheets, icons and scripts that may be kept for a year', async ({ assert }) => {
    const visitor = new Visitor()
    const { html } = await visitor.get('/sign-in')
    const assets = [...html.matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)].map(([, path]) => path)
    assert.isAtLeast(new Set(assets).size, 3)
    for (const path of assets) {
      const { status, headers } = await visitor.get(path)
      assert.equal(status, 200, path)
      assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.lengthOf(headers.getSetCookie(), 0)
    }
    assert.equal((await visitor.get('/assets/app.000000000000.css')).status, 404)
  })

  test('says how many messages wait for a person, once for those who hear it', async ({
    assert,
  }) => {
    const visitor = await Visitor.signedIn(await aUser())
    assert.notInclude((await visitor.get('/account')).html, 'class="hide"> : ')
    await aMessage({ status: 'failed' })
    await aMessage({ status: 'dead_letter' })
    const { html } = await visitor.get('/account')
    assert.match(html, /À traiter\s*<b aria-hidden="true">2<\/b><span class="hide"> : 2 messages/)
  })

  for (const path of ['/', '/messages', '/account']) {
    test(`keeps to 60 kB for a first view of ${path}`, async ({ assert }) => {
      await aProgramme()
      const visitor = await Visitor.signedIn(await aUser({ role: 'operator' }))
      const page = await visitor.get(path, { 'accept-encoding': 'br' })
      const sizes = await transferred(visitor, page.html)
      const hasCharts = [...sizes.keys()].some((url) => url.includes('uplot'))
      assert.equal(hasCharts, path === '/')
      const bytes = [...sizes.values()].reduce((sum, size) => sum + size, sizeOf(page))
      assert.isBelow(bytes, 60_000)
    })
  }
})

/** Bytes of what a page loads, by address, as a browser gets them. */
async function transferred(visitor: Visitor, html: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  for (const [, path] of html.matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)) {
    sizes.set(path, sizeOf(await visitor.get(path, { 'accept-encoding': 'br' })))
  }
  return sizes
}

function sizeOf({ headers }: Page): number {
  if (headers.get('content-encoding') !== 'br') throw new Error('It was not compressed')
  return Number(headers.get('content-length'))
}

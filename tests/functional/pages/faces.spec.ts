import { test } from '@japa/runner'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext, Router } from '@adonisjs/core/http'
import { middleware } from '#start/kernel'
import { rawAnswer } from '#tests/helpers/raw_requests'
import { PageServer } from '#tests/helpers/page_server'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const FORM = 'application/x-www-form-urlencoded'

/** The same three routes for each face. */
function routesOf(router: Router): void {
  const echo = ({ request }: HttpContext) => ({ method: request.method(), body: request.body() })
  for (const prefix of ['/children', '/api/v1/children', '/webhooks/children']) {
    router.post(prefix, echo)
    router.put(prefix, echo)
    router.delete(prefix, echo)
  }
  for (const path of ['/forms', '/api/v1/forms', '/webhooks/forms'])
    router.post(path, echo).use(middleware.body())
  router.get('/fault', () => {
    throw new Error('inner Canari of the database')
  })
  router.get('/conflict', () => {
    throw new Exception('Two <b>Canaris</b> & a half', { status: 409 })
  })
}

test.group('A face of the web server', (group) => {
  let server: PageServer

  group.setup(async () => {
    server = await PageServer.start(routesOf)
    return () => server.stop()
  })

  const json = async (response: Response) => (await response.json()) as any
  const get = (path: string, accept = BROWSER) => server.fetch(path, { headers: { accept } })

  test('answers errors as problem details to machines, whatever they prefer', async ({
    assert,
  }) => {
    for (const path of ['/api', '/api/v1/nothing', '/webhooks/orange/x', '/health/x']) {
      const response = await get(path)
      assert.equal(response.status, 404, path)
      assert.equal(response.headers.get('content-type'), 'application/problem+json', path)
    }
  })

  test('answers errors of pages in the language of the browser', async ({ assert }) => {
    const answers: [string, RegExp][] = [
      ['en-GB,fr;q=0.5', /This page does not exist/],
      ['de, fr;q=0.9, en;q=0.1', /Cette page n’existe pas/],
      ['de', /Cette page n’existe pas/],
    ]
    for (const [language, words] of answers) {
      const headers = { 'accept': BROWSER, 'accept-language': language }
      assert.match(await (await server.fetch('/nothing', { headers })).text(), words)
    }
  })

  test('lets pages load nothing from elsewhere and run nothing within', async ({ assert }) => {
    for (const path of ['/', '/nothing', '/%zz']) {
      const policy = (await get(path)).headers.get('content-security-policy')!
      assert.include(policy, "default-src 'self'")
      assert.include(policy, "frame-ancestors 'none'")
      assert.notMatch(policy, /unsafe|\*/)
    }
  })

  test('tells browsers to keep to HTTPS, to name no address and to share no window', async ({
    assert,
  }) => {
    for (const path of ['/', '/api/v1/nothing', '/webhooks/orange/x', '/health/x', '/%zz']) {
      const { headers } = await get(path)
      assert.equal(headers.get('strict-transport-security'), 'max-age=31536000', path)
      assert.equal(headers.get('referrer-policy'), 'no-referrer', path)
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', path)
    }
  })

  test('answers errors of pages as a page to a browser', async ({ assert }) => {
    for (const path of ['/', '/nothing-Canari', '/apis', '/healthy/x']) {
      const response = await get(path)
      const text = await response.text()
      assert.equal(response.status, 404, path)
      assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
      assert.include(text, '<html lang="fr">')
      assert.include(text, '<h1>Cette page n’existe pas.</h1>')
      assert.notInclude(text, 'Canari')
    }
  })

  const preferences: [string, string][] = [
    ['*/*', 'application/problem+json'],
    ['application/json', 'application/problem+json'],
    ['application/json, text/html;q=0.5', 'application/problem+json'],
    ['text/html;q=0', 'application/problem+json'],
    ['TEXT/HTML; charset=utf-8', 'text/html; charset=utf-8'],
    ['application/json;q=0.5, text/html', 'text/html; charset=utf-8'],
  ]
  for (const [accept, type] of preferences) {
    test(`answers errors of pages as ${type} to "${accept}"`, async ({ assert }) => {
      assert.equal((await get('/nothing', accept)).headers.get('content-type'), type)
    })
  }

  test('keeps what went wrong inside from who looks at a page', async ({ assert }) => {
    const response = await get('/fault')
    assert.equal(response.status, 500)
    assert.notMatch(await response.text(), /Canari|Error|\.ts/)
  })

  test('escapes what a page of an error says', async ({ assert }) => {
    const headers = { 'accept': BROWSER, 'x-request-id': '<script>alert(1)</script>' }
    const response = await server.fetch('/conflict', { headers })
    const text = await response.text()
    assert.equal(response.status, 409)
    assert.include(text, 'La demande n’a pas abouti.')
    assert.include(text, '&lt;script&gt;alert(1)&lt;/script&gt;')
    assert.notMatch(text, /<script|<b>|Canari/)
  })

  test('answers an address that cannot be decoded as any other', async ({ assert }) => {
    const headers = { Accept: BROWSER }
    const page = await rawAnswer({ method: 'GET', path: '/children/%ff', headers })
    assert.match(page, /^HTTP\/1.1 404[^]+content-type: text\/html[^]+<h1>Cette page n/)
    const problem = await rawAnswer({ method: 'GET', path: '/api/v1/%ff', headers })
    assert.match(problem, /^HTTP\/1.1 404[^]+content-type: application\/problem\+json/)
  })

  test('takes a form of a page for the method it names', async ({ assert }) => {
    for (const method of ['PUT', 'DELETE', 'delete']) {
      const response = await server.fetch(`/children?_method=${method}`, { method: 'POST' })
      assert.equal((await json(response)).method, method.toUpperCase())
    }
  })

  test('takes a form for nothing but a change', async ({ assert }) => {
    for (const query of ['_method=GET', '_method=HEAD', '_method=', '_method[]=PUT&_method[]=x']) {
      const response = await server.fetch(`/children?${query}`, { method: 'POST' })
      assert.equal((await json(response)).method, 'POST', query)
    }
    assert.equal((await server.fetch('/children?_method=DELETE')).status, 404)
  })

  test('takes no request of a machine for another method', async ({ assert }) => {
    for (const path of ['/api/v1/children', '/%61pi/v1/children', '/webhooks/children']) {
      const response = await server.fetch(`${path}?_method=DELETE`, { method: 'POST' })
      assert.equal((await json(response)).method, 'POST', path)
    }
  })

  test('reads forms for pages, and JSON for the API', async ({ assert }) => {
    const post = (path: string, type: string, body: string) =>
      server.fetch(path, { method: 'POST', headers: { 'content-type': type }, body })
    const form = await json(await post('/forms', FORM, 'name=Awa&name_2='))
    assert.deepEqual(form.body, { name: 'Awa', name_2: null })
    const sent = await json(await post('/api/v1/forms', 'application/json', '{"name":"Awa"}'))
    assert.deepEqual(sent.body, { name: 'Awa' })

    for (const [path, type] of [
      ['/forms', 'application/json'],
      ['/forms', 'text/plain'],
      ['/api/v1/forms', FORM],
    ]) {
      const response = await post(path, type, 'name=Canari')
      const text = await response.text()
      assert.equal(response.status, 415, text)
      assert.notInclude(text, 'Canari')
    }
    assert.equal((await post('/webhooks/forms', 'application/json', '{}')).status, 500)
    assert.equal((await post('/forms', FORM, 'name=%00')).status, 422)
    assert.equal((await post('/forms', FORM, `name=${'x'.repeat(300_000)}`)).status, 413)
  })
})

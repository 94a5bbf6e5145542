import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import { validate } from '@readme/openapi-parser'
import { ABILITY_NAMES } from '#access/api_abilities'
import { nameOfFace } from '#faces/faces'
import { templateOf } from '#openapi/path_parameters'
import { ApiDocument } from '#tests/helpers/api_document'
import { runAce } from '#tests/helpers/run_ace'
import { withoutDatabase } from '#tests/helpers/without_database'

const HTTP_METHODS = ['get', 'post', 'put', 'patch', 'delete']

test.group('The document', (group) => {
  withoutDatabase(group)

  test('is OpenAPI 3.1', async ({ assert }) => {
    const { document } = new ApiDocument()
    assert.match(document.openapi, /^3\.1\./)
    assert.include(await validate(structuredClone(document) as any), { valid: true })
  })

  test('has every route that programs call, and no other', ({ assert }) => {
    const routes = Object.values(router.toJSON()).flat()
    const called = routes
      .filter(({ pattern }) => !['pages', 'metrics'].includes(nameOfFace(pattern)))
      .flatMap(({ methods, pattern }) =>
        methods
          .filter((method) => method !== 'HEAD')
          .map((method) => `${method} ${templateOf(pattern)}`)
      )
    const documented = new ApiDocument().operations().map(({ key }) => key)
    assert.isAbove(called.length, 50)
    assert.sameMembers(documented, called)
  })

  test('says the ability of each operation as its route asks for it', ({ assert }) => {
    const abilities = new Map<string, string | undefined>()
    for (const { methods, pattern, middleware } of Object.values(router.toJSON()).flat()) {
      const asked: any = [...middleware.all()].find((one: any) => one.name === 'ability')
      abilities.set(`${methods[0]} ${templateOf(pattern)}`, asked?.args.ability)
    }
    for (const { key, operation } of new ApiDocument().operations()) {
      const ability = abilities.get(key)
      assert.equal(operation['x-ability'], ability, key)
      assert.deepEqual(operation.security, ability ? [{ token: [ability] }] : [], key)
    }
  })

  test('names all abilities', ({ assert }) => {
    const { description } = new ApiDocument().document.components.securitySchemes.token
    for (const name of ABILITY_NAMES) assert.include(description, `\`${name}\``)
  })

  test('has no field without a kind, and no object that is open by mistake', ({ assert }) => {
    const { components } = new ApiDocument().document
    for (const [name, schema] of Object.entries<any>(components.schemas))
      if (schema.type === 'object') assert.isFalse(schema.additionalProperties, name)
  })

  test('is in docs/openapi.json, as the command writes it', async ({ assert }) => {
    const printed = await runAce(['api:document'])
    assert.equal(printed.code, 0)
    const kept = await readFile(app.makePath('docs/openapi.json'), 'utf8')
    assert.equal(printed.stdout, kept, 'node ace api:document --file=docs/openapi.json')
  })

  test('is answered without a token, for programs and as a page that needs nothing else', async ({
    client,
    assert,
  }) => {
    const json = await client.get('/api/v1/openapi.json')
    json.assertStatus(200)
    assert.deepEqual(json.body(), JSON.parse(JSON.stringify(new ApiDocument().document)))

    const page = await client.get('/api/v1/docs')
    const text = page.text()
    assert.equal(page.header('content-type'), 'text/html; charset=utf-8')
    assert.match(page.header('content-security-policy')!, /default-src 'self'/)
    assert.notMatch(text, /<script|<style|\sstyle=|\son\w+=|src=|https?:\/\//)
    assert.deepEqual(text.match(/<link[^>]+>/g), [
      '<link rel="stylesheet" href="docs/style.css" />',
    ])
    assert.include(text, 'width=device-width')
    const style = await client.get('/api/v1/docs/style.css')
    assert.equal(style.header('content-type'), 'text/css; charset=utf-8')
    assert.notMatch(style.text(), /url\(|@import/)
  })

  test('is wholly on the page, whose links all lead somewhere', async ({ client, assert }) => {
    const text = (await client.get('/api/v1/docs')).text()
    const api = new ApiDocument()
    for (const { method, path } of api.operations()) {
      assert.include(HTTP_METHODS, method)
      assert.include(text, `${method.toUpperCase()}</span> <code>${path}</code>`)
    }
    const anchors = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    for (const link of links) assert.isTrue(anchors.has(link), link)
    for (const name of Object.keys(api.document.components.schemas))
      assert.isTrue(anchors.has(`schema-${name}`), name)
  })
})

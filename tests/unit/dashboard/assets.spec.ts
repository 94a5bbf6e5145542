import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Assets } from '#dashboard/assets'

test.group('Assets', () => {
  test('have an address of their content, and are found by it alone', async ({ assert }) => {
    const assets = await app.container.make(Assets)
    const url = assets.url('app.css')
    assert.match(url, /^\/assets\/app\.[0-9a-f]{12}\.css$/)
    const name = url.split('/').at(-1)!
    const plain = (await assets.find(name))!
    assert.equal(plain.type, 'text/css; charset=utf-8')
    assert.include(plain.body.toString(), '.card')
    for (const other of ['app.css', 'app.000000000000.css', '../package.json', 'constructor'])
      assert.isUndefined(await assets.find(other))
    assert.throws(() => assets.url('other.css'), /no asset "other.css"/)
  })

  test('are compressed as the browser asks', async ({ assert }) => {
    const assets = await app.container.make(Assets)
    const name = assets.url('app.css').split('/').at(-1)!
    const { body } = (await assets.find(name))!
    const br = (await assets.find(name, 'gzip, deflate, br'))!
    assert.equal(br.encoding, 'br')
    assert.deepEqual(brotliDecompressSync(br.body), body)
    const gzip = (await assets.find(name, 'gzip'))!
    assert.equal(gzip.encoding, 'gzip')
    assert.deepEqual(gunzipSync(gzip.body), body)
  })
})

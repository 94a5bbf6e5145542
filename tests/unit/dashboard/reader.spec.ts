import { test } from '@japa/runner'
import { browserInWords } from '#dashboard/browser_in_words'
import { localPath } from '#dashboard/local_path'
import { readerLanguage, type Reader } from '#dashboard/reader_language'

test.group('The language of a reader', () => {
  const readers: [Omit<Reader, 'fallback'>, string][] = [
    [{}, 'fr'],
    [{ own: 'en', chosen: 'fr', acceptLanguage: 'fr' }, 'en'],
    [{ chosen: 'en', acceptLanguage: 'fr' }, 'en'],
    [{ acceptLanguage: 'en-GB,en;q=0.9' }, 'en'],
    [{ acceptLanguage: 'de,fr;q=0.2,en;q=0.3' }, 'en'],
    [{ acceptLanguage: 'en;q=0,fr;q=0.1' }, 'fr'],
    [{ own: '../x', chosen: {}, acceptLanguage: ';;;,=' }, 'fr'],
  ]
  for (const [reader, language] of readers) {
    test(`is ${language} for ${JSON.stringify(reader)}`, ({ assert }) => {
      assert.equal(readerLanguage({ ...reader, fallback: 'fr' }), language)
    })
  }

  test('is one that there is, whatever DEFAULT_LANGUAGE says', ({ assert }) => {
    assert.equal(readerLanguage({ fallback: 'pt' }), 'fr')
  })
})

test.group('An address to go to', () => {
  test('is on this site', ({ assert }) => {
    for (const path of ['/', '/messages?status=failed&page=2', '/users/12', '/a%20b'])
      assert.equal(localPath(path), path)
    const elsewhere = [
      '',
      'x',
      '//x',
      '/\\x',
      'https://x',
      '/\u0000',
      '/a\r\nb',
      `/${'x'.repeat(600)}`,
    ]
    for (const path of [...elsewhere, undefined, null, ['/x'], {}])
      assert.equal(localPath(path, '/home'), '/home')
  })
})

test.group('A browser in words', () => {
  const browsers: [string, string][] = [
    ['Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0', 'Firefox, Android'],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36',
      'Chrome, Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Safari, iPhone',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36 Edg/129.0.0.0',
      'Edge, Windows',
    ],
    ['curl/8.5.0', ''],
    ['', ''],
  ]
  for (const [header, words] of browsers) {
    test(`is "${words}" for ${header.slice(0, 40)}`, ({ assert }) => {
      assert.equal(browserInWords(header), words)
    })
  }
})

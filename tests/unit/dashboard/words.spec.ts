import { readdir, readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { LANGUAGES } from '#access/languages'
import { withoutDatabase } from '#tests/helpers/without_database'

/** Keys that are put together from a value, by their beginning. */
const BUILT =
  /^(frame\.(nav|role|language|error|sending|actor)|users\.(fault|ability|password)|sign_in\.code)_/

/** The same of the screens, whose words have groups. */
const OF_GROUPS = [
  /^(states|reasons)\./,
  /^today\.(problems|actions|tiles|notes|week_charts)\./,
  /^today\.week\.units_/,
  /^(messages|patients|schedules|activity)\.csv_columns\./,
  /^messages\.(tabs|titles|filters|empty|bulk|batch)\./,
  /^message\.(actions|why|ask|done|refused|facts|sentences|timeline)\./,
  /^attention\.(retry|reject|resolve)$/,
  /^patients\.(empty|statuses|doses|unplanned|consent)\./,
  /^patient\.(verdicts|remedies|ways|ask|effects)\./,
  /^patient\.refused\./,
  /^schedules\.(tabs|empty|states|outcomes|reasons|jobs|missed|verdicts|actions|why|ask|done|refused|kinds|units|priorities|overlaps|faults|preview)\./,
  /^system\.(titles|statuses|checks|accounts|processes|roles|jobs|runs|figures)\./,
  /^templates\.(titles|who|remove)\./,
  /^results\.(titles|tabs)\./,
  /^forecast\.titles\./,
  /^kafka\.(classes|why|refused|states)\./,
  /^activity\.(actions|kinds|titles|batches|filters|ended|empty)\./,
  /^start\.(badge|done|missing|done_text|text|action|test)\./,
  /^imports\.(states|counts|titles|title|note|figures|notes|faults|unusable|file|empty)\./,
  /^system\.incidents\.(fail|warn|recovered)$/,
  /^alerts\.(subjects|bodies)\./,
]

async function filesOf(folder: string, ending: string): Promise<string[]> {
  const names = await readdir(app.makePath(folder), { recursive: true })
  return names.filter((name) => name.endsWith(ending)).map((name) => app.makePath(folder, name))
}

const wordsOf = (language: string) => i18nManager.getTranslationsFor(language)

/** The names of what a text is given. */
function argumentsOf(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return []
    const inner =
      'options' in element
        ? Object.values(element.options).flatMap(({ value }) => argumentsOf(value))
        : []
    return [element.value, ...inner]
  })
}

test.group('The words of the pages', (group) => {
  withoutDatabase(group)
  test('are the same keys in every language, each with the same values', ({ assert }) => {
    const [first, ...others] = LANGUAGES.map(wordsOf)
    assert.isAbove(Object.keys(first).length, 50)
    for (const other of others) {
      assert.sameMembers(Object.keys(other), Object.keys(first))
      for (const [key, text] of Object.entries(first))
        assert.sameMembers(
          [...new Set(argumentsOf(parse(other[key])))],
          [...new Set(argumentsOf(parse(text)))],
          key
        )
    }
  })

  test('exist for every key that is asked for', async ({ assert }) => {
    const files = [...(await filesOf('resources/views', '.edge')), ...(await filesOf('app', '.ts'))]
    const asked = new Set<string>()
    for (const file of files) {
      const text = await readFile(file, 'utf8')
      for (const [, key] of text.matchAll(/\bt\(\s*'([a-z_]+\.\w+)'(?!\s*\+)/g)) asked.add(key)
    }
    assert.isAbove(asked.size, 50)
    const known = Object.keys(wordsOf('fr'))
    for (const key of asked) assert.include(known, key)
  })

  test('are all used', async ({ assert }) => {
    const files = [...(await filesOf('resources/views', '.edge')), ...(await filesOf('app', '.ts'))]
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
    const all = texts.join('\n')
    for (const key of Object.keys(wordsOf('fr')))
      if (!BUILT.test(key) && !OF_GROUPS.some((keys) => keys.test(key)))
        assert.include(all, `'${key}'`)
  })

  test('in French have the spaces of French', ({ assert }) => {
    for (const [key, text] of Object.entries(wordsOf('fr'))) {
      assert.notMatch(text, / [;!?:»]|« /, `${key}: an ordinary space`)
      assert.notMatch(text, /'/, `${key}: a straight apostrophe`)
    }
  })
})

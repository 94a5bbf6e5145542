import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from '@japa/runner'
import { withoutDatabase } from '#tests/helpers/without_database'

const LINK = /\]\((?!https?:|mailto:|#)([^()#\s]+)/g

/** `[ADR 7](docs/adr/0007-….md)` */
const ADR = /\[ADR (\d+)\]\([^()]*?(\d{4})-[^()]*\)/g

test.group('Documents', (group) => {
  withoutDatabase(group)

  test('link to files that are there, and to the ADR of their number', async ({ assert }) => {
    const wrong: string[] = []
    let links = 0
    for await (const file of glob(['*.md', '{docs,ops}/**/*.md'])) {
      const text = await readFile(file, 'utf8')
      for (const [, target] of text.matchAll(LINK)) {
        links++
        if (!existsSync(join(dirname(file), target))) wrong.push(`${file}: ${target}`)
      }
      for (const [link, number, path] of text.matchAll(ADR))
        if (Number(number) !== Number(path)) wrong.push(`${file}: ${link}`)
    }
    assert.isEmpty(wrong)
    assert.isAbove(links, 100)
  })
})

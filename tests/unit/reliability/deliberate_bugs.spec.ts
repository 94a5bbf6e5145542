import { existsSync, readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { DELIBERATE_BUGS } from '#tests/reliability/bugs/deliberate_bugs'
import { KAFKA_BUGS } from '#tests/reliability/bugs/kafka_bugs'

test.group('Deliberate bugs', () => {
  for (const { name, file, edits, specs } of [...DELIBERATE_BUGS, ...KAFKA_BUGS]) {
    test(`has its place: ${name}`, ({ assert }) => {
      const source = readFileSync(file, 'utf8')
      for (const { find } of edits) assert.lengthOf(source.split(find), 2, `${file}: ${find}`)
      for (const spec of specs) assert.isTrue(existsSync(spec), spec)
    })
  }
})

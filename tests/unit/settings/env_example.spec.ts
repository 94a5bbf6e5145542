import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'

test.group('.env.example', () => {
  test('ends with a line break, as people append to its copy', async ({ assert }) => {
    const text = await readFile(app.makePath('.env.example'), 'utf8')
    assert.isTrue(text.endsWith('\n'))
  })
})

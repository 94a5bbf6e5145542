import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { copySteps } from '#storage/copy/copy_steps'
import { readSchema, type Table } from '#storage/copy/read_schema'

const aTable = (name: string, ...references: Table['references']): Table => ({
  name,
  columns: {
    id: 'integer',
    ...Object.fromEntries(references.map(({ column }) => [column, 'integer'])),
  },
  key: ['id'],
  references,
  numbered: true,
})

test.group('The steps of a copy', () => {
  test('write each row after those that it refers to', async ({ assert }) => {
    const tables = await readSchema(db.connection())
    const order = copySteps(tables).map(({ table }) => table.name)
    assert.equal(order[0], 'sending_pauses')
    for (const { name, references } of tables)
      for (const { table } of references.filter((reference) => reference.table !== name))
        assert.isBelow(order.indexOf(table), order.indexOf(name), `${name} refers to ${table}`)
  })

  test('write what refers to its own table at the end, and seal the audit log', async ({
    assert,
  }) => {
    const steps = copySteps(await readSchema(db.connection()))
    const later = steps.filter(({ write }) => write === 'update').map(({ name }) => name)
    assert.sameMembers(later, ['sms_messages:carried_by', 'audit_links:content,hash,position,salt'])
    const [messages] = steps.filter(({ name }) => name === 'sms_messages')
    assert.notInclude(messages.columns, 'carried_by')
  })

  test('do not exist for tables that refer to each other', ({ assert }) => {
    const tables = [
      aTable('hens', { column: 'egg_id', table: 'eggs' }),
      aTable('eggs', { column: 'hen_id', table: 'hens' }),
    ]
    assert.throws(() => copySteps(tables), 'Tables refer to each other: hens → eggs → hens')
  })
})

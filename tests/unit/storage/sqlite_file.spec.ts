import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { DatabaseReplaced, OpenedFiles } from '#storage/sqlite_file'

test.group('The SQLite file of a process', (group) => {
  let folder: string
  let file: string
  let opened: OpenedFiles

  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'rappel-file-'))
    file = join(folder, 'live.sqlite3')
    writeFileSync(file, 'content')
    opened = new OpenedFiles()
    opened.remember(file)
    return () => rmSync(folder, { recursive: true })
  })

  test('may be written to, and opened again', ({ assert }) => {
    writeFileSync(file, 'more content')
    opened.remember(file)
    opened.ensureSame()
    assert.isFalse(opened.isReplaced)
  })

  test('in memory is none', () => {
    opened.remember(':memory:')
    opened.ensureSame()
  })

  test('is found to be deleted', ({ assert }) => {
    rmSync(file)
    assert.throws(() => opened.ensureSame(), DatabaseReplaced)
    assert.isTrue(opened.isReplaced)
  })

  test('is found to be replaced, and stays so when the first one comes back', ({ assert }) => {
    copyFileSync(file, join(folder, 'backup'))
    renameSync(file, join(folder, 'kept'))
    renameSync(join(folder, 'backup'), file)
    assert.throws(() => opened.remember(file), /was replaced or deleted/)
    renameSync(join(folder, 'kept'), file)
    assert.throws(() => opened.ensureSame(), DatabaseReplaced)
  })
})

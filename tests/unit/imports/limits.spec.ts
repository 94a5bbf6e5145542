import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { test } from '@japa/runner'
import { COLUMNS } from '#imports/columns'
import { openCsvFile } from '#imports/open_csv_file'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { aFile, aRow, csv, importFile, importText } from '#tests/helpers/imports'

const LIMITS = { largestFileMegabytes: 1, mostRows: 5, mostColumns: 100, longestCell: 1_000 }

async function open(content: string) {
  const file = await openCsvFile(await aFile(content), LIMITS)
  await file.handle.close()
}

test.group('A file has limits', (group) => {
  withCleanDatabase(group)

  test('of bytes', async ({ assert }) => {
    const large = csv(aRow()) + 'x'.repeat(1_048_576)
    await assert.rejects(
      () => open(large),
      /patients\.csv: has 2 MB, at most 1 are imported \(imports\.largestFileMegabytes in config\/sms_scheduler\.ts\)\. Divide/
    )
  })

  test('of rows, whichever way lines end', async ({ assert }) => {
    const rows = (count: number) => [...COLUMNS.slice(0, 1), ...Array(count - 1).fill('P-1')]
    for (const end of ['\n', '\r\n', '\r']) {
      await open(rows(5).join(end))
      await open(rows(5).join(end) + end)
      await assert.rejects(
        () => open(rows(6).join(end)),
        /has 6 lines, at most 5 are imported \(imports\.mostRows/
      )
    }
  })

  test('of columns', async ({ assert }) => {
    const wide = csv(aRow()).replace('\n', ',x'.repeat(88) + '\n')
    await assert.rejects(
      () => importText(wide),
      /has 101 columns in line 1, at most 100 are imported \(imports\.mostColumns/
    )
    assert.equal(await countOf('patients'), 0)
  })

  test('of a cell, which costs its row alone', async ({ assert }) => {
    for (const column of COLUMNS) {
      const { rejections } = await importText(csv(aRow({ [column]: 'x'.repeat(1_001) })))
      assert.deepEqual(
        rejections[0].faults.map(({ field, reason }) => `${field} ${reason}`),
        [`${column} has 1001 characters, a cell has at most 1000`]
      )
      assert.isBelow(rejections[0].faults[0].value.length, 200)
    }
  })
})

test.group('What is no regular file', (group) => {
  withCleanDatabase(group)

  test('is refused at once: a pipe, a socket, a device, a folder', async ({ assert, cleanup }) => {
    const file = await aFile(csv(aRow()))
    const [pipe, socket] = [`${file}.pipe`, `${file}.socket`]
    execFileSync('mkfifo', [pipe])
    const server = createServer().listen(socket)
    cleanup(() => void server.close())
    await once(server, 'listening')
    for (const path of [pipe, socket, '/dev/zero', '/dev/null', '/']) {
      await assert.rejects(() => importFile(path), /is not a regular file\. Name a CSV file/)
    }
  }).timeout(5_000)

  test('is not written to in place of the rejected file', async ({ assert }) => {
    for (const make of [
      async (path: string) => void execFileSync('mkfifo', [path]),
      async (path: string) => void (await mkdir(path)),
    ]) {
      const file = await aFile(csv(aRow({ dose: '' })))
      await make(`${file}.rejected.csv`)
      await assert.rejects(
        () => importFile(file),
        /rejected rows could not be written to .* nothing was imported/
      )
    }
  }).timeout(5_000)
})

import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { AceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { withCleanDatabase, countOf } from '#tests/helpers/database'
import { aFile, aRow, csv } from '#tests/helpers/imports'

test.group('node ace sms:import', (group) => {
  withCleanDatabase(group)

  test('killed at any moment leaves whole batches, and the next run does the rest', async ({
    assert,
  }) => {
    /** Far enough from today for one reminder each, whatever day it is. */
    const dueOn = DateTime.utc().plus({ days: 6 }).toISODate()
    const rows = Array.from({ length: 20_000 }, (_, n) =>
      aRow({ patient_ref: `P-${n}`, facility: `CSI ${n % 50}`, due_on: dueOn })
    )
    const file = await aFile(csv(...rows))
    for (let kills = 0; kills < 3; kills++) {
      const before = await countOf('immunizations')
      const running = new AceProcess(['sms:import', file])
      while (running.running && (await countOf('immunizations')) <= before) await delay(5)
      await delay(Math.random() * 60)
      running.kill('SIGKILL')
      await running.ended
      const written = await countOf('immunizations')
      assert.isAbove(written, before)
      assert.equal(await countOf('patients'), written)
      assert.equal(await countOf('sms_messages'), written)
    }
    const { code, stdout } = await runAce(['sms:import', file, '--json'])
    const { imported, unchanged } = JSON.parse(stdout)
    assert.equal(code, 0)
    assert.equal(imported.created + unchanged, 20_000)
    assert.equal(await countOf('immunizations'), 20_000)
    assert.equal(await countOf('sms_messages'), 20_000)
  })

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`told to end by ${signal}, it finishes its batch and says so`, async ({ assert }) => {
      const rows = Array.from({ length: 30_000 }, (_, n) => aRow({ patient_ref: `P-${n}` }))
      const running = new AceProcess(['sms:import', await aFile(csv(...rows)), '--json'])
      while (running.running && (await countOf('immunizations')) === 0) await delay(5)
      running.kill(signal)
      const { code, stdout } = await running.ended
      const summary = JSON.parse(stdout)
      assert.equal(code, 1)
      assert.containSubset(summary, { outcome: 'stopped', rejected: 0 })
      assert.equal(summary.imported.created, await countOf('immunizations'))
    })
  }

  test('also where no row of the file can be imported', async ({ assert }) => {
    const row = aRow({ dose: '' }).join(',') + '\n'
    const file = await aFile(csv() + row.repeat(200_000))
    const running = new AceProcess(['sms:import', file, '--json'])
    while (running.running && !existsSync(`${file}.rejected.csv`)) await delay(5)
    running.kill('SIGTERM')
    const { code, stdout } = await running.ended
    assert.equal(code, 1)
    assert.containSubset(JSON.parse(stdout), { outcome: 'stopped', imported: { created: 0 } })
  })
})

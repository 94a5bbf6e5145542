import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { killAtExit, temporaryFolder } from '#tests/helpers/at_exit'
import { withCleanDatabase } from '#tests/helpers/database'
import { freePort } from '#tests/helpers/postgres'
import { ServerProcess } from '#tests/helpers/server_process'

/** Where it is installed; otherwise the test is skipped, and says so. */
const isInstalled = (program: string) => spawnSync(program, ['--version']).status === 0

const hasPromtool = isInstalled('promtool')
const hasPrometheus = isInstalled('prometheus')
if (!hasPromtool) console.log('\nMetrics: promtool SKIPPED, it is not installed here')
if (!hasPrometheus) console.log('\nMetrics: scrape SKIPPED, Prometheus is not installed here')

test.group('Prometheus', (group) => {
  withCleanDatabase(group)

  test('promtool finds no fault in the metrics', async ({ assert, cleanup }) => {
    const server = await ServerProcess.start({ MONITORING_SOURCES: '127.0.0.1,::1' })
    cleanup(() => server.stop())
    const answer = await fetch(`${server.url}/metrics`)
    const input = await answer.text()
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input })
    assert.equal(`${stdout}${stderr}`, '')
    assert.equal(status, 0)
  }).skip(!hasPromtool, 'promtool is not installed')

  test('Prometheus scrapes them', async ({ assert, cleanup }) => {
    const server = await ServerProcess.start({ MONITORING_SOURCES: '127.0.0.1,::1' })
    cleanup(() => server.stop())
    const folder = temporaryFolder('rappel-prometheus-')
    const file = join(folder, 'prometheus.yml')
    writeFileSync(
      file,
      `global: { scrape_interval: 1s }
scrape_configs: [{ job_name: rappel, static_configs: [{ targets: ['${new URL(server.url).host}'] }] }]
`
    )
    const port = await freePort()
    const prometheus = spawn('prometheus', [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ])
    killAtExit(prometheus)
    cleanup(() => void prometheus.kill())

    const ask = async (query: string) => {
      const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`
      const answer = await fetch(url).catch(() => undefined)
      const body = answer && ((await answer.json()) as { data?: { result: unknown[] } })
      return body?.data?.result ?? []
    }
    for (let tries = 0; tries < 120 && (await ask('rappel_build_info')).length === 0; tries++)
      await delay(500)
    assert.lengthOf(await ask('rappel_build_info'), 1)
    assert.lengthOf(await ask('up == 1'), 1)
    assert.isNotEmpty(await ask('rappel_messages_total'))
  })
    .skip(!hasPrometheus, 'Prometheus is not installed')
    .timeout(90_000)
})

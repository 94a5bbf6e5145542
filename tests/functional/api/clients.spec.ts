import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import { DateTime } from 'luxon'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aMessage, aPatient } from '#tests/helpers/arrange'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aFolder } from '#tests/helpers/test_folder'
import { onOneDatabase } from '#tests/helpers/without_database'

const serverUrl = () => `http://${process.env.HOST}:${process.env.PORT}`
const inDays = (days: number) => DateTime.utc().plus({ days }).toISODate()

/** `--fail-with-body` is of curl 7.76. */
function hasCurl(): boolean {
  try {
    return execFileSync('curl', ['--help', 'all']).includes('--fail-with-body')
  } catch {
    return false
  }
}

test.group('The script of docs/api.md', (group) => {
  onOneDatabase(group)
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())
  group.each.setup(installDefaultTemplates)
  group.tap((each) => each.skip(!hasCurl(), 'curl 7.76 or newer is not installed'))

  const script = app.makePath('examples/api/run_the_programme.sh')

  test('runs the programme; twice does nothing twice', async ({ assert }) => {
    const token = await anApiToken(
      ...(['patients:read', 'patients:write', 'messages:read', 'messages:write'] as const),
      ...(['jobs:write', 'schedules:read', 'stats:read', 'scheduler:read'] as const)
    )
    /** Both runs on one day. */
    const days = { TODAY: inDays(0), DUE: inDays(8), LATER: inDays(15) }
    const env = { ...process.env, ...days, RAPPEL_URL: serverUrl(), RAPPEL_TOKEN: token }
    for (const outcome of ['created', 'unchanged']) {
      const { stdout } = await promisify(execFile)('sh', [script], { env })
      assert.include(stdout, `"patient_ref":"EXAMPLE-0002","outcome":"${outcome}"`)
      assert.match(stdout, /"patient_ref":"EXAMPLE-0003","outcome":"rejected","errors":\[/)
      assert.match(stdout, /"status":"scheduled"/)
      assert.match(stdout, /"outcome":"(recorded|unchanged)".*"administered_on":"\d{4}-/)
      assert.notInclude(stdout, token)
    }
    assert.equal(await countOf('patients'), 2)
    assert.equal(await countOf('schedules'), 1)
    assert.lengthOf(await db.from('sms_messages').where('source', 'api'), 1)
    const { status } = await db.from('patients').where('external_ref', 'EXAMPLE-0002').firstOrFail()
    assert.equal(status, 'moved')
  })

  test('ends with an error at the first request that is refused', async ({ assert }) => {
    const env = { ...process.env, RAPPEL_URL: serverUrl(), RAPPEL_TOKEN: 'wrong' }
    const { code, stdout } = await promisify(execFile)('sh', [script], { env }).catch(
      (error) => error
    )
    assert.isAbove(code, 0)
    assert.include(stdout, '"status":401')
    assert.notInclude(stdout, 'immunizations')
  })

  test('is shown as it is', ({ assert }) => {
    const shown = /```shell\n([\s\S]*?)```/.exec(readFileSync(app.makePath('docs/api.md'), 'utf8'))
    const lines = readFileSync(script, 'utf8')
    assert.include(lines, shown![1])
  })
})

/** What lies between the register and Rappel, and does this to the requests that come, in order. */
type Fault = 'busy' | 'answer lost' | 'none'

async function aNetworkWith(faults: Fault[]) {
  const seen: number[] = []
  const proxy = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })
  async function pass(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const fault = faults[seen.length] ?? 'none'
    seen.push(performance.now())
    if (fault === 'busy')
      return response.writeHead(429, { 'Retry-After': '1' }).end('{"detail":"busy"}')
    const { method, headers } = request
    const answer = await fetch(serverUrl() + request.url, {
      method,
      headers: {
        'authorization': headers.authorization!,
        'content-type': headers['content-type'] ?? '',
      },
      body: chunks.length > 0 ? new Uint8Array(Buffer.concat(chunks)) : undefined,
    })
    const text = await answer.text()
    if (fault === 'answer lost') return response.destroy()
    return response.writeHead(answer.status).end(text)
  }
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const stop = () => {
    proxy.closeAllConnections()
    proxy.close()
  }
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, seen, stop }
}

test.group('The register of examples/register', (group) => {
  onOneDatabase(group)
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())
  group.each.setup(installDefaultTemplates)

  async function aRegister(url: string) {
    const token = await anApiToken('patients:write', 'messages:read')
    const env = { ...process.env, RAPPEL_URL: url, RAPPEL_TOKEN: token }
    const script = app.makePath('examples/register/register.js')
    return (...args: string[]) => {
      const child = spawn(process.execPath, [script, ...args], { env })
      const said = { out: '', err: '' }
      child.stdout.on('data', (chunk) => (said.out += chunk))
      child.stderr.on('data', (chunk) => (said.err += chunk))
      const ended = once(child, 'close').then(([code]) => ({ code, ...said }))
      return { child, ended }
    }
  }

  async function aFileOf(count: number, others: unknown[] = []): Promise<string> {
    const file = join(await aFolder(), 'children.ndjson')
    const child = (n: number) => ({
      patient_ref: `child-${n}`,
      first_name: 'Amina',
      caregiver_phone: `+23769${String(n).padStart(7, '0')}`,
      facility: 'CSI Briqueterie',
      vaccine: 'Penta',
      dose: '1',
      due_on: inDays(300),
    })
    const lines = [...others.map(String), ...Array.from({ length: count }, (_, n) => child(n))]
    writeFileSync(
      file,
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
    )
    return file
  }

  test('pushes every child once, whatever the network does, and keeps what was rejected', async ({
    assert,
    cleanup,
  }) => {
    const network = await aNetworkWith(['busy', 'answer lost'])
    cleanup(network.stop)
    const register = await aRegister(network.url)
    const file = await aFileOf(1_198, ['not JSON', '{ "patient_ref": "half", "consent": "no" }'])
    const { code, out, err } = await register('push', file).ended
    assert.equal(code, 2, err)
    assert.equal(await countOf('patients'), 1_198)
    const { created, unchanged, rejected } = JSON.parse(out)
    assert.equal(created + unchanged, 1_198)
    assert.equal(rejected, 2)
    assert.lengthOf(network.seen, 4)
    assert.isAtLeast(network.seen[1] - network.seen[0], 900)
    assert.match(err, /429: trying again in 1 s/)
    const lines = readFileSync(`${file}.rejected`, 'utf8').trim().split('\n')
    const [first, second] = lines.map((line) => JSON.parse(line))
    assert.lengthOf(lines, 2)
    assert.equal(first.line, 1)
    assert.equal(second.line, 2)
    assert.include(
      second.errors.map(({ field }: any) => field),
      'first_name'
    )

    const again = await register('push', file).ended
    assert.equal(again.code, 0)
    assert.lengthOf(network.seen, 4)
  })

  test('goes on where it was killed', async ({ assert, cleanup }) => {
    const network = await aNetworkWith([])
    cleanup(network.stop)
    const register = await aRegister(network.url)
    const file = await aFileOf(2_100)
    const { child, ended } = register('push', file)
    child.stderr.once('data', () => child.kill('SIGKILL'))
    await ended
    const before = network.seen.length
    const { code, err } = await register('push', file).ended
    assert.equal(code, 0)
    assert.equal(await countOf('patients'), 2_100)
    assert.match(err, /line 2100/)
    assert.isAtMost(network.seen.length - before, 2)
  })

  test('reads back who was not reached, over all pages', async ({ assert }) => {
    const register = await aRegister(serverUrl())
    const [one, other] = [await aPatient(), await aPatient()]
    const now = DateTime.utc()
    for (let n = 0; n < 205; n++)
      await aMessage({
        patientId: n === 0 ? other.id : one.id,
        status: n === 0 ? 'undelivered' : 'expired',
        reason: n === 0 ? 'undelivered' : 'no_window_before_deadline',
        createdAt: now,
        updatedAt: now,
      })
    await aMessage({ patientId: other.id, status: 'delivered' })
    const { code, out, err } = await register('not-reached', inDays(-1)).ended
    assert.equal(code, 0, err)
    const children = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      children.map(({ patient_ref: ref, reminders }) => [ref, reminders.length]),
      [
        [one.externalRef, 204],
        [other.externalRef, 1],
      ]
    )
  })

  test('says what Rappel refuses, and ends with 1', async ({ assert }) => {
    const register = await aRegister(serverUrl())
    const { code, err } = await register('not-reached', 'yesterday').ended
    assert.equal(code, 1)
    assert.match(err, /422 .*\n\s+from: .*yesterday/)
    const usage = await register('pull').ended
    assert.equal(usage.code, 1)
    assert.include(usage.err, 'Usage')
  })
})

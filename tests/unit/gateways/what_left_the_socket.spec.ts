import net from 'node:net'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { connectionPool } from '#gateways/orange/connection_pool'
import { classifyNetworkError } from '#gateways/orange/classify_network_error'
import { OrangeHttp, type OrangeRequest } from '#gateways/orange/orange_http'
import { CountingServer, type Plan } from '#tests/unit/gateways/counting_server'
import { withoutDatabase } from '#tests/helpers/without_database'

const REQUEST: OrangeRequest = {
  method: 'POST',
  path: '/send',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ text: 'x'.repeat(300) }),
  timeoutMs: 300,
}

/** Milliseconds for bytes that are on their way to be read by the other side. */
const ARRIVAL_MS = 20

const plans: fc.Arbitrary<Plan> = fc.record({
  answered: fc.constantFrom(0, 0, 1, 2),
  afterBytes: fc.constantFrom(0, 1, 40, 300, 10_000),
  end: fc.constantFrom('reset', 'close', 'half-close', 'hang'),
})

function trusting({ trust }: CountingServer) {
  const pool = connectionPool()
  Object.assign(Reflect.get(pool.httpsAgent, 'options'), trust)
  return pool
}

test.group('Whether a byte of the request left', (group) => {
  withoutDatabase(group)
  test('what the other side received of it is never "surely not sent" ({$self})')
    .with(['http', 'https'])
    .run(async ({ assert }, scheme) => {
      let [written, unwritten] = [0, 0]
      await fc.assert(
        fc.asyncProperty(plans, fc.integer({ min: 1, max: 12 }), async (plan, timeoutMs) => {
          const server = await CountingServer.start(plan, { secure: scheme === 'https' })
          const http = new OrangeHttp(server.url, trusting(server))
          const isHanging = plan.end === 'hang' || plan.afterBytes > 400
          for (let n = 0; n < plan.answered; n++) await http.exchange(REQUEST)
          /** One that hangs is given up at any moment of its way. */
          const end = await http.exchange({ ...REQUEST, ...(isHanging && { timeoutMs }) })
          await new Promise((resolve) => setTimeout(resolve, ARRIVAL_MS))
          const { bytes } = server
          await server.stop()
          if (end.kind === 'answer') return
          if (end.written) written++
          else unwritten++
          if (bytes > 0) assert.isTrue(end.written, JSON.stringify({ plan, end, bytes }))
        }),
        { numRuns: 60 }
      )
      assert.isAbove(written, 0)
    })
    .timeout(30_000)

  test('{0}: surely not sent')
    .with([
      ['nobody listens', 'ECONNREFUSED', refused],
      ['no file descriptor is left', 'EMFILE', withoutDescriptor('EMFILE')],
      ['the machine has no file descriptor left', 'ENFILE', withoutDescriptor('ENFILE')],
      ['no port is left', 'EADDRNOTAVAIL', withoutDescriptor('EADDRNOTAVAIL')],
      ['no buffer is left', 'ENOBUFS', withoutDescriptor('ENOBUFS')],
      ['a firewall of this machine', 'EACCES', withoutDescriptor('EACCES')],
      ['a name that cannot be looked up now', 'EAI_AGAIN', withoutDescriptor('EAI_AGAIN')],
      ['a name that is never found', 'ERR_CANCELED', neverFound],
      ['a handshake that is cut off', 'ECONNRESET', handshakeCutOff],
    ] as const)
    .run(async ({ assert }, [, code, fault]) => {
      const end = await fault()
      assert.containsSubset(end, { kind: 'fault', written: false, code })
    })

  test('a kept connection that is found destroyed has carried nothing', async ({ assert }) => {
    const server = await CountingServer.start({ answered: 9, afterBytes: 1, end: 'hang' })
    const pool = connectionPool()
    const http = new OrangeHttp(server.url, pool)
    await http.exchange(REQUEST)
    const reuse = pool.httpAgent.reuseSocket.bind(pool.httpAgent)
    pool.httpAgent.reuseSocket = (socket, request) => {
      reuse(socket, request)
      socket.destroy()
    }
    const end = await http.exchange(REQUEST)
    await server.stop()
    assert.containsSubset(end, { kind: 'fault', written: false })
  })

  test('a kept connection that breaks under the request has', async ({ assert }) => {
    const server = await CountingServer.start({ answered: 1, afterBytes: 1, end: 'reset' })
    const http = new OrangeHttp(server.url)
    await http.exchange(REQUEST)
    const end = await http.exchange(REQUEST)
    await server.stop()
    assert.isAbove(server.bytes, 0)
    assert.containsSubset(end, { kind: 'fault', written: true })
  })
})

test.group('A machine that has no connection left', (group) => {
  withoutDatabase(group)
  test('is a fault of our own', ({ assert }) => {
    const own = ['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM', 'EACCES', 'EPERM']
    for (const code of own) {
      const before = classifyNetworkError({ kind: 'fault', written: false, code })
      assert.equal(before.outcome, 'own_fault', code)
      const after = classifyNetworkError({ kind: 'fault', written: true, code })
      assert.equal(after.outcome, 'ambiguous', code)
    }
  })

  test('is asked for fewer of them: those that were open go on', async ({ assert }) => {
    const server = await CountingServer.start({ answered: 1_000, afterBytes: 1, end: 'hang' })
    const pool = connectionPool()
    const connect = pool.httpAgent.createConnection.bind(pool.httpAgent)
    let [open, refusals] = [0, 0]
    pool.httpAgent.createConnection = (options, callback) => {
      if (open >= 8) {
        refusals++
        return destroyedBy('EMFILE')
      }
      open++
      return connect(options, callback)
    }
    const http = new OrangeHttp(server.url, pool)
    const ends = await Promise.all(
      Array.from({ length: 400 }, () => http.exchange({ ...REQUEST, timeoutMs: 60_000 }))
    )
    await server.stop()

    const answers = ends.filter(({ kind }) => kind === 'answer')
    assert.lengthOf(answers, 400 - refusals)
    assert.isAtMost(refusals, 128, 'those that were begun before the first refusal')
    assert.isEmpty(ends.filter((end) => end.kind === 'fault' && end.written))
  })
})

async function refused() {
  const server = await CountingServer.start({ answered: 0, afterBytes: 0, end: 'reset' })
  const { url } = server
  await server.stop()
  return new OrangeHttp(url).exchange(REQUEST)
}

function withoutDescriptor(code: string) {
  return async () => {
    const pool = connectionPool()
    pool.httpAgent.createConnection = () => destroyedBy(code)
    return new OrangeHttp('http://127.0.0.1:9', pool).exchange(REQUEST)
  }
}

/** As Node leaves a socket whose connection could not be opened: destroyed, and not connecting any more. */
function destroyedBy(code: string): net.Socket {
  return new net.Socket().destroy(Object.assign(new Error(code), { code, syscall: 'connect' }))
}

async function neverFound() {
  const pool = connectionPool()
  Object.assign(Reflect.get(pool.httpAgent, 'options'), { lookup: () => {} })
  return new OrangeHttp('http://orange.test', pool).exchange(REQUEST)
}

async function handshakeCutOff() {
  const server = await CountingServer.start({ answered: 0, afterBytes: 1, end: 'reset' })
  const end = await new OrangeHttp(server.url.replace('http:', 'https:')).exchange(REQUEST)
  await server.stop()
  return end
}

import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** `lost`: the server never hears of the COMMIT. `unconfirmed`: it carries it out, and the answer is lost. */
export type Cut = 'lost' | 'unconfirmed'

/** As knex writes it, with the zero that ends a query of PostgreSQL's protocol. */
const COMMIT = Buffer.from('COMMIT;\0')

/** A network between us and PostgreSQL that breaks just when a COMMIT is under way. */
export async function cutCommits(decide: () => Cut | undefined) {
  const cuts = { lost: 0, unconfirmed: 0 }
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(process.env.DB_PORT), process.env.DB_HOST)
    let cut: Cut | undefined
    const end = () => [client, upstream].forEach((socket) => socket.destroy())
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => undefined).on('close', () => (open.delete(socket), end()))
    }
    client.on('data', (bytes) => {
      if (bytes.includes(COMMIT) && (cut = decide())) cuts[cut] += 1
      if (cut === 'lost') end()
      else upstream.write(bytes)
    })
    upstream.on('data', (bytes) => (cut ? end() : client.write(bytes)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cuts,
    async stop(): Promise<void> {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
